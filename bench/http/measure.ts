import type { Case } from './cases.ts'
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

/**
 * Measures all contestants in a case: all are warmed up, then each is under load in turn, round by round. Who begins
 * a round changes, so that a slow moment is unfair to none.
 */
export async function measureCase(
  each: Case,
  servers: readonly ServerProcess[],
  { rounds, warmUp, ...load }: LoadOptions & { readonly rounds: number; readonly warmUp: number },
): Promise<Series[]> {
  const series = new Map(servers.map((server) => [server, emptySeries(server.name)] as const))
  for (const server of servers) await putLoad(server.url, each, { ...load, seconds: warmUp })
  for (let round = 0; round < rounds; round++) {
    const start = round % servers.length
    for (const server of [...servers.slice(start), ...servers.slice(0, start)]) {
      await measureOnce(server, each, load, series.get(server) as Series)
    }
  }
  return [...series.values()]
}

async function measureOnce(server: ServerProcess, each: Case, load: LoadOptions, series: Series): Promise<void> {
  const before = await server.cpu()
  const { requests, seconds, errors } = await putLoad(server.url, each, load)
  const used = (await server.cpu()) - before
  series.requestsPerSecond.push(requests / seconds)
  series.microsecondsPerRequest.push(used / requests)
  series.errors += errors
}

function emptySeries(contestant: string): Series {
  return { contestant, requestsPerSecond: [], microsecondsPerRequest: [], errors: 0 }
}
