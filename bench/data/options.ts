import { parseArgs } from 'node:util'
import { CASE_NAMES, PEERS, type CaseName, type PeerName } from './cases.ts'

/** How a run goes. */
export interface Options {
  readonly rounds: number
  /** How long one peer works, in one round. */
  readonly milliseconds: number
  readonly cases: readonly CaseName[]
  readonly peers: readonly PeerName[]
  /** Rounds over HTTP, of two seconds each; 0 for none. */
  readonly httpRounds: number
}

const USAGE = `npm run bench:data -- [options]
  --rounds 9            rounds of each case
  --milliseconds 300    how long one peer works, in one round
  --cases browse,db     only these cases: ${CASE_NAMES.join(', ')}; none: no case
  --peers pergola,…     only these: ${PEERS.join(', ')}
  --http-rounds 7       rounds over HTTP; 0: none
`

/** @throws Error for what is no option, with the list of them */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '9' },
      milliseconds: { type: 'string', default: '300' },
      cases: { type: 'string' },
      peers: { type: 'string' },
      'http-rounds': { type: 'string', default: '7' },
    },
  })
  return {
    rounds: toCount(values.rounds, 1),
    milliseconds: toCount(values.milliseconds, 1),
    cases: values.cases === 'none' ? [] : chosen(values.cases, CASE_NAMES),
    peers: chosen(values.peers, PEERS),
    httpRounds: toCount(values['http-rounds'], 0),
  }
}

function toCount(text: string, least: number): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < least || count > 100_000) throw new Error(USAGE)
  return count
}

function chosen<Name extends string>(list: string | undefined, all: readonly Name[]): Name[] {
  if (list === undefined) return [...all]
  const names = list.split(',') as Name[]
  if (names.some((name) => !all.includes(name))) throw new Error(USAGE)
  return names
}
