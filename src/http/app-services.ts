import type { BaseLogger } from 'pino'
import type { Composition } from './composition.ts'
import type { DatabaseService } from './database-service.ts'
import type { SubrequestOptions } from './request-calls.ts'
import type { RequestSource } from './request-source.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'
import type { SessionManager } from './session/session-manager.ts'
import type { StaticUrls } from './url/static-url.ts'

/** What the framework writes its log with: pino, or anything with its methods. */
export interface Logger extends Pick<BaseLogger, 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'> {
  child(bindings: Record<string, unknown>): Logger
}

/** The part of the configuration that requests are read by. Sizes are bytes. */
export interface HttpSettings {
  /** What the application's own paths stand below, without a trailing slash; '' for nothing. */
  readonly basePath: string
  /** Whether one hop of `X-Forwarded-*` is believed. */
  readonly proxyMode: boolean
  /** Origins whose pages may send unsafe requests here. */
  readonly trustedOrigins: readonly string[]
  /** Whether the header `X-Vhm-Root` is believed. */
  readonly virtualRoots: boolean
  /** How long a body may be; null for any length. */
  readonly maxContentLength: number | null
  /** How much of a form is kept in memory: a urlencoded body, or one field of a multipart one. */
  readonly maxFormMemory: number
  /** How many fields and files a form may have. */
  readonly maxFields: number
  /** Whether the server in front sends stored files. */
  readonly xSendfile: boolean
  /** Where uploaded files are kept while a request is handled. */
  readonly uploadFolder: string
}

/** How a template is rendered for a request. */
export interface RenderOptions {
  request: Request
  /** The user whose rights count; null for the request's. */
  uid: number | null
}

/** What a request needs of the application that handles it. */
export interface AppServices {
  readonly settings: { readonly http: HttpSettings }
  /** Whether errors are shown in full. */
  readonly development: boolean
  readonly log: Logger
  /** Null where sessions are switched off. */
  readonly sessions: SessionManager | null
  readonly statics: StaticUrls
  /** The databases that it serves; null without any. */
  readonly databases: DatabaseService | null
  /** What counts for a request without a database. */
  readonly composition: Composition
  /** Sends an event to its listeners, of the addons that count for the current request. */
  notify(event: object): Promise<void>
  createRequest(source: RequestSource): Request
  invokeSubrequest(parent: Request, subrequest: Request, options: SubrequestOptions): Promise<Response>
  /** One file of a bundle of assets, as its URL names it. @throws NotFound */
  sendAsset(request: Request, version: string, name: string): Response
  renderTemplate(template: string, qcontext: Record<string, unknown>, options: RenderOptions): Promise<string>
}
