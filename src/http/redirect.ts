/**
 * A location that stays on this host: scheme and host are dropped, exactly one slash begins it.
 * Source: odoo.http.Request.redirect.
 *
 * @param location any URL, path or text, perhaps from outside
 * @param basePath what the application's paths stand below
 */
export function localLocation(location: string, basePath = ''): string {
  // Browsers drop controls wherever they stand and blanks at the ends, and read a backslash as a slash.
  const clean = location.replace(/[\0-\x1f\x7f]/g, '').replace(/^ +| +$/g, '')
  const [, rest = ''] = /^(?:[a-z][a-z0-9+.-]*:)?(?:[/\\]{2}[^/\\?#]*)?(.*)$/is.exec(clean) ?? []
  const path = `/${rest.replace(/^[/\\]+/, '')}`
  return basePath === '' ||
    path === basePath ||
    (/^[/?#]/.test(path.slice(basePath.length)) && path.startsWith(basePath))
    ? path
    : basePath + path
}

/** A location as a header carries it: what a header cannot have is percent-encoded, what is encoded already stays. */
export function encodeLocation(location: string): string {
  return encodeURI(location.toWellFormed()).replaceAll('%25', '%').replaceAll('\\', '%5C')
}

/** A query to be put behind a location: what `URLSearchParams` take, or names and any values; null for none. */
export type RedirectQuery = ConstructorParameters<typeof URLSearchParams>[0] | Readonly<Record<string, unknown>> | null

/** A location with `query` put behind the query that it has, before its fragment. */
export function withQuery(location: string, query: RedirectQuery): string {
  const [, path = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(location) ?? []
  const text = toSearchParams(query ?? '').toString()
  if (text === '') return location
  return `${path}${path.includes('?') ? '&' : '?'}${text}${fragment}`
}

function toSearchParams(query: NonNullable<RedirectQuery>): URLSearchParams {
  if (typeof query === 'string' || Symbol.iterator in query) return new URLSearchParams(query)
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => [name, each] as const))
  return new URLSearchParams(pairs.filter(([, value]) => value != null).map(([name, value]) => [name, String(value)]))
}
