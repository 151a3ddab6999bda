import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../errors/business-errors.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'

/** How a custom dump begins. */
const CUSTOM = Buffer.from('PGDMP')
/** How much of a program's complaints is kept, in characters. */
const COMPLAINT = 4000

/** Dumps a database by `pg_dump`. @throws {ConfigurationError} where the program is missing */
export async function dumpPostgres(url: string, format: 'sql' | 'custom'): Promise<ReadableStream<Uint8Array>> {
  const form = format === 'sql' ? 'plain' : 'custom'
  const program = await start('pg_dump', ['--no-owner', '--no-privileges', `--format=${form}`], url)
  program.child.stdin.end()
  return Readable.toWeb(Readable.from(outputOf(program))) as ReadableStream<Uint8Array>
}

/**
 * Restores a dump into an empty database, by `pg_restore`, or `psql` for text.
 *
 * @param trusted whether text is accepted: `psql` obeys shell commands inside it
 * @throws {UserError} where the dump cannot be restored
 */
export async function restorePostgres(url: string, dump: ReadableStream<Uint8Array>, trusted: boolean): Promise<void> {
  const { head, whole } = await peek(dump, CUSTOM.length)
  if (head.equals(CUSTOM)) {
    return feed(
      await start(
        'pg_restore',
        ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction', '--dbname='],
        url,
      ),
      whole,
    )
  }
  if (!trusted) {
    await whole.return?.(undefined)
    throw new UserError(
      'This backup is SQL text, or none. Text is restored with { trusted: true } only: psql obeys shell commands inside it.',
    )
  }
  await feed(
    await start('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--single-transaction'], url),
    whole,
  )
}

interface Program {
  readonly name: string
  readonly child: ChildProcessWithoutNullStreams
  readonly exit: Promise<number | null>
  complaint: string
}

// The URL goes by the environment: arguments are seen by every user of the machine.
async function start(name: string, args: readonly string[], url: string): Promise<Program> {
  const options = args.map((arg) => (arg === '--dbname=' ? `--dbname=${databaseOf(url)}` : arg))
  const child = spawn(name, options, { env: { ...process.env, ...connectionVariables(url) }, stdio: 'pipe' })
  const exit = once(child, 'close').then(([code]) => code as number | null)
  const program: Program = { name, child, exit, complaint: '' }
  exit.catch(() => {})
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    program.complaint = (program.complaint + text).slice(-COMPLAINT)
  })
  // A program that ends early breaks the pipe; its exit code says why.
  child.stdin.on('error', () => {})
  try {
    await once(child, 'spawn')
  } catch (error) {
    throw new ConfigurationError(`The program ${name} cannot be started: install PostgreSQL's client programs.`, {
      cause: error,
    })
  }
  return program
}

async function* outputOf(program: Program): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of program.child.stdout) yield chunk as Uint8Array
    await succeed(program)
  } finally {
    // Where the reader has gone away.
    program.child.kill()
  }
}

async function feed(program: Program, input: AsyncIterable<Uint8Array>): Promise<void> {
  program.child.stdout.resume()
  const written = pipeline(input, program.child.stdin).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') program.child.kill()
    return error
  })
  await succeed(program)
  const failure = await written
  if (failure instanceof Error) throw failure
}

async function succeed(program: Program): Promise<void> {
  const code = await program.exit
  if (code === 0) return
  throw new UserError(`${program.name} failed: ${program.complaint.trim() || `exit code ${code}`}`)
}

/** The connection as libpq reads it from the environment. */
function connectionVariables(url: string): Record<string, string> {
  const { hostname, port, username, password, searchParams } = new URL(url)
  const variables = {
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname),
    PGPORT: searchParams.get('port') ?? port,
    PGUSER: searchParams.get('user') ?? decodeURIComponent(username),
    PGPASSWORD: searchParams.get('password') ?? decodeURIComponent(password),
    PGDATABASE: databaseOf(url),
    PGSSLMODE: searchParams.get('sslmode') ?? '',
    PGSSLROOTCERT: searchParams.get('sslrootcert') ?? '',
  }
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

/** Looks at a stream's first bytes. */
async function peek(
  stream: ReadableStream<Uint8Array>,
  length: number,
): Promise<{ head: Buffer; whole: AsyncGenerator<Uint8Array> }> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  for (let size = 0; size < length;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.length
  }
  return { head: Buffer.concat(chunks).subarray(0, length), whole: rest(chunks, reader) }
}

async function* rest(
  chunks: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
