const PATH_SAFE = /^[A-Za-z0-9\-._~!$&'()*+,/:;=@]*$/
const QUERY_SAFE = /^[A-Za-z0-9\-._~!$'()*,/:;?@]*$/
const QUERY_KEPT = /%(?:20|24|2C|2F|3A|3B|3F|40)/g
const QUERY_CHARACTERS: Readonly<Record<string, string>> = {
  '%20': '+',
  '%24': '$',
  '%2C': ',',
  '%2F': '/',
  '%3A': ':',
  '%3B': ';',
  '%3F': '?',
  '%40': '@',
}

/** Percent-encodes text for the path of a URL. A slash stays one, `%` is always encoded. */
export function encodePath(text: string): string {
  if (PATH_SAFE.test(text)) return text
  return encodeURI(text.toWellFormed()).replaceAll('?', '%3F').replaceAll('#', '%23')
}

/** Percent-encodes text for a key or a value in a URL's query; a blank becomes `+`. */
export function encodeQueryText(text: string): string {
  if (QUERY_SAFE.test(text)) return text
  return encodeURIComponent(text.toWellFormed()).replace(QUERY_KEPT, (code) => QUERY_CHARACTERS[code] ?? code)
}

/** Joins pairs to a query, without the `?`. */
export function encodeQuery(pairs: Iterable<readonly [string, string]>): string {
  return Array.from(pairs, ([key, value]) => `${encodeQueryText(key)}=${encodeQueryText(value)}`).join('&')
}

const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes a URL's path for matching, once: percent sequences are UTF-8, bytes that are not become U+FFFD, a broken
 * `%zz` and `+` stay, `%2F` becomes a slash.
 *
 * @example decodePath('/caf%C3%A9%zz') // '/café%zz'
 */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path
  return path.replace(ESCAPES, (codes) => decoder.decode(Buffer.from(codes.replaceAll('%', ''), 'hex')))
}
