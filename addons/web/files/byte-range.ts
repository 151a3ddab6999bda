/** What a request asks for of some content: all of it, a part of it (both ends included), or what there is not. */
export type ByteRange = 'all' | 'unsatisfiable' | { readonly start: number; readonly end: number }

/**
 * Reads a `Range` header of one range of bytes: `bytes=0-99`, `bytes=100-`, `bytes=-100`. Several ranges, other units
 * and what lies beyond the end cannot be had. Source: werkzeug.wrappers.Response.make_conditional.
 *
 * @param size how long the content is
 */
export function byteRange(header: string | null, size: number): ByteRange {
  if (header === null) return 'all'
  const found = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header)
  const [, first = '', last = ''] = found ?? []
  if (first === '' && last === '') return 'unsatisfiable'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start >= size || end < start ? 'unsatisfiable' : { start, end }
}
