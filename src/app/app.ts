import { ConfigurationError } from '../errors/framework-errors.ts'
import type { AppServices, Logger, RenderOptions } from '../http/app-services.ts'
import { BeforeRender } from '../http/before-render.ts'
import { maybeCurrentRequest, withRequest } from '../http/current-request.ts'
import type { SubrequestOptions } from '../http/request-calls.ts'
import type { RequestSource } from '../http/request-source.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { SessionManager } from '../http/session/session-manager.ts'
import type { StaticUrls } from '../http/url/static-url.ts'
import type { Addon } from './addon.ts'
import { assetResponse } from './asset-response.ts'
import { inDependencyOrder } from './addon-order.ts'
import { AddonRecorder, recordSetup } from './addon-recorder.ts'
import { buildComposition, type AppComposition } from './composition-builder.ts'
import type { Config } from './config.ts'
import { ApplicationCreated } from './events.ts'
import { fetchThrough } from './fetch.ts'
import { handleRequest } from './handle-request.ts'
import { inject, type InjectOptions, type InjectResult } from './inject.ts'
import { findAddons, shippedAddons } from './load-addons.ts'
import type { Databases } from './database/databases.ts'
import { openDatabases } from './database/open-databases.ts'
import { createLogger } from './logger.ts'
import { createRequestClass } from './request-class.ts'
import { Server, type Address } from './server.ts'
import { serverSecret, signWith, type Sign } from './server-secret.ts'
import { createSessions, startVacuum } from './session-service.ts'
import { toSettings, type Settings } from './settings.ts'
import { StaticAssets } from './static-assets.ts'
import { StaticFiles } from './static-files.ts'
import { invokeSubrequest } from './subrequest.ts'
import type { Handler } from './tweens.ts'

/**
 * An application: addons put together, and what serves them. What an addon's `setup` may add can be added to it
 * directly, and counts everywhere then.
 */
export class App extends AddonRecorder implements AppServices {
  readonly settings: Settings
  readonly log: Logger
  readonly sessions: SessionManager | null
  readonly #config: Config
  #sign: Sign | null = null
  #ready: Promise<void> | null = null
  #server: Server | null = null
  #stopVacuum: () => void = () => {}
  #parts: Parts | null = null

