import { quoteQueryPart, quoteQueryText } from './quote.ts'

/** A value of a query: a list repeats its key, null is an empty value, undefined is left out. */
export type QueryValue = unknown

/** A query: text, names and values, or pairs in their order; null for none. */
export type QueryInput =
  | string
  | URLSearchParams
  | Iterable<readonly [string | number, QueryValue]>
  | Readonly<Record<string, QueryValue>>
  | null

/**
 * A query as it stands in a URL, with its `?`; '' where it is empty. Source: pyramid.encode.urlencode.
 *
 * @param query text is quoted as a whole; of names and values each is
 */
export function toQuery(query: QueryInput | undefined): string {
  if (query === undefined || query === null || query === '') return ''
  if (typeof query === 'string') return `?${quoteQueryText(query)}`
  const pairs = isPairs(query) ? query : Object.entries(query)
  const parts = Array.from(pairs, ([key, value]) => toParts(key, value)).flat()
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function isPairs(query: object): query is Iterable<readonly [string | number, QueryValue]> {
  return Symbol.iterator in query
}

function toParts(key: string | number, value: QueryValue): string[] {
  if (value === undefined) return []
  const values: readonly unknown[] = Array.isArray(value) || value instanceof Set ? [...value] : [value]
  // oxlint-disable-next-line typescript/no-base-to-string -- any value may stand in a query, as its text
  return values.map((each) => `${quoteQueryPart(String(key))}=${each === null ? '' : quoteQueryPart(String(each))}`)
}
