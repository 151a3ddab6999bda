import { UrlBuildError } from '../../errors/request-errors.ts'
import type { RequestState } from '../request-state.ts'
import { HttpRequest } from '../http-request.ts'
import { applicationUrl, basePathOf } from './application-url.ts'
import type { QueryInput } from './query.ts'
import { quotePath } from './quote.ts'
import { withSuffix } from './url-suffix.ts'
import type { PathOptions, UrlOptions } from './url-options.ts'

/** The parameter that carries the version of a file. */
export const VERSION_PARAMETER = 'x'

/** Where a static file is. */
export interface StaticLocation {
  /** What its path is put behind, where the configuration names another host; else null. */
  readonly baseUrl: string | null
  /** From the root: `/bookshop/static/shop.css`, decoded. */
  readonly path: string
  /** Changes with the file's content; null where it is unknown, or the path says it already. */
  readonly version: string | null
}

/** What knows the static files. */
export interface StaticUrls {
  /** @returns null where no addon has such a folder; the file itself need not be there */
  locate(path: string): StaticLocation | null
}

/**
 * The URL of a static file, which changes with the file. Source: pyramid.url.URLMethodsMixin.static_url.
 *
 * @param path `bookshop/static/shop.css`, with or without a slash before it
 * @throws UrlBuildError where no addon of that name has static files
 */
export function staticUrl(state: RequestState, path: string, options: UrlOptions): string {
  const { baseUrl, ...location } = locate(state, path)
  const isElsewhere = baseUrl !== null && options.appUrl === undefined
  const start = isElsewhere ? withOwnScheme(state, baseUrl) : applicationUrl(state, options)
  return withSuffix(start + quotePath(location.path), { ...options, query: versioned(options.query, location.version) })
}

/** The same as a path on this host. Source: pyramid.url.URLMethodsMixin.static_path. */
export function staticPath(state: RequestState, path: string, options: PathOptions): string {
  return staticUrl(state, path, { ...options, appUrl: basePathOf(state) })
}

function locate(state: RequestState, path: string): StaticLocation {
  const found = state.app.statics.locate(path)
  if (found !== null) return found
  throw new UrlBuildError(`No addon has the static file ${path}: name it as 'addon/static/file'.`)
}

function withOwnScheme(state: RequestState, baseUrl: string): string {
  return baseUrl.startsWith('//') ? `${new HttpRequest(state).scheme}:${baseUrl}` : baseUrl
}

function versioned(query: QueryInput | undefined, version: string | null): QueryInput {
  if (version === null) return query ?? null
  const token = [VERSION_PARAMETER, version] as const
  if (typeof query === 'string' && query !== '') return `${query}&${token.join('=')}`
  const pairs = query === undefined || query === null || typeof query === 'string' ? [] : query
  return [...(Symbol.iterator in pairs ? pairs : Object.entries(pairs)), token]
}
