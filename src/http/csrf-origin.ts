import { BadRequest } from '../errors/http-errors.ts'
import { HttpRequest } from './http-request.ts'
import type { RequestState } from './request-state.ts'

/**
 * Refuses an unsafe request that a browser says comes from a page of another site. Who does not say is let through here:
 * the token is asked for in any case. Source: pyramid.csrf.check_csrf_origin.
 *
 * @throws BadRequest
 */
export function checkOrigin(state: RequestState): void {
  const { source } = state
  const site = source.header('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  const origin = originOf(source.header('origin'), source.header('referer'))
  const http = new HttpRequest(state)
  // Over plain http the host may have been changed on the way, and nobody vouches for the headers anyway.
  if (site === undefined && (origin === null || http.scheme !== 'https')) return
  if (origin !== null && isTrusted(origin, http, state.app.settings.http.trustedOrigins)) return
  throw new BadRequest(
    `This request comes from a page of ${origin ?? 'another site'}, which is not trusted to send it: ` +
      'name the origin in http.trustedOrigins if it is yours.',
  )
}

/** The page's origin: of several in `Origin` the last; else that of the `Referer`. */
function originOf(origin: string | undefined, referer: string | undefined): string | null {
  if (origin !== undefined && origin !== '') return origin.trim().split(/\s+/).at(-1) ?? null
  try {
    return referer === undefined ? null : new URL(referer).origin
  } catch {
    return 'null'
  }
}

// Neither schemes nor hosts tell case, wherever they are written.
function isTrusted(stated: string, http: HttpRequest, entries: readonly string[]): boolean {
  const origin = stated.toLowerCase()
  const trusted = entries.map((each) => each.toLowerCase())
  if (trusted.includes(origin)) return true
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? []
  if (scheme === '') return false
  if (scheme === http.scheme && host === http.host.toLowerCase()) return true
  // As Pyramid has it, entries may be bare hosts, and `.example.org` is that host and all below it.
  if (scheme !== 'https') return false
  return trusted.some(
    (each) => host === each || (each.startsWith('.') && (host.endsWith(each) || host === each.slice(1))),
  )
}
