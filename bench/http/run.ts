/**
 * Compares Pergola with Fastify, Hono and raw node:http: requests per second of servers that answer the same. Run it
 * by `npm run bench`; `bench/RESULTS.md` has results.
 */
import { cpus, loadavg } from 'node:os'
import { note } from '../lib/note.ts'
import { build } from './build.ts'
import { CASES } from './cases.ts'
import { check } from './check.ts'
import { CONTESTANTS, versionsOf } from './contestants.ts'
import { measure } from './measure.ts'
import { readOptions, type Options } from './options.ts'
import { canPin, isInstalled } from './pinned.ts'
import { report } from './report.ts'
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
    rounds: `${options.rounds}, each with new processes, ${options.seconds} s after ${options.warmUp} s of warm-up${options.rest ? ' and a rest' : ''}`,
  }
  for (const [name, value] of Object.entries(setting)) note(`${name}: ${[value].flat().join('; ')}`)
  const results = await measure({
    ...options,
    tool,
    cases,
    contestants: contestants.map(({ name }) => name),
    start: (name) => ServerProcess.start(name),
    check: async (servers) => {
      for (const server of servers) await check(server, cases)
    },
  })
  process.stdout.write(`${options.json ? JSON.stringify({ setting, results }, null, 2) : report(results)}\n`)
}

await run(readOptions(process.argv.slice(2)))