  /** @internal Applications are made by `createApp`. */
  constructor(config: Config) {
    super()
    this.#config = config
    this.settings = toSettings(config)
    this.log = createLogger(config.log)
    this.sessions = createSessions(config, this.settings.dataFolder, (message) => this.#signed(message), this.log)
  }

  /** Whether errors are shown in full. */
  get development(): boolean {
    return this.settings.development
  }

  /** All addons of this process, by name, installed or not. */
  get addons(): ReadonlyMap<string, Addon> {
    return this.#assembled.addons
  }

  /** What counts without a database: the server-wide addons. */
  get composition(): AppComposition {
    return this.#assembled.composition
  }

  /** The databases that it serves; null without any. */
  get databases(): Databases | null {
    return this.#parts?.databases ?? null
  }

  /** Where the addons' static files are. */
  get statics(): StaticUrls {
    return this.#assembled.statics
  }

  /** @internal */
  get staticFiles(): StaticFiles {
    return this.#assembled.staticFiles
  }

  /**
   * Finds the addons and puts them together. Everything that needs it waits for it by itself.
   *
   * @throws ConfigurationError where they cannot be put together
   */
  async ready(): Promise<this> {
    await (this.#ready ??= this.#assemble())
    return this
  }

  /**
   * Sends an event to its listeners: while a request is handled, to those of the addons that count for it.
   * Source: pyramid.registry.Registry.notify.
   */
  async notify(event: object): Promise<void> {
    const current = maybeCurrentRequest()
    const state = current === undefined ? null : stateOf(current)
    const { events } = state !== null && state.app === this ? state.composition : this.composition
    await events.notify(event)
  }

  /**
   * Serves over HTTP.
   *
   * @returns where: `{ host, port, url }`
   */
  async listen(options: { host?: string; port?: number; path?: string } = {}): Promise<Address> {
    await this.ready()
    if (this.#server) throw new ConfigurationError('The application listens already.')
    this.#server = new Server(this)
    if (this.sessions) this.#stopVacuum = startVacuum(this.sessions, this.log)
    return this.#server.listen(options)
  }

  /** Answers a request of the platform, without a socket. */
  async fetch(request: globalThis.Request): Promise<globalThis.Response> {
    await this.ready()
    return fetchThrough(this, request)
  }

  /** Answers a request that a test describes, without a socket. */
  async inject(options: InjectOptions | string): Promise<InjectResult> {
    await this.ready()
    return inject(this, typeof options === 'string' ? { path: options } : options)
  }

  /**
   * Runs a function in place of the endpoints, in a request with session and callbacks: for shells and tests.
   *
   * @param handler answers the described request
   */
  async perform(options: InjectOptions, handler: Handler): Promise<InjectResult> {
    await this.ready()
    return inject(this, options, (request) => handleRequest(this, request, handler))
  }

  /** Makes a request that this application answers. */
  createRequest(source: RequestSource): Request {
    return new this.#assembled.RequestClass(source, this)
  }

  /** Answers a request; see `ARCHITECTURE.md` for its way. Never fails. */
  handle(request: Request): Promise<Response> {
    return withRequest(request, handleRequest, this, request, undefined)
  }

  /** Answers a request inside another one's handling; see `request.invokeSubrequest`. */
  invokeSubrequest(parent: Request, subrequest: Request, options: SubrequestOptions): Promise<Response> {
    return invokeSubrequest(this, parent, subrequest, options)
  }

  /** Renders a template of the addons that count for a request. */
  async renderTemplate(
    template: string,
    qcontext: Record<string, unknown>,
    { request, uid }: RenderOptions,
  ): Promise<string> {
    const { events, templates } = stateOf(request).composition as AppComposition
    if (!events.hears(BeforeRender)) return templates.render(template, qcontext, request, uid)
    const event = new BeforeRender(request, template, qcontext, {})
    await events.notify(event)
    return templates.render(template, { ...event.values, ...qcontext }, request, uid)
  }

  /** One file of a bundle of assets, of the addons that count for a request. @throws NotFound */
  sendAsset(request: Request, version: string, name: string): Response {
    return assetResponse((stateOf(request).composition as AppComposition).assets, version, name)
  }

  /** Stops: no new requests, running ones are finished, connections and stores closed. */
  async close(): Promise<void> {
    this.#stopVacuum()
    await this.#server?.close()
    this.#server = null
    await this.sessions?.store.close?.()
    await this.#parts?.databases?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  get #assembled(): Parts {
    if (this.#parts === null)
      throw new ConfigurationError('The application is not ready: call await app.ready() first.')
    return this.#parts
  }

  #signed(message: string): string {
    if (this.#sign === null) throw new ConfigurationError('The application is not ready: call await app.ready() first.')
    return this.#sign(message)
  }

  async #assemble(): Promise<void> {
    this.#sign = signWith(this.#config.secret ?? (await serverSecret(this.settings.dataFolder)))
    const found = await findAddons([...this.settings.addonsPath, shippedAddons])
    const given = (this.#config.addons ?? []).map((addon) => [addon.name, addon] as const)
    const addons = new Map<string, Addon>([...found, ...given])
    const recorded = new Map([...addons].map(([name, addon]) => [name, recordSetup(addon)] as const))
    this.freeze('The application is ready: add to it before.')
    const counting = inDependencyOrder(this.settings.serverWide, addons)
    const composition = buildComposition({
      addons: counting,
      allAddons: addons.values(),
      additions: [this, ...counting.map(({ name }) => recorded.get(name) as AddonRecorder)],
      work: null,
      development: this.development,
      tweens: this.settings.tweens,
      handlerTimeout: this.settings.http.handlerTimeout,
    })
    for (const { code, message } of composition.warnings) this.log.warn({ code }, message)
    const methods = [this, ...recorded.values()].flatMap((each) => each.requestMethods.map(([name]) => name))
    const folders = new Map([...addons].map(([name, { root }]) => [name, root]))
    const statics = new StaticAssets(folders, this.development, this.settings.static)
    this.#parts = {
      addons,
      composition,
      statics,
      staticFiles: new StaticFiles(folders, this.development, statics),
      databases: openDatabases({ app: this, addons, recorded }, this.#config.database, this.#config.root),
      RequestClass: createRequestClass(new Set(methods)),
    }
    await composition.events.notify(new ApplicationCreated(this))
  }
}

/** What an application is put together from, once it is ready. */
interface Parts {
  readonly addons: ReadonlyMap<string, Addon>
  readonly composition: AppComposition
  readonly statics: StaticAssets
  readonly staticFiles: StaticFiles
  readonly databases: Databases | null
  readonly RequestClass: typeof Request
}

/**
 * Makes an application of a configuration. It finds its addons when it is first used, or at `await app.ready()`.
 *
 * @throws ConfigurationError for names that the configuration does not know
 *
 * @example
 * ```ts
 * import { createApp } from 'pergola'
 * const app = createApp({ log: false, secret: 'only for this example', sessions: { store: 'memory' } })
 * const response = await app.inject('/web/health')
 * response.status // 200
 * ```
 */
export function createApp(config: Config = {}): App {
  return new App(config)
}
