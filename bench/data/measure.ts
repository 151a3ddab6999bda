import { isDeepStrictEqual } from 'node:util'
import { rotated } from '../lib/rotated.ts'
import type { CaseName } from './cases.ts'
import type { PeerProcess } from './peer-process.ts'

/** What one peer took for one operation, a number of each round, in microseconds. */
export interface Series {
  readonly peer: string
  readonly times: number[]
  readonly processor: number[]
}

export interface CaseResult {
  readonly name: CaseName
  readonly series: readonly Series[]
}

const CHECKED = [0, 1, 77]

/** @throws Error where a peer gives something else than the first does */
export async function check(peers: readonly PeerProcess[], name: CaseName): Promise<void> {
  for (const number of CHECKED) {
    const results = []
    for (const peer of peers) results.push((await peer.ask({ name, milliseconds: 0, check: number })).result)
    for (const [index, result] of results.entries()) {
      if (isDeepStrictEqual(result, results[0])) continue
      throw new Error(
        `${name}: ${peers[index]?.name} gives ${JSON.stringify(result)}, ${peers[0]?.name} ${JSON.stringify(results[0])}.`,
      )
    }
  }
}

/** All peers in turn, round by round; who begins a round changes, so that a slow moment is unfair to none. */
export async function measureCase(
  peers: readonly PeerProcess[],
  name: CaseName,
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<CaseResult> {
  const series = new Map<PeerProcess, Series>(
    peers.map((peer) => [peer, { peer: peer.name, times: [], processor: [] }]),
  )
  for (const peer of peers) await peer.ask({ name, milliseconds: Math.max(milliseconds, 500) })
  for (let round = 0; round < rounds; round++) {
    for (const peer of rotated(peers, round)) {
      const { median, processor } = await peer.ask({ name, milliseconds })
      const own = series.get(peer) as Series
      own.times.push(median)
      own.processor.push(processor)
    }
  }
  return { name, series: [...series.values()] }
}
