import { ConfigurationError } from '../errors/framework-errors.ts'

/** Which request is meant by a word of the command line. */
export interface RequestTarget {
  /** Percent-encoded, with its query: `/shop?page=2`. */
  readonly path: string
  /** The host and port, where a whole URL was given; else null. */
  readonly host: string | null
  readonly encrypted: boolean
}

/**
 * A path or a URL, as people type it: the first slash may be missing, and a fragment is nobody's business but a browser's.
 *
 * @throws ConfigurationError for a URL that is none
 */
export function toRequestTarget(text: string): RequestTarget {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const [path = ''] = text.split('#')
    return { path: path.startsWith('/') ? path : `/${path}`, host: null, encrypted: false }
  }
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ConfigurationError(`${text} is no http URL: give a path, /shop?page=2, or a whole URL.`)
  return { path: url.pathname + url.search, host: url.host, encrypted: url.protocol === 'https:' }
}

/** Says how a command is used, where its words do not fit. @returns the exit status for that */
export function misused(message: string): number {
  process.stderr.write(`pergola: ${message}\n`)
  return 2
}
