import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { TemplatePlace } from '../qweb/qweb-error.ts'
import { framesOf } from './dev-error-stack.ts'
import type { Request } from '../http/request.ts'
import type { TemplateSource } from './template-source.ts'

/** Lines of a source around the one that is meant. */
export interface Excerpt {
  /** What they are of: a file, or a template with the files that it is made of. */
  readonly title: string
  readonly detail: string
  readonly lines: ReadonlyArray<{ readonly number: number; readonly text: string; readonly isMeant: boolean }>
}

const AROUND = 6
const LONGEST_LINE = 400

/** The places in templates where an error happened, the innermost first, with the calls that led there. */
export function templateTrail(error: unknown): readonly TemplatePlace[] {
  if (typeof error !== 'object' || error === null) return []
  const { trail, qweb } = error as { trail?: unknown; qweb?: unknown }
  const places = Array.isArray(trail) ? trail : [qweb]
  return places.filter(
    (place): place is TemplatePlace => typeof place === 'object' && place !== null && 'template' in place,
  )
}

/** The source of the template in which an error happened; null where it happened elsewhere. */
export async function templateExcerpt(
  error: unknown,
  templates: TemplateSource,
  request: Request,
): Promise<Excerpt | null> {
  const [place] = templateTrail(error)
  const source = place === undefined ? null : await templates.source(place.template, request)
  if (place === undefined || source === null) return null
  const files = source.files.map((file) => shortPath(file)).join(', changed by ')
  return {
    title: `Template ${place.template}, line ${place.line}`,
    detail: `${place.path} ${place.element} in ${files}`,
    lines: around(source.text, place.line),
  }
}

/**
 * The source where an error was thrown: of the application, where that is on the stack; null where it cannot be read.
 *
 * @param ownOnly whether code of others is not worth a look
 */
export async function codeExcerpt(error: unknown, ownOnly: boolean): Promise<Excerpt | null> {
  const frames = framesOf(error)
  const frame = frames.find(({ isOwn }) => isOwn) ?? frames.find(({ file }) => file.startsWith('/') && !ownOnly)
  if (frame === undefined) return null
  try {
    const source = await readFile(frame.file, 'utf8')
    const title = `${shortPath(frame.file)}:${frame.line}`
    return { title, detail: frame.call, lines: around(source, frame.line) }
  } catch {
    return null
  }
}

/** A path as seen from where the server was started. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}

function around(source: string, line: number): Excerpt['lines'] {
  const first = Math.max(1, line - AROUND)
  return source
    .split(/\r?\n/)
    .slice(first - 1, line + AROUND)
    .map((text, index) => ({
      number: first + index,
      text: text.slice(0, LONGEST_LINE),
      isMeant: first + index === line,
    }))
}
