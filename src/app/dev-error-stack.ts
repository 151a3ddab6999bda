import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One call of a stack. */
export interface Frame {
  /** What was called: `Shop.page`; '' for a file's own code. */
  readonly call: string
  /** The file's path, or what else V8 names. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Whether it is code of the application, and not of Pergola, of a package or of Node. */
  readonly isOwn: boolean
}

const PERGOLA = dirname(import.meta.dirname) + sep
const MAX_FRAMES = 100

/** The calls that led to an error, the innermost first; none where it has no stack. */
export function framesOf(error: unknown): Frame[] {
  const stack = error instanceof Error ? error.stack : undefined
  if (typeof stack !== 'string') return []
  return stack
    .split('\n')
    .slice(0, MAX_FRAMES)
    .flatMap((line) => toFrame(line) ?? [])
}

function toFrame(line: string): Frame | null {
  const [, call = '', place = ''] = /^ {4}at (?:async )?(?:(.*?) \()?(.+?)\)?$/.exec(line) ?? []
  const [, where = '', row, column] = /^(.+):(\d+):(\d+)$/.exec(place) ?? []
  if (where === '') return null
  const file = where.startsWith('file://') ? fileURLToPath(where) : where
  return { call, file, line: Number(row), column: Number(column), isOwn: isOwn(file) }
}

function isOwn(file: string): boolean {
  return file.startsWith(sep) && !file.startsWith(PERGOLA) && !file.includes(`${sep}node_modules${sep}`)
}
