const SEGMENT_SAFE = /%(?:24|26|2B|2C|3A|3B|3D|40)/g
const STRICT = /[!'()*]/g

/** One segment of a path: a slash in it is `%2F`. Source: pyramid.traversal.quote_path_segment. */
export function quoteSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(SEGMENT_SAFE, decodeURIComponent)
}

/** A path: its slashes stay. */
export function quotePath(text: string): string {
  return text.split('/').map(quoteSegment).join('/')
}

/** Text for a query or a fragment that is given whole. Source: pyramid.url.parse_url_overrides. */
export function quoteQueryText(text: string): string {
  return encodeURI(text.toWellFormed()).replaceAll('#', '%23')
}

/** A key or a value of a query: a blank becomes `+`, all but letters, digits and `_.-~` is encoded. */
export function quoteQueryPart(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(STRICT, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
