import { parseArgs } from 'node:util'
import { CASES } from './cases.ts'
import { CONTESTANTS } from './contestants.ts'

/** How a run goes. */
export interface Options {
  readonly rounds: number
  /** How long one contestant is under load in a case, in one round. */
  readonly seconds: number
  /** How long each contestant is under load before a case is measured. */
  readonly warmUp: number
  readonly connections: number
  readonly cases: readonly string[]
  readonly contestants: readonly string[]
  readonly load: 'wrk' | 'autocannon' | undefined
  /** Whether servers rest once before they are measured. */
  readonly rest: boolean
  /** Whether JSON is printed in place of a table. */
  readonly json: boolean
}

export const USAGE = `npm run bench -- [options]
  --rounds 7            rounds, each with new processes
  --seconds 1           how long one contestant is under load in a case, in one round
  --warm-up 1           how long each is under load before a case is measured
  --connections 48      keep-alive connections
  --cases text,form     only these cases: ${CASES.map(({ name }) => name).join(', ')}
  --contestants raw,…   only these: ${CONTESTANTS.map(({ name }) => name).join(', ')}
  --load wrk            wrk or autocannon; default: wrk where it is installed
  --rest                servers rest once before they are measured
  --json                prints JSON in place of tables
`

/** @throws Error for what is no option, with the list of them */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '1' },
      'warm-up': { type: 'string', default: '1' },
      connections: { type: 'string', default: '48' },
      cases: { type: 'string' },
      contestants: { type: 'string' },
      load: { type: 'string' },
      rest: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const { load } = values
  if (load !== undefined && load !== 'wrk' && load !== 'autocannon') throw new Error(USAGE)
  return {
    rounds: toCount(values.rounds),
    seconds: toCount(values.seconds),
    warmUp: toCount(values['warm-up']),
    connections: toCount(values.connections),
    cases: chosen(values.cases, CASES),
    contestants: chosen(values.contestants, CONTESTANTS),
    load,
    rest: values.rest,
    json: values.json,
  }
}

function toCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 1000) throw new Error(USAGE)
  return count
}

function chosen(list: string | undefined, all: ReadonlyArray<{ readonly name: string }>): string[] {
  const known = all.map(({ name }) => name)
  const names = list?.split(',') ?? known
  if (names.some((name) => !known.includes(name))) throw new Error(USAGE)
  return names
}
