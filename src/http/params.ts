import type { FormValue } from './read-body.ts'

/** Named values from outside, the first of repeated names. */
export type Params = Record<string, unknown>

/**
 * Puts named values upon others; a later source wins over an earlier one, and within one source the first value of a
 * name. A name that would reach a prototype is left out.
 *
 * @param target receives the values
 * @param entries one source
 */
export function mergeFirst(target: Params, entries: Iterable<readonly [string, unknown]>): Params {
  const seen = new Set<string>()
  for (const [name, value] of entries) {
    if (name === '__proto__' || seen.has(name)) continue
    seen.add(name)
    target[name] = value
  }
  return target
}

/**
 * The parameters of an `http` request: query, then form fields, then files, later ones winning.
 * Source: odoo.http.Request.get_http_params.
 */
export function httpParams(query: URLSearchParams | null, fields: ReadonlyArray<[string, FormValue]> | null): Params {
  const params: Params = {}
  if (query !== null) mergeFirst(params, query)
  if (fields !== null) {
    mergeFirst(params, fields.filter(isText))
    mergeFirst(
      params,
      fields.filter((field) => !isText(field)),
    )
  }
  return params
}

function isText([, value]: [string, FormValue]): boolean {
  return typeof value === 'string'
}
