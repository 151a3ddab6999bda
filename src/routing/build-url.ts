import type { BoundRule } from './bound-rule.ts'
import { encodeQuery } from './encode.ts'
import { isSuitable } from './endpoint-rules.ts'
import type { ComparePairs } from './settings.ts'

/** What building needs beside rules and values. */
export interface BuildRequest {
  /** Null for any. */
  readonly method: string | null
  /** With host matching, the host whose rule is preferred. */
  readonly host: string | null
  /** Null to drop values that the rule does not name. */
  readonly query: { readonly comparePairs: ComparePairs | null } | null
}

/** A URL in the parts that an adapter joins. */
export interface BuiltUrl {
  readonly domain: string
  /** Percent-encoded, with the query. */
  readonly path: string
  readonly websocket: boolean
}

/** Builds with the first rule that can, or gives null. */
export function buildUrl(
  rules: readonly BoundRule[],
  values: ReadonlyMap<string, unknown>,
  { method, host, query }: BuildRequest,
): BuiltUrl | null {
  let first: BuiltUrl | null = null
  for (const rule of rules) {
    if (!isSuitable(rule, values, method)) continue
    const domain = rule.buildDomain(values)
    const path = rule.buildPath(values)
    if (domain === null || path === null) continue
    const rest = query === null ? '' : toQuery(rule, values, query.comparePairs)
    const built = { domain, path: rest === '' ? path : `${path}?${rest}`, websocket: rule.websocket }
    if (host === null || domain === host) return built
    first ??= built
  }
  return first
}

function toQuery(rule: BoundRule, values: ReadonlyMap<string, unknown>, comparePairs: ComparePairs | null): string {
  const pairs: [string, string][] = []
  for (const [key, value] of values) if (!rule.names.has(key)) pairs.push(...toPairs(key, value))
  if (comparePairs !== null) pairs.sort(comparePairs)
  return pairs.length === 0 ? '' : encodeQuery(pairs)
}

/** Lists repeat the key; null and undefined vanish. */
export function toPairs(key: string, value: unknown): [string, string][] {
  const items: unknown[] = Array.isArray(value) || value instanceof Set ? [...value] : [value]
  // oxlint-disable-next-line typescript/no-base-to-string -- any value may stand in a query, as its text
  return items.flatMap((item): [string, string][] => (item == null ? [] : [[key, String(item)]]))
}
