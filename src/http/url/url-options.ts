import type { QueryInput } from './query.ts'

/** What is put behind the path of a URL. */
export interface UrlSuffix {
  /** Segments behind the path, each quoted; an empty last one gives a slash at the end. */
  elements?: readonly (string | number)[]
  /** Text (without `?`), names and values, or pairs; null for none. */
  query?: QueryInput
  /** The fragment, without `#`; null for none. */
  anchor?: string | number | null
}

/** What a URL begins with, where it is not the request's own. Source: pyramid.url.URLMethodsMixin. */
export interface UrlOrigin {
  /** `http` or `https`; brings its own port unless one is given. */
  scheme?: string
  /** A host, with its port if it has one. */
  host?: string
  port?: number | string
  /** What the path is put behind, as it is; '' for a path alone. */
  appUrl?: string
}

/** How a URL is made. */
export interface UrlOptions extends UrlSuffix, UrlOrigin {}

/** How a path is made: that of the URL on this host. */
export type PathOptions = UrlSuffix

/** How the URL of the current route is made. */
export interface CurrentUrlOptions extends UrlOptions {
  /** Another route that the current one's values are given to. */
  routeName?: string
}
