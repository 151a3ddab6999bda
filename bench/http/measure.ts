import type { Case } from './cases.ts'
import { note } from '../lib/note.ts'
import { rotated } from '../lib/rotated.ts'
import { putLoad, type LoadOptions } from './load.ts'
import type { ServerProcess } from './server-process.ts'

/** One contestant in one case: a number of each round. */
export interface Series {
  readonly contestant: string
  readonly requestsPerSecond: number[]
  /** The server's own processor time: what is left of the truth when others use the machine. */
  readonly microsecondsPerRequest: number[]
  errors: number
}

/** What was measured in one case. */
export interface CaseResult {
  readonly name: string
  readonly title: string
  readonly series: readonly Series[]
}

/** How contestants are measured. */
export interface MeasureOptions extends LoadOptions {
  readonly cases: readonly Case[]
  readonly contestants: readonly string[]
  /** Starts a contestant, which is stopped here. */
  readonly start: (name: string) => Promise<ServerProcess>
  /** Throws where contestants do not answer as they must: before and after each round. */
  readonly check: (servers: readonly ServerProcess[]) => Promise<void>
  readonly rounds: number
  /** How long each contestant is under load before a case is measured, in seconds. */
  readonly warmUp: number
  /** Whether servers rest once before they are measured. */
  readonly rest?: boolean
}

// A server in use has seen requests of all kinds before one kind is measured.
const MIXED_SECONDS = 1

/**
 * Measures all contestants in all cases, round by round. Each round has new processes: how the code of a process was
 * compiled stays with it for its life, and may be lucky. Who begins changes, so that a slow moment is unfair to none.
 */
export async function measure({ rounds, ...options }: MeasureOptions): Promise<CaseResult[]> {
  const results = options.cases.map(({ name, title }) => ({
    name,
    title,
    series: options.contestants.map(emptySeries),
  }))
  for (let round = 0; round < rounds; round++) {
    note(`round ${round + 1} of ${rounds}`)
    const servers: ServerProcess[] = []
    try {
      for (const name of options.contestants) servers.push(await options.start(name))
      await options.check(servers)
      await measureRound(servers, round, results, options)
      await options.check(servers)
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
  }
  return results
}

async function measureRound(
  servers: readonly ServerProcess[],
  round: number,
  results: readonly CaseResult[],
  { cases, warmUp, rest, ...load }: Omit<MeasureOptions, 'rounds'>,
): Promise<void> {
  const order = rotated(servers, round)
  for (const each of cases)
    for (const server of order) await putLoad(server.url, each, { ...load, seconds: MIXED_SECONDS })
  if (rest === true) for (const server of servers) await server.rest()
  for (const [index, each] of cases.entries()) {
    for (const server of order) await putLoad(server.url, each, { ...load, seconds: warmUp })
    for (const server of order) await measureOnce(server, each, load, results[index] as CaseResult)
  }
}

async function measureOnce(
  server: ServerProcess,
  each: Case,
  load: LoadOptions,
  { series }: CaseResult,
): Promise<void> {
  const before = await server.cpu()
  const { requests, seconds, errors } = await putLoad(server.url, each, load)
  const used = (await server.cpu()) - before
  const own = series.find(({ contestant }) => contestant === server.name) as Series
  own.requestsPerSecond.push(requests / seconds)
  own.microsecondsPerRequest.push(used / requests)
  own.errors += errors
}

function emptySeries(contestant: string): Series {
  return { contestant, requestsPerSecond: [], microsecondsPerRequest: [], errors: 0 }
}
