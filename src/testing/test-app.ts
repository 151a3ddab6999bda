import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../app/app.ts'
import type { Addon } from '../app/addon.ts'
import { checkNames } from '../app/check-names.ts'
import type { Databases } from '../app/database/databases.ts'
import type { Config } from '../app/config.ts'
import type { InjectOptions, InjectResult } from '../app/inject.ts'
import type { Address } from '../app/server.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Environment } from '../models/environment.ts'
import { Browser, type BrowserOptions } from './browser.ts'

/** What a test application is made of. */
export interface TestAppOptions {
  /** The addons under test. Without databases, they and what they depend on count everywhere. */
  addons?: readonly Addon[]
  /** Databases in memory, by name, each with the names of its addons; what these depend on is installed too. */
  databases?: Readonly<Record<string, readonly string[]>>
  /** Whether the databases have demonstration data. */
  demo?: boolean
  /** Whatever else the configuration shall say. */
  config?: Config
}

/** An application for one test: nothing of it stays when it is disposed of. */
export class TestApp {
  readonly app: App
  readonly #folder: string

  /** @internal Made by `createTestApp`. */
  constructor(app: App, folder: string) {
    this.app = app
    this.#folder = folder
  }

  /** Answers a request that is described, without a socket. */
  inject(options: InjectOptions | string): Promise<InjectResult> {
    return this.app.inject(options)
  }

  /** A client that keeps cookies and fills in CSRF tokens. */
  browser(options: BrowserOptions = {}): Browser {
    return new Browser(this.app, options)
  }

  /** Serves over a real socket, on a free port of 127.0.0.1. */
  listen(options: { host?: string; port?: number; path?: string } = {}): Promise<Address> {
    return this.app.listen({ host: '127.0.0.1', port: 0, ...options })
  }

  /**
   * An environment in a database, with all rights; `env.with({ uid })` and `records.withUser(user)` have a user's. What is done in
   * it is seen by requests at once, and undone when the test application is closed, with what requests did meanwhile.
   * Source: odoo.tests.HttpCase.
   *
   * @example
   * ```ts
   * import { createTestApp } from 'pergola/testing'
   * await using app = await createTestApp({ databases: { main: [] } })
   * const env = app.env('main')
   * await env['res.partner'].create({ name: 'Ada' })
   * ```
   */
  env(database: string): Environment {
    const databases = this.#databases
    const served = databases.ready(database)
    if (served === undefined) throw new ConfigurationError(`There is no open database ${JSON.stringify(database)}.`)
    return served.registry.env(databases.share(database))
  }

  /** Installs addons in a database. */
  async install(database: string, addons: readonly string[]): Promise<void> {
    await this.#databases.install(database, addons)
  }

  /** Removes addons from a database. */
  async uninstall(database: string, addons: readonly string[]): Promise<void> {
    await this.#databases.uninstall(database, addons)
  }

  get #databases(): Databases {
    if (this.app.databases !== null) return this.app.databases
    throw new ConfigurationError('The test application has no databases: createTestApp({ databases: { main: [] } }).')
  }

  /** Stops the application and removes what it wrote. */
  async close(): Promise<void> {
    await this.app.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/**
 * An application for a test: its own folder, a secret of its own, sessions in memory, no log.
 *
 * @throws ConfigurationError for an option that there is not, and where the configuration is wrong
 *
 * @example
 * ```ts
 * import { createTestApp } from 'pergola/testing'
 * await using app = await createTestApp()
 * const response = await app.inject({ path: '/web/health' })
 * response.json() // { status: 'pass' }
 * ```
 */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  checkNames('test application', options, ['addons', 'databases', 'demo', 'config'])
  const { addons = [], databases, demo = false, config = {} } = options
  const folder = await mkdtemp(join(tmpdir(), 'pergola-test-'))
  const app = createApp({
    log: false,
    secret: randomBytes(16).toString('hex'),
    sessions: { store: 'memory' },
    dataFolder: folder,
    serverWide: ['base', 'web', ...(databases === undefined ? addons.map(({ name }) => name) : [])],
    ...(databases === undefined ? {} : { database: { url: 'pglite:memory' } }),
    ...config,
    addons: [...addons, ...(config.addons ?? [])],
  })
  try {
    await app.ready()
    for (const [name, installed] of Object.entries(databases ?? {}))
      await app.databases?.create(name, installed, { demo })
  } catch (error) {
    await app.close()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return new TestApp(app, folder)
}
