/**
 * Compares Pergola's models with raw `pg`, Kysely by hand, Drizzle and MikroORM on one database, and a request that needs
 * one query with Fastify's. Run it by `npm run bench:data`; `bench/RESULTS.md` has results.
 */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { startPostgres } from '../../test/support/postgres.ts'
import { build } from '../http/build.ts'
import { canPin } from '../http/pinned.ts'
import { note } from '../lib/note.ts'
import { CASES } from './cases.ts'
import { check, measureCase, type CaseResult } from './measure.ts'
import { readOptions, type Options } from './options.ts'
import { measureHttp } from './over-http.ts'
import { PeerProcess } from './peer-process.ts'
import type { Setting } from './peers/peer.ts'
import { prepare } from './prepare.ts'
import { report } from './report.ts'

async function run(options: Options): Promise<void> {
  build(import.meta.dirname)
  note(`machine: ${cpus()[0]?.model}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)} before`)
  note(`node: ${process.version}; ${options.rounds} rounds of ${options.milliseconds} ms`)
  // The servers of PostgreSQL inherit it.
  if (canPin) execFileSync('taskset', ['-acp', '1', String(process.pid)], { stdio: 'ignore' })
  const cluster = await startPostgres()
  try {
    await cluster.stopReplica()
    const setting = await prepare(cluster)
    if (options.cases.length > 0) process.stdout.write(`${report(await measurePeers(options, setting))}\n`)
    if (options.httpRounds > 0) process.stdout.write(`\n${await measureHttp(setting, options.httpRounds)}\n`)
  } finally {
    await cluster.stop()
  }
}

async function measurePeers(options: Options, setting: Setting): Promise<CaseResult[]> {
  const peers: PeerProcess[] = []
  const results: CaseResult[] = []
  try {
    for (const name of options.peers) peers.push(await PeerProcess.start(name, setting))
    for (const name of options.cases) await check(peers, name)
    for (const name of options.cases) {
      note(`measuring: ${CASES[name]}`)
      results.push(await measureCase(peers, name, options))
    }
    return results
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()))
  }
}

await run(readOptions(process.argv.slice(2)))
