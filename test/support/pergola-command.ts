import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What a command wrote, and how it ended. */
export interface CommandResult {
  readonly status: number | null
  readonly out: string
  readonly err: string
  /** Standard output as it is. */
  readonly bytes: Buffer
}

/** How a command is run. */
export interface CommandOptions {
  /** What it finds on standard input; default: nothing. */
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')

/** Starts the `pergola` command in a folder. */
export function startPergola(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  const words = ['--conditions=pergola:source', '--import', import.meta.resolve('tsx'), main, ...args]
  const { PERGOLA_ADMIN_PASSWORD: _own, ...inherited } = process.env
  return spawn(process.execPath, words, { cwd, stdio: 'pipe', env: { ...inherited, NO_COLOR: '1', ...env } })
}

/** Runs the `pergola` command in a folder, to its end. */
export async function runPergola(
  cwd: string,
  args: readonly string[],
  { input = '', env = {} }: CommandOptions = {},
): Promise<CommandResult> {
  const child = startPergola(cwd, args, env)
  const ended = once(child, 'close')
  // A command that does not read its input has ended before.
  child.stdin.on('error', () => {}).end(input)
  const [bytes, err] = await Promise.all([allOf(child.stdout), allOf(child.stderr)])
  const [status] = (await ended) as [number | null]
  return { status, bytes, out: bytes.toString(), err: err.toString() }
}

async function allOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
