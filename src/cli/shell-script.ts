import type { ShellSession } from './shell-session.ts'

/** An async function made of text, as `Function` makes a plain one. */
const AsyncFunction = (async () => {}).constructor as new (
  ...words: string[]
) => (...values: unknown[]) => Promise<unknown>

/** The whole standard input. */
export async function readScript(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk as string
  return text
}

/**
 * Runs a script in a session: JavaScript, with `await` anywhere.
 *
 * @returns the exit status: 1 where the script threw
 */
export async function runScript(session: ShellSession, source: string): Promise<number> {
  const names = session.names()
  try {
    const script = new AsyncFunction(...Object.keys(names), `${source}\n//# sourceURL=script`)
    await session.run(() => script(...Object.values(names)))
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 1
  }
}
