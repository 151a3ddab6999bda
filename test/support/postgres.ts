import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A PostgreSQL primary with a streaming replica, for tests. Unix sockets only. */
export interface PostgresCluster {
  /** The URL of a database on the primary. */
  url(database: string): string
  /** The URL of a database on the replica. */
  replicaUrl(database: string): string
  startReplica(): Promise<void>
  /** Ends the replica and all its connections at once. */
  stopReplica(): Promise<void>
  /** Kills the primary (SIGKILL), all its processes, and starts it. */
  crashPrimary(): Promise<void>
  stop(): Promise<void>
}

/** The newest PostgreSQL on this machine, or null. */
export function findPostgres(): string | null {
  const root = '/usr/lib/postgresql'
  const folders = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const programs = ['initdb', 'pg_ctl', 'pg_basebackup']
  for (const folder of [...folders.map((name) => join(root, name, 'bin')), ...(process.env['PATH'] ?? '').split(':')]) {
    if (programs.every((program) => existsSync(join(folder, program)))) return folder
  }
  return null
}

/** Why tests on PostgreSQL are skipped, or false: for the `skip` option of `node:test`. */
export const skipWithoutPostgres: string | false =
  findPostgres() === null
    ? 'initdb, pg_ctl and pg_basebackup are not installed (looked in /usr/lib/postgresql/*/bin and PATH)'
    : false

// PostgreSQL refuses to run as root.
const owner = process.getuid?.() === 0 ? (userIds('postgres') ?? userIds('nobody')) : null

/**
 * Starts a primary and its replica in a temporary folder. Both end with `stop()`, at the latest with this process,
 * however it ends.
 *
 * @throws where the programs are missing or fail
 */
export async function startPostgres(): Promise<PostgresCluster> {
  const bin = findPostgres()
  if (bin === null) throw new Error('PostgreSQL is not installed.')
  const folder = mkdtempSync(join(tmpdir(), 'pergola-postgres-'))
  if (owner !== null) chownSync(folder, owner.uid, owner.gid)
  const primary = join(folder, 'primary')
  const replica = join(folder, 'replica')
  const guard = watchOver(bin, folder)

  const run = (program: string, args: string[]) => runProgram(join(bin, program), args, folder)
  const start = (data: string, port: number) =>
    run('pg_ctl', [
      'start',
      '-w',
      '-D',
      data,
      '-l',
      `${data}.log`,
      '-o',
      `-p ${port} -k ${folder} -c listen_addresses=''`,
    ])
  const stop = (data: string) => run('pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data])

  await run('initdb', ['-D', primary, '-U', 'pergola', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'])
  appendFileSync(
    join(primary, 'postgresql.conf'),
    [
      'shared_buffers = 32MB',
      'max_connections = 60',
      'wal_level = replica',
      'hot_standby = on',
      'max_wal_senders = 4',
      '',
    ].join('\n'),
  )
  await start(primary, 5432)
  await run('pg_basebackup', [
    '-h',
    folder,
    '-p',
    '5432',
    '-U',
    'pergola',
    '-D',
    replica,
    '-R',
    '-X',
    'stream',
    '--checkpoint=fast',
    '--no-sync',
  ])
  await start(replica, 5433)

  const url = (database: string, port: number) =>
    `postgres:///${encodeURIComponent(database)}?host=${encodeURIComponent(folder)}&port=${port}&user=pergola`
  return {
    url: (database) => url(database, 5432),
    replicaUrl: (database) => url(database, 5433),
    startReplica: () => start(replica, 5433),
    stopReplica: () => stop(replica),
    crashPrimary: async () => {
      await killServer(primary)
      await start(primary, 5432)
    },
    stop: async () => {
      // The watcher ends the servers when its input ends.
      guard.ref()
      guard.stdin.end()
      await once(guard, 'exit')
    },
  }
}

// The server first: it would end the others in good order. Its lock files speak for it, as long as nobody has
// waited for its end.
async function killServer(data: string): Promise<void> {
  const lockFile = join(data, 'postmaster.pid')
  const server = Number(readFileSync(lockFile, 'utf8').split('\n', 1)[0])
  const all = [server, ...processes().filter((pid) => statusOf(pid)?.parent === server)]
  for (const pid of all) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  while (all.some(isRunning)) await delay(5)
  for (const file of [lockFile, join(data, '..', '.s.PGSQL.5432.lock')]) rmSync(file, { force: true })
}

function processes(): number[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return names.map(Number)
}

function isRunning(pid: number): boolean {
  const status = statusOf(pid)
  return status !== null && status.state !== 'Z'
}

// The name of the program, in parentheses, may hold anything.
function statusOf(pid: number): { state: string | undefined; parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null // it has ended
  }
}

// Its input ends with this process, also when that is killed.
function watchOver(bin: string, folder: string) {
  const script =
    'cat >/dev/null; for data in "$1"/replica "$1"/primary; do "$0" stop -m immediate -D "$data"; done; cd /; rm -rf "$1"'
  const guard = spawn('/bin/sh', ['-c', script, join(bin, 'pg_ctl'), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: folder,
    detached: true,
    ...owner,
  })
  guard.unref()
  ;(guard.stdin as unknown as { unref(): void }).unref()
  return guard
}

async function runProgram(program: string, args: string[], folder: string): Promise<void> {
  // No pipes: the server would keep them open after pg_ctl has ended.
  const child = spawn(program, args, { stdio: 'ignore', cwd: folder, ...owner })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
}

function userIds(name: string): { uid: number; gid: number } | null {
  const id = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim() || Number.NaN)
  const [uid, gid] = [id('-u'), id('-g')]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : null
}
