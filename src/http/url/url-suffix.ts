import { toQuery } from './query.ts'
import { quoteQueryText, quoteSegment } from './quote.ts'
import type { UrlSuffix } from './url-options.ts'

/** A path with elements, query and anchor behind it. Source: pyramid.url.parse_url_overrides. */
export function withSuffix(path: string, { elements = [], query, anchor }: UrlSuffix): string {
  const fragment = String(anchor ?? '')
  const joined = elements.map((each) => quoteSegment(String(each))).join('/')
  const separator = elements.length === 0 || path.endsWith('/') ? '' : '/'
  return path + separator + joined + toQuery(query) + (fragment === '' ? '' : `#${quoteQueryText(fragment)}`)
}
