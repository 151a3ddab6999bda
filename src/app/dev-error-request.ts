import { requestId } from '../http/error-reference.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { describeValue, isSecretName, REDACTED } from './redact.ts'

/** Names and values for a table. */
export interface Facts {
  readonly title: string
  readonly rows: ReadonlyArray<readonly [name: string, value: string]>
}

const MOST_ROWS = 100

/** What a request was, without its secrets, read from what the framework itself has of it. */
export function factsOf(request: Request): Facts[] {
  const state = stateOf(request)
  return [
    { title: 'Request', rows: general(request) },
    { title: 'Values of the URL', rows: entries(state.match?.args ?? {}) },
    { title: 'Query', rows: pairs(new URLSearchParams(state.rawQuery)) },
    { title: 'Form', rows: pairs(formOf(state)) },
    { title: 'JSON', rows: state.json === null ? [] : [['body', describeValue(state.json.value)]] },
    { title: 'Session', rows: entries(sessionOf(state)) },
    { title: 'Headers', rows: headersOf(request) },
  ]
}

function general(request: Request): Array<[string, string]> {
  const { source, rawPath } = stateOf(request)
  return [
    ['id', requestId(request)],
    ['method', source.method],
    ['path', rawPath],
  ]
}

function formOf({ form, body }: RequestState): Iterable<readonly [string, unknown]> {
  if (form !== null) return form.entries()
  return body?.fields ?? []
}

function sessionOf({ session }: RequestState): Readonly<Record<string, unknown>> {
  if (session === null) return {}
  return Object.fromEntries(Array.from(session.keys(), (key) => [key, session.get(key)]))
}

function headersOf(request: Request): Array<[string, string]> {
  return Array.from(stateOf(request).source.headerPairs(), ([name, value]): [string, string] => [
    name,
    isSecretName(name) ? REDACTED : name.toLowerCase() === 'referer' ? value.replace(/\?.*$/s, '?…') : value,
  ]).slice(0, MOST_ROWS)
}

function entries(values: Readonly<Record<string, unknown>>): Array<[string, string]> {
  return pairs(Object.entries(values))
}

function pairs(values: Iterable<readonly [string, unknown]>): Array<[string, string]> {
  return Array.from(values, ([name, value]): [string, string] => [name, describeValue(value, name)]).slice(0, MOST_ROWS)
}
