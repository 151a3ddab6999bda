import type { BoundRule } from './bound-rule.ts'
import type { Rule } from './rule.ts'

/** A rule that fits, and the arguments that it gives. */
export interface RouteMatch<Endpoint = unknown> {
  readonly endpoint: Endpoint
  readonly args: Record<string, unknown>
  readonly rule: Rule<Endpoint>
  /** Never there: tells a match from a `Miss`. */
  readonly miss?: undefined
}

/** No rule fits. */
export interface NotFoundMiss {
  readonly miss: 'not-found'
}

/** Rules fit, but for the method. */
export interface MethodMiss {
  readonly miss: 'method-not-allowed'
  /** Sorted. */
  readonly allowed: readonly string[]
}

/** Only rules of the other kind fit. */
export interface WebsocketMiss {
  readonly miss: 'websocket-mismatch'
}

/** The canonical URL is another one; `UrlAdapter.locate` gives it. */
export interface RedirectMiss {
  readonly miss: 'redirect'
  readonly to: RedirectTarget
}

/** What is known of a redirect's target before the host is. */
export type RedirectTarget =
  | { readonly kind: 'path'; readonly path: string; readonly domain: string | null; readonly encoded: boolean }
  | { readonly kind: 'alias'; readonly path: string; readonly domain: string; readonly websocket: boolean }
  | { readonly kind: 'rule'; readonly bound: BoundRule; readonly args: Record<string, unknown> }

/** Why there is no match, without the cost of an error. */
export type Miss = NotFoundMiss | MethodMiss | WebsocketMiss | RedirectMiss

export const NOT_FOUND: NotFoundMiss = Object.freeze({ miss: 'not-found' })
export const WEBSOCKET_MISMATCH: WebsocketMiss = Object.freeze({ miss: 'websocket-mismatch' })
