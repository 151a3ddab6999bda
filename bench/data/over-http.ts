import { join } from 'node:path'
import type { Case } from '../http/cases.ts'
import { measure, type CaseResult, type Series } from '../http/measure.ts'
import { isInstalled } from '../http/pinned.ts'
import { ServerProcess } from '../http/server-process.ts'
import { markdownTable } from '../lib/markdown-table.ts'
import { median } from '../lib/statistics.ts'
import type { Setting } from './peers/peer.ts'

const BAR = 0.9
const CONNECTIONS = 48
// A process with a database takes ten seconds until all that it does again and again is compiled.
const WARM_UP = 10

function caseOf(name: string, title: string): Case {
  const paths = Array.from({ length: 100 }, (_, index) => `/${name}/${1 + ((index * 7919) % 10_000)}`)
  return { name, title, method: 'GET', paths, type: null, body: null, answerType: 'application/json', answer: String }
}

const CASES = [caseOf('world', 'one query, read-only route'), caseOf('writable', 'one query, route that may write')]

// The last does what Pergola promises of each request, by hand.
const CONTESTANTS = ['pergola', 'fastify', 'fastify-transaction'] as const

type Measure = 'requestsPerSecond' | 'microsecondsPerRequest'

/** A request that needs one query: Pergola (auth `public`, no session) against Fastify with a pool of `pg`. */
export async function measureHttp(setting: Setting, rounds: number): Promise<string> {
  const tool = isInstalled('wrk') ? 'wrk' : 'autocannon'
  const start = (name: string): Promise<ServerProcess> =>
    ServerProcess.start(name, [join(import.meta.dirname, 'dist', 'servers', `${name}.js`), JSON.stringify(setting)])
  const load = { tool, connections: CONNECTIONS, seconds: 2, warmUp: WARM_UP, rounds } as const
  const results = await measure({ ...load, cases: CASES, contestants: CONTESTANTS, start, check })
  return results.map(reported).join('\n\n')
}

async function check(servers: readonly ServerProcess[]): Promise<void> {
  for (const { paths } of CASES) {
    for (const path of paths.slice(0, 5)) {
      const answers = []
      for (const { url } of servers) {
        const response = await fetch(url + path)
        answers.push(`${response.status} ${await response.text()}`)
      }
      if (new Set(answers).size > 1) throw new Error(`${path} is answered differently:\n${answers.join('\n')}`)
    }
  }
}

function reported({ title, series }: CaseResult): string {
  const [own, rival] = series as [Series, Series, Series]
  const ratio = (of: Series, to: Series, key: Measure) =>
    median(of[key].map((each, round) => each / (to[key][round] ?? Number.NaN))).toFixed(3)
  const row = (name: string, key: Measure, digits: number) => [
    name,
    ...series.map((each) => median(each[key]).toFixed(digits)),
  ]
  const errors = series.reduce((sum, each) => sum + each.errors, 0)
  const met = Number(ratio(own, rival, 'requestsPerSecond')) >= BAR ? 'met' : 'not met'
  return [
    markdownTable(
      [title, 'pergola', 'fastify + pg', 'the same in a transaction'],
      [
        row('requests per second', 'requestsPerSecond', 0),
        row('processor time of the server, µs', 'microsecondsPerRequest', 1),
        ['by those of fastify + pg', ...series.map((each) => ratio(each, rival, 'requestsPerSecond'))],
      ],
    ),
    `Bar: at least ${BAR} of Fastify with raw pg: ${met}; errors: ${errors}`,
  ].join('\n\n')
}
