import { BUILTIN_CONVERTERS } from './builtin-converters.ts'
import type { ConverterClass } from './converter.ts'

/** Compares two pairs of a query, as `Array.prototype.sort` wants it. */
export type ComparePairs = (left: readonly [string, string], right: readonly [string, string]) => number

/** Options of a map. */
export interface RoutingMapOptions {
  /** For rules that do not say it: whether slashes at the end are told apart. Default true. */
  readonly strictSlashes?: boolean | undefined
  /** Whether runs of slashes redirect to the path with single ones. Default true. */
  readonly mergeSlashes?: boolean | undefined
  /** Whether URLs that spell out a default redirect to the shorter one, and aliases to their rule. Default true. */
  readonly redirectDefaults?: boolean | undefined
  /** Whether rules are matched against the whole host by their `host`, instead of by subdomain. Default false. */
  readonly hostMatching?: boolean | undefined
  /** The subdomain of rules and adapters that name none. Default empty. */
  readonly defaultSubdomain?: string | undefined
  /** Whether built queries are sorted by key, then value, or as this function says. Default false. */
  readonly sortParameters?: boolean | ComparePairs | undefined
  /** Further converters by name; a built-in one of the same name is replaced. */
  readonly converters?: Readonly<Record<string, ConverterClass>> | ReadonlyMap<string, ConverterClass> | undefined
}

/** The options of a map, complete. */
export interface MapSettings {
  readonly strictSlashes: boolean
  readonly mergeSlashes: boolean
  readonly redirectDefaults: boolean
  readonly hostMatching: boolean
  readonly defaultSubdomain: string
  readonly comparePairs: ComparePairs | null
  readonly converters: ReadonlyMap<string, ConverterClass>
}

export function toSettings(options: RoutingMapOptions): MapSettings {
  const { sortParameters = false, converters = {} } = options
  const added: Iterable<[string, ConverterClass]> = isMap(converters) ? converters : Object.entries(converters)
  return {
    strictSlashes: options.strictSlashes ?? true,
    mergeSlashes: options.mergeSlashes ?? true,
    redirectDefaults: options.redirectDefaults ?? true,
    hostMatching: options.hostMatching ?? false,
    defaultSubdomain: options.defaultSubdomain ?? '',
    comparePairs: typeof sortParameters === 'function' ? sortParameters : sortParameters ? comparePairs : null,
    converters: new Map([...BUILTIN_CONVERTERS, ...added]),
  }
}

function isMap<T>(value: Readonly<Record<string, T>> | ReadonlyMap<string, T>): value is ReadonlyMap<string, T> {
  return value instanceof Map
}

function comparePairs(left: readonly [string, string], right: readonly [string, string]): number {
  return compare(left[0], right[0]) || compare(left[1], right[1])
}

/** By code unit, as Python would by code point for most text. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
