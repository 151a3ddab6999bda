/**
 * Compares Pergola with Fastify, Hono and raw node:http: requests per second of servers that answer the same. Run it
 * by `npm run bench`; `bench/RESULTS.md` has results.
 */
import { cpus, loadavg } from 'node:os'
import { build } from './build.ts'
import { CASES } from './cases.ts'
import { check } from './check.ts'
import { CONTESTANTS, versionsOf } from './contestants.ts'
import { measureCase } from './measure.ts'
import { readOptions, type Options } from './options.ts'
import { canPin, isInstalled } from './pinned.ts'
import { report, type CaseResult } from './report.ts'
import { ServerProcess } from './server-process.ts'

async function run(options: Options): Promise<void> {
  build()
  const tool = options.load ?? (isInstalled('wrk') ? 'wrk' : 'autocannon')
  const cases = CASES.filter(({ name }) => options.cases.includes(name))
  const contestants = CONTESTANTS.filter(({ name }) => options.contestants.includes(name))
  const setting = {
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)} before`,
    node: process.version,
    versions: contestants.map(versionsOf),
    load: `${tool}, ${options.connections} keep-alive connections, no pipelining`,
    cores: canPin ? 'server on core 0, load on core 1' : 'not pinned: this machine has one core, or no taskset',
    rounds: `${options.rounds} of ${options.seconds} s each, after ${options.warmUp} s of warm-up`,
  }
  for (const [name, value] of Object.entries(setting)) note(`${name}: ${[value].flat().join('; ')}`)
  const servers: ServerProcess[] = []
  const results: CaseResult[] = []
  try {
    for (const { name } of contestants) servers.push(await ServerProcess.start(name))
    for (const server of servers) await check(server, cases)
    // A server in use has seen requests of all kinds before one kind is measured.
    for (const each of cases) await measureCase(each, servers, { ...options, tool, seconds: 1, warmUp: 1, rounds: 0 })
    for (const each of cases) {
      note(`measuring: ${each.title}`)
      const series = await measureCase(each, servers, { ...options, tool })
      results.push({ name: each.name, title: each.title, series })
    }
    for (const server of servers) await check(server, cases)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
  process.stdout.write(`${options.json ? JSON.stringify({ setting, results }, null, 2) : report(results)}\n`)
}

function note(line: string): void {
  process.stderr.write(`${line}\n`)
}

await run(readOptions(process.argv.slice(2)))
