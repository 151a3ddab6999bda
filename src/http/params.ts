import type { FormValue, ReadBody } from './read-body.ts'

/** Named values from outside, the first of repeated names. */
export type Params = Record<string, unknown>

/**
 * The values of one source: of repeated names the first. A name that would reach a prototype is left out.
 *
 * @param entries in the order in which they came
 */
function firstValues(entries: Iterable<readonly [string, unknown]>): Params {
  const values: Params = {}
  for (const [name, value] of entries) {
    if (!Object.hasOwn(values, name) && name !== '__proto__') values[name] = value
  }
  return values
}

/**
 * Puts the values of the URL over parameters from elsewhere.
 *
 * @param params is changed
 */
export function withUrlArgs(params: Params, args: Readonly<Params>): Params {
  for (const name in args) if (name !== '__proto__') params[name] = args[name]
  return params
}

/**
 * The parameters of an `http` request: query, then form fields, then files, later ones winning.
 * Source: odoo.http.Request.get_http_params.
 */
export function httpParams(query: URLSearchParams | null, body: ReadBody | null): Params {
  const fields = body?.fields ?? null
  if (fields === null) return query === null ? {} : firstValues(query)
  const form = body?.hasFiles ? filesOverText(fields) : firstValues(fields)
  return query === null ? form : Object.assign(firstValues(query), form)
}

function filesOverText(fields: ReadonlyArray<[string, FormValue]>): Params {
  const isText = ([, value]: [string, FormValue]): boolean => typeof value === 'string'
  return Object.assign(firstValues(fields.filter(isText)), firstValues(fields.filter((field) => !isText(field))))
}
