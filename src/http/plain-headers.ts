import type { HeadersInput } from './headers-input.ts'

const NAME = /^[A-Za-z0-9-]+$/
// Without blanks at its ends, which `Headers` would take off.
const VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/

/**
 * Headers as a flat list of names in lower case and values, where they are given as an object with nothing odd in it;
 * null otherwise, and platform `Headers` decide. Making platform `Headers` costs a tenth of a small request.
 */
export function plainHeaders(init: HeadersInput): string[] | null {
  if (init instanceof Headers || Array.isArray(init) || Symbol.iterator in init) return null
  const flat: string[] = []
  for (const name of Object.keys(init)) {
    const value: unknown = init[name]
    const key = lowerCaseName(name)
    if (typeof value !== 'string' || key === null || !VALUE.test(value) || flat.includes(key)) return null
    flat.push(key, value)
  }
  return flat
}

/** A header's name in lower case; null for what is none. */
function lowerCaseName(name: string): string | null {
  if (name === 'content-type') return name
  return NAME.test(name) ? name.toLowerCase() : null
}

/** The value of a name in a flat list; undefined where it is not there. */
export function plainValue(flat: readonly string[], name: string): string | undefined {
  for (let index = 0; index < flat.length; index += 2) if (flat[index] === name) return flat[index + 1]
  return undefined
}
