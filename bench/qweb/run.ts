// npm run bench:qweb [-- --rounds 5 --seconds 1 --clock wall|cpu --only pug,ejs]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { engines } from './engines.ts'
import { compileRegistry } from './registry.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    only: { type: 'string' },
    // On a busy machine: count the time of the processor (garbage collector included) instead of the clock on the wall.
    clock: { type: 'string', default: 'wall' },
  },
})
const names = Object.keys(engines).filter((name) => values.only === undefined || values.only.split(',').includes(name))
const child = fileURLToPath(new URL('./child.ts', import.meta.url))

function rateOf(name: string): number | null {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, child, name, values.seconds, values.clock],
    {
      encoding: 'utf8',
    },
  )
  if (status === 0) return (JSON.parse(stdout) as { rate: number }).rate
  process.stderr.write(`${name}: ${stderr.trim().split('\n').slice(0, 8).join('\n')}\n`)
  return null
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const rates = new Map<string, number[]>(names.map((name) => [name, []]))
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of names) {
    const rate = rateOf(name)
    if (rate !== null) rates.get(name)?.push(rate)
  }
}

const print = (line: string): boolean => process.stdout.write(`${line}\n`)
const hand = median(rates.get('hand-written') ?? [])
print(
  `Page of 100 rows by 5 escaped columns, a partial per row; renders a second (${values.clock}) as UTF-8 bytes, median of ${values.rounds}`,
)
print('"hand-written" is a page function with one function per row, template strings and an escape function.\n')
for (const [name, numbers] of [...rates].toSorted(([, a], [, b]) => median(b) - median(a))) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map((rate) => Math.round(rate))
  print(
    `${name.padEnd(14)} ${String(Math.round(median(numbers))).padStart(8)}  (${least}-${most})  ${(median(numbers) / hand).toFixed(3)}`,
  )
}
const { templates, patches, milliseconds, processor } = compileRegistry()
print(
  `\n${templates} templates with ${patches} patches: inherited and compiled in ${Math.round(milliseconds)} ms` +
    ` (${Math.round(processor)} ms of the processor)`,
)
