import { basename, resolve } from 'node:path'
import { ConfigurationError } from '../errors/framework-errors.ts'

/** What a database's URL says. */
export type DatabaseLocation =
  | {
      readonly kind: 'pglite'
      readonly name: string
      /** Absolute; null in memory. */ readonly directory: string | null
    }
  | { readonly kind: 'postgres'; readonly name: string; readonly url: string }

/**
 * Reads a database's URL: `pglite:<directory>`, `pglite:memory`, or `postgres://user:password@host:port/name`
 * (`postgres:///name?host=/run/postgresql` for a unix socket).
 *
 * @throws {ConfigurationError} where the URL is none of these
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  if (url === 'pglite:memory') return { kind: 'pglite', name: 'memory', directory: null }
  if (url.startsWith('pglite:') && url.length > 'pglite:'.length) {
    const directory = resolve(url.slice('pglite:'.length))
    return { kind: 'pglite', name: basename(directory), directory }
  }
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) {
    return { kind: 'postgres', name: decodeURIComponent(new URL(url).pathname.slice(1)), url }
  }
  throw new ConfigurationError(
    `The database URL ${JSON.stringify(withoutPassword(url))} is none: write pglite:<directory>, pglite:memory or postgres://….`,
  )
}

/** The same URL for another database of the same server. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** The URL without its password, fit for a log. */
export function withoutPassword(url: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^:@/?]*):[^/]*@/, '$1:***@').replace(/([?&]password=)[^&]*/g, '$1***')
}
