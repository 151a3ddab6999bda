/**
 * Compares routers on 500 mixed rules: nanoseconds for one match, with all variables as an object and integers as
 * numbers. Rounds are interleaved, so that a noisy machine is unfair to none. Run it by `npm run bench:routing`.
 */
import { CONTESTANTS, type Match } from './contestants.ts'
import { toPaths, toRules } from './rules.ts'

const ROUNDS = 40
const WARM_UP_ROUNDS = 15
const MATCHES_PER_ROUND = 20_000

/** Strings as a server has them: not interned, and never seen by the router before. */
function freshPaths(groups: number): string[] {
  return toPaths(groups, MATCHES_PER_ROUND).map((path) => Buffer.from(path).toString('latin1'))
}

function measure(match: Match, paths: readonly string[]): number {
  let found = 0
  const start = process.hrtime.bigint()
  for (const path of paths) if (match(path) !== null) found++
  const time = Number(process.hrtime.bigint() - start)
  if (found !== (MATCHES_PER_ROUND * 9) / 10) throw new Error(`Wrong number of matches: ${found}`)
  return time / paths.length
}

function median(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[times.length >> 1] ?? Number.NaN
}

/** Median time per match of each, all measured in turn. */
function compare(matches: ReadonlyMap<string, Match>, groups: ReadonlyMap<string, number>): Map<string, number> {
  const times = new Map<string, number[]>(Array.from(matches.keys(), (name) => [name, []]))
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    for (const [name, match] of matches) {
      const time = measure(match, freshPaths(groups.get(name) ?? 50))
      if (round >= WARM_UP_ROUNDS) times.get(name)?.push(time)
    }
  }
  return new Map(Array.from(times, ([name, all]) => [name, median(all)]))
}

function print(title: string, medians: ReadonlyMap<string, number>): void {
  const own = medians.values().next().value ?? Number.NaN
  process.stdout.write(`\n${title}\n`)
  for (const [name, time] of medians) {
    process.stdout.write(`  ${name.padEnd(34)} ${time.toFixed(0).padStart(6)} ns   ${(time / own).toFixed(2)}\n`)
  }
}

/** All contestants must give the same for all kinds of paths before they are measured. */
function check(matches: ReadonlyMap<string, Match>): void {
  const paths = toPaths(50, 2000)
  for (const path of new Set(paths)) {
    const answers = new Set(
      Array.from(matches.values(), (match) => {
        const found = match(path)
        return found === null ? 'none' : `${found.endpoint} ${Object.entries(found.args).join(' ')}`
      }),
    )
    if (answers.size > 1) throw new Error(`Different answers for ${path}: ${[...answers].join(' ')}`)
  }
}

function run(): void {
  process.stdout.write(`node ${process.version}, median of ${ROUNDS} rounds of ${MATCHES_PER_ROUND} matches\n`)
  for (const checked of [true, false]) {
    const matches = new Map(Array.from(CONTESTANTS, ([name, make]) => [name, make(toRules(50), checked)]))
    check(matches)
    const note = checked ? 'integers must be digits' : 'the others take any text for an integer'
    print(`500 rules, ns per match and times of pergola's (${note})`, compare(matches, new Map()))
  }
  const pergola = CONTESTANTS.get('pergola')
  if (pergola === undefined) return
  const sizes = new Map([
    ['500 rules', 50],
    ['5000 rules', 500],
  ])
  const matches = new Map(Array.from(sizes, ([name, groups]) => [name, pergola(toRules(groups), true)]))
  print('pergola by number of rules', compare(matches, sizes))
}

run()
