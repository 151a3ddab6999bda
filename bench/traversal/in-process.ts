import { createTestApp } from 'pergola/testing'
import { median } from '../lib/statistics.ts'
import { DEEP, site } from './site.ts'

const ROUNDS = 15
const REQUESTS = 4_000
/** Microseconds that a tree 10 levels deep may add to a matched route, with children that are there at once. */
const LIMIT = 20

const cases: ReadonlyArray<readonly [title: string, path: string]> = [
  ['a matched route', '/plain'],
  ['a view of the root', '/'],
  ['10 levels, children at once', DEEP],
  ['10 levels, children later', `/later${DEEP}`],
]

/** What resources cost beside a matched route, without a socket. @returns whether the bar is met */
export async function measureInProcess(): Promise<boolean> {
  await using test = await createTestApp({ addons: [site] })
  const took = cases.map((): number[] => [])
  // One after the other in each round: whatever else the machine does then meets all of them.
  for (let round = -2; round < ROUNDS; round++) {
    for (const [index, [, path]] of cases.entries()) {
      const microseconds = await once((request) => test.app.fetch(request), `http://localhost${path}`)
      if (round >= 0) took[index]?.push(microseconds)
    }
  }
  const [plain = [], , deep = []] = took
  const added = (own: readonly number[]): number => median(own.map((each, round) => each - (plain[round] ?? 0)))
  cases.forEach(([title], index) => {
    const own = took[index] ?? []
    const more = index === 0 ? '' : ` (${added(own).toFixed(1)} more)`
    process.stdout.write(`${median(own).toFixed(1).padStart(8)} µs  ${title}${more}\n`)
  })
  return added(deep) < LIMIT
}

/** Microseconds for one request. */
async function once(fetch: (request: Request) => Promise<unknown>, url: string): Promise<number> {
  const started = process.hrtime.bigint()
  for (let index = 0; index < REQUESTS; index++) await fetch(new Request(url))
  return Number(process.hrtime.bigint() - started) / 1000 / REQUESTS
}
