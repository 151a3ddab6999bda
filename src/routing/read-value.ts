/** Returned, not thrown, by the built-in converters for a value that they do not take: misses stay cheap. */
export const REFUSED: unique symbol = Symbol('refused')
export type Refused = typeof REFUSED

/**
 * Reads `text` from `start` to `end`, digits with an optional leading minus, as an integer. Integers beyond 2^53-1 are
 * refused: they would silently become their neighbours.
 */
export function readInteger(text: string, start: number, end: number): number | Refused {
  if (end - start > 15) {
    const value = Number(text.slice(start, end))
    return Number.isSafeInteger(value) ? value || 0 : REFUSED
  }
  const negative = text.charCodeAt(start) === 45
  let value = 0
  for (let at = negative ? start + 1 : start; at < end; at++) value = value * 10 + text.charCodeAt(at) - 48
  return negative ? 0 - value : value
}
