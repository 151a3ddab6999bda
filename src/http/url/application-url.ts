import { HttpRequest } from '../http-request.ts'
import type { RequestState } from '../request-state.ts'
import { quotePath } from './quote.ts'
import type { UrlOrigin } from './url-options.ts'

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' }

/** The base path as it stands in a URL. */
export function basePathOf(state: RequestState): string {
  return quotePath(state.app.settings.http.basePath)
}

/**
 * What a request's URLs begin with: scheme, host and base path, without a slash at the end. A given scheme brings its
 * own port, a given host the port in it; else the port is the one that the client named.
 * Source: pyramid.url.URLMethodsMixin._partial_application_url.
 */
export function applicationUrl(state: RequestState, options: UrlOrigin): string {
  return options.appUrl ?? originOf(state, options) + basePathOf(state)
}

/** Scheme, host and port. */
export function originOf(state: RequestState, options: UrlOrigin): string {
  const http = new HttpRequest(state)
  const scheme = options.scheme ?? http.scheme
  if (options.scheme === undefined && options.host === undefined && options.port === undefined) {
    return `${scheme}://${http.host}`
  }
  const named = splitHost(http.host)
  const given = options.host === undefined ? { name: named.name, port: null } : splitHost(options.host)
  const inherited = options.scheme === undefined || DEFAULT_PORTS[scheme] === undefined ? named.port : null
  const port = options.port === undefined ? (given.port ?? inherited) : String(options.port)
  return `${scheme}://${given.name}${port === null || port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`
}

/** A host as its name and its port; an IPv6 address keeps its brackets. */
export function splitHost(host: string): { name: string; port: string | null } {
  const [, name = host, port] = /^(\[[^\]]*\]|[^:]*)(?::([0-9]+))?$/.exec(host) ?? []
  return { name, port: port ?? null }
}
