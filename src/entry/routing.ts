export {
  type BindOptions,
  type BuildOptions,
  type BuildValues,
  type MatchOptions,
  type Query,
} from '../routing/adapter.ts'
export { UrlAdapter } from '../routing/adapter.ts'
export { BuildError } from '../routing/build-error.ts'
export {
  AnyConverter,
  BuiltinConverter,
  FloatConverter,
  IntConverter,
  PathConverter,
  StringConverter,
  TextConverter,
  UuidConverter,
} from '../routing/builtin-converters.ts'
export type { ConverterArgument } from '../routing/converter-arguments.ts'
export { Converter, type ConverterClass } from '../routing/converter.ts'
// `export *`, because only so can other packages add to the interface by declaration merging.
export * from '../routing/converter-types.ts'
export type { Duplicate } from '../routing/duplicates.ts'
export { decodePath } from '../routing/encode.ts'
export {
  BadHost,
  MethodNotAllowed,
  NotFound,
  RequestRedirect,
  RoutingError,
  RuleSyntaxError,
  ValueRefused,
  WebsocketMismatch,
} from '../routing/errors.ts'
export { EndpointPrefix, RuleTemplate, Subdomain, Submount } from '../routing/factories.ts'
export { subdomainOf } from '../routing/host.ts'
export type { MethodMiss, Miss, NotFoundMiss, RedirectMiss, RouteMatch, WebsocketMiss } from '../routing/outcome.ts'
export { RoutingMap } from '../routing/routing-map.ts'
export { type RedirectTo, Rule, type RuleFactory, type RuleOptions } from '../routing/rule.ts'
export type { RuleArgs } from '../routing/rule-args.ts'
export type { ComparePairs, MapSettings, RoutingMapOptions } from '../routing/settings.ts'
