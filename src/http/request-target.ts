import { BadRequest } from '../errors/http-errors.ts'

/** A request target, taken apart. */
export interface Target {
  /** The path as it was sent, percent-encoded, with its leading slash. */
  rawPath: string
  /** What follows the first `?`, as it was sent. */
  rawQuery: string
}

/**
 * Takes a request target apart. Proxies may send the absolute form (`http://host/path`), of which the path counts;
 * anything else that is no path is kept, and refused when it is decoded.
 */
export function parseTarget(target: string): Target {
  const path = target.charCodeAt(0) === 47 /* / */ ? target : withoutOrigin(target)
  const fragment = path.indexOf('#')
  const clean = fragment === -1 ? path : path.slice(0, fragment)
  const mark = clean.indexOf('?')
  return mark === -1
    ? { rawPath: clean, rawQuery: '' }
    : { rawPath: clean.slice(0, mark), rawQuery: clean.slice(mark + 1) }
}

/**
 * The names and values of a query or a urlencoded body. (`URLSearchParams` alone drops a question mark in front, which
 * belongs to the first name here.)
 */
export function parseQuery(text: string): URLSearchParams {
  return new URLSearchParams(text.charCodeAt(0) === 63 /* ? */ ? `?${text}` : text)
}

function withoutOrigin(target: string): string {
  const origin = /^https?:\/\/[^/?#]+/i.exec(target)
  if (!origin) return target
  const rest = target.slice(origin[0].length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * The text that a percent-encoded path stands for.
 *
 * @throws BadRequest where it is no path, or not well-formed UTF-8 under percent-encoding
 */
export function decodePath(rawPath: string): string {
  if (rawPath.charCodeAt(0) !== 47 /* / */) throw new BadRequest('The request target is not a path.')
  if (!rawPath.includes('%')) return rawPath
  try {
    return decodeURIComponent(rawPath)
  } catch {
    throw new BadRequest('The path is not well-formed: percent-encoding of UTF-8 is expected.')
  }
}
