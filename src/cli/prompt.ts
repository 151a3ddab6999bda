import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { note } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Whether somebody sits at the other end. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** Asks at the terminal. The question goes beside the output. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

/** Asks for what must not be seen: nothing that is typed is shown. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(question)
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silence, terminal: true, historySize: 0 })
  try {
    const cancelled = new Promise<never>((_resolve, reject) => {
      lines.once('SIGINT', () => reject(new UsageError('Cancelled.')))
      lines.once('close', () => reject(new UsageError('Cancelled.')))
    })
    return await Promise.race([lines.question(''), cancelled])
  } finally {
    lines.close()
    note('')
  }
}

/** A new password: asked for twice at a terminal, else the first line of the standard input. @throws UsageError */
export async function newSecret(): Promise<string> {
  if (!isInteractive()) return firstLine()
  const first = await askSecret('New password: ')
  if (first !== (await askSecret('Once more: '))) throw new UsageError('These are two different passwords.')
  return first
}

const LINE_LIMIT = 4096

async function firstLine(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk as string
    if (text.includes('\n') || text.length > LINE_LIMIT) break
  }
  return (text.split('\n')[0] as string).replace(/\r$/, '')
}
