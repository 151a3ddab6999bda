// `pergola`: controllers, requests and responses, and the application that serves them.
// `export *`, because only so can addons add members by declaration merging.
export * from '../http/request.ts'
export type { MakeResponseOptions, RenderRequestOptions } from '../http/request-answers.ts'
export * from '../http/route-options.ts'

export { createApp, type App } from '../app/app.ts'
export { defineAddon, type Addon, type AddonManifest } from '../app/addon.ts'
export type { AddonSetup, Fallback, RequestMethodOptions } from '../app/addon-setup.ts'
export { defineConfig, type Config, type HttpConfig, type SessionsConfig, type StaticConfig } from '../app/config.ts'
export { ApplicationCreated, NewRequest, NewResponse, type EventClass, type Listener } from '../app/events.ts'
export type { InjectFile, InjectOptions, InjectResult } from '../app/inject.ts'
export type { Address } from '../app/server.ts'
export { EXCVIEW, INGRESS, MAIN, type Handler, type TweenFactory, type TweenPlace } from '../app/tweens.ts'

export {
  AccessDenied,
  AccessError,
  LockError,
  MissingError,
  SessionExpired,
  UserError,
  ValidationError,
} from '../errors/business-errors.ts'
export { errorClasses } from '../errors/catalogue.ts'
export * from '../errors/framework-errors.ts'
export { HttpError, type HttpErrorOptions } from '../errors/http-error.ts'
export * from '../errors/http-errors.ts'
export * from '../errors/model-errors.ts'
export * from '../errors/request-errors.ts'
export { PergolaError, type PergolaErrorOptions } from '../errors/pergola-error.ts'
export { warningCodes, type Warning, type WarningCode } from '../errors/warnings.ts'

export type { AppServices, HttpSettings, Logger } from '../http/app-services.ts'
export type { Located } from '../http/located.ts'
export type {
  Ace,
  Acl,
  AclEntries,
  PermissionSet,
  Permissions,
  Principal,
  Resource,
  ResourceUrlInfo,
  RootFactory,
} from '../http/resource.ts'
export type { QueryInput } from '../http/url/query.ts'
export type { ResourcePathOptions, ResourceUrlOptions } from '../http/url/resource-url.ts'
export type { RouteArgs } from '../http/url/route-url.ts'
export type { CurrentUrlOptions, PathOptions, UrlOptions } from '../http/url/url-options.ts'
export type { BlankInit } from '../http/blank-request.ts'
export type { SubrequestOptions } from '../http/request-calls.ts'
export type { CacheDirectives } from '../http/cache-control.ts'
export { Controller } from '../http/controller.ts'
export type { CookieMap, CookieOptions } from '../http/cookies.ts'
export { currentRequest, maybeCurrentRequest, request } from '../http/current-request.ts'
export { assertTrustedOrigin } from '../http/trusted-origin.ts'
export type { CopyOptions, DatabaseManagement, DatabaseService } from '../http/database-service.ts'
export { Dispatcher } from '../http/dispatcher.ts'
export { ensureDb } from '../http/ensure-db.ts'
export type { Contribution, Endpoint, Owner } from '../http/endpoint.ts'
export type { GeoIP } from '../http/geoip.ts'
export { HttpDispatcher } from '../http/http-dispatcher.ts'
export { HttpRequest } from '../http/http-request.ts'
export type { JsonValue } from '../http/json.ts'
export { Json2Dispatcher } from '../http/json2-dispatcher.ts'
export { JsonRPCDispatcher } from '../http/jsonrpc-dispatcher.ts'
export type { Params } from '../http/params.ts'
export { BeforeRender } from '../http/before-render.ts'
export { createJsonpRenderer, createJsonRenderer } from '../http/json-renderer.ts'
export type { JsonAdapter, JsonpRendererOptions, JsonRendererOptions } from '../http/json-renderer.ts'
export {
  forget,
  remember,
  type Decision,
  type HeaderPairs,
  type SecurityPolicy,
  type UserId,
} from '../http/security.ts'
export type { Renderer } from '../http/renderer.ts'
export type { BodyInput } from '../http/response-body.ts'
export { Response, type ResponseInit } from '../http/response.ts'
export { route } from '../http/route.ts'
export type { SendFileOptions } from '../http/send-file.ts'
export { FileSessionStore } from '../http/session/file-session-store.ts'
export { MemorySessionStore } from '../http/session/memory-session-store.ts'
export { PostgresSessionStore, type SessionClient } from '../http/session/postgres-session-store.ts'
export { RedisSessionStore } from '../http/session/redis-session-store.ts'
export type { SessionRecord, SessionStore } from '../http/session/session-store.ts'
export { Session } from '../http/session/session.ts'

export {
  aclDecision,
  ALL_PERMISSIONS,
  Allow,
  Authenticated,
  Deny,
  DENY_ALL,
  Everyone,
  NO_PERMISSION_REQUIRED,
  principalsAllowedBy,
  type AclDecision,
} from '../traversal/acl.ts'
export type { Authenticate, ViewDeriver, ViewDeriverPlace, ViewInfo } from '../traversal/derivers/deriver.ts'
export { BeforeTraversal, ContextFound } from '../traversal/events.ts'
export * from '../traversal/location.ts'
export { not, Not } from '../traversal/not.ts'
export { PredicateMismatch } from '../errors/predicate-mismatch.ts'
export type { Predicate, PredicateFactory, PredicatePlace } from '../traversal/predicates/predicate.ts'
export { SessionSecurityPolicy, type PrincipalSource, type SessionIdentity } from '../traversal/session-policy.ts'
export { traverse, type TraverseOptions } from '../traversal/traverse.ts'
export * from '../traversal/view-options.ts'
export { view, type ViewDefaults, type ViewDecorator } from '../traversal/view.ts'
