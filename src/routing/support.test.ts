import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BuildOptions, BindOptions, MatchOptions, UrlAdapter } from './adapter.ts'
import { RoutingError } from './errors.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule, type RuleOptions } from './rule.ts'
import type { RoutingMapOptions } from './settings.ts'

/** A rule in a table: its text, or text and options. The endpoint is the text unless an option says otherwise. */
export type RuleRow = string | readonly [string, RuleOptions]

export function toRule(row: RuleRow): Rule {
  return typeof row === 'string' ? new Rule(row, { endpoint: row }) : new Rule(row[0], { endpoint: row[0], ...row[1] })
}

export function bind(rows: readonly RuleRow[], options: RoutingMapOptions = {}, place: BindOptions = {}): UrlAdapter {
  return new RoutingMap(rows.map(toRule), options).bind('example.org', place)
}

/** What a match gives, as one line: endpoint and arguments, or status and what belongs to it. */
export function outcome(urls: UrlAdapter, path: string, options: MatchOptions = {}): string {
  try {
    const { endpoint, args } = urls.match(path, options)
    return Object.keys(args).length === 0 ? String(endpoint) : `${String(endpoint)} ${JSON.stringify(args)}`
  } catch (error) {
    if (!(error instanceof RoutingError)) throw error
    if ('location' in error) return `${error.status} ${String(error.location)}`
    if ('allowed' in error) return `405 ${String(error.allowed)}`
    return String(error.status)
  }
}

export function built(urls: UrlAdapter, endpoint: unknown, values: object = {}, options: BuildOptions = {}): string {
  try {
    return urls.build(endpoint, values as Record<string, unknown>, options)
  } catch (error) {
    if (error instanceof RoutingError) return error.code
    throw error
  }
}

/** How a redirect to this host begins, as `outcome` writes it. */
export const BASE = '308 http://example.org'

/** Path, what comes of it, and how it is asked for. */
export type MatchCase = readonly [path: string, expected: string, options?: MatchOptions]

/** Makes a test of each row. */
export function matchTable(
  name: string,
  rules: readonly RuleRow[],
  cases: readonly MatchCase[],
  options?: RoutingMapOptions,
  place?: BindOptions,
): void {
  describe(name, () => {
    const urls = bind(rules, options, place)
    for (const [path, expected, asked] of cases) {
      it(`${JSON.stringify(asked === undefined ? path : [path, asked])} gives ${expected}`, () => {
        assert.equal(outcome(urls, path, asked), expected)
      })
    }
  })
}
