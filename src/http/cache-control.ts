/** The directives of a `Cache-Control` header; numbers are seconds. */
export interface CacheDirectives {
  maxAge?: number
  sMaxAge?: number
  staleWhileRevalidate?: number
  staleIfError?: number
  public?: boolean
  private?: boolean
  noCache?: boolean
  noStore?: boolean
  noTransform?: boolean
  mustRevalidate?: boolean
  proxyRevalidate?: boolean
  immutable?: boolean
}

const names: ReadonlyArray<readonly [keyof CacheDirectives, string]> = [
  ['public', 'public'],
  ['private', 'private'],
  ['noCache', 'no-cache'],
  ['noStore', 'no-store'],
  ['noTransform', 'no-transform'],
  ['mustRevalidate', 'must-revalidate'],
  ['proxyRevalidate', 'proxy-revalidate'],
  ['maxAge', 'max-age'],
  ['sMaxAge', 's-maxage'],
  ['staleWhileRevalidate', 'stale-while-revalidate'],
  ['staleIfError', 'stale-if-error'],
  ['immutable', 'immutable'],
]

/** The header's value, its directives in a fixed order. */
export function formatCacheControl(directives: CacheDirectives): string {
  return names
    .filter(([key]) => directives[key] !== undefined && directives[key] !== false)
    .map(([key, name]) => (directives[key] === true ? name : `${name}=${directives[key]}`))
    .join(', ')
}

/** The directives that a header's value names; unknown ones are left out. */
export function parseCacheControl(value: string): CacheDirectives {
  const directives: Record<string, number | boolean> = {}
  for (const item of value.split(',')) {
    const [name, argument] = item.trim().split('=', 2)
    const known = names.find(([, text]) => text === name?.toLowerCase())
    if (known) directives[known[0]] = argument === undefined ? true : toArgument(argument.replaceAll('"', ''))
  }
  return directives
}

// Of an argument that is no number (the names of headers behind no-cache) only the directive is kept.
function toArgument(text: string): number | true {
  return /^[0-9]+$/.test(text) ? Number(text) : true
}

/**
 * The directives of one response, each a property: setting or deleting one rewrites the header.
 *
 * @param headers where the header is kept
 */
export function cacheControlOf(headers: Headers): CacheDirectives {
  const directives = parseCacheControl(headers.get('cache-control') ?? '')
  const write = (): true => {
    const text = formatCacheControl(directives)
    if (text === '') headers.delete('cache-control')
    else headers.set('cache-control', text)
    return true
  }
  return new Proxy(directives, {
    set: (target, key, value) => Reflect.set(target, key, value) && write(),
    deleteProperty: (target, key) => Reflect.deleteProperty(target, key) && write(),
  })
}
