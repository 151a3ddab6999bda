import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from '../app/app.ts'
import type { Addon } from '../app/addon.ts'
import type { Config } from '../app/config.ts'
import type { InjectOptions, InjectResult } from '../app/inject.ts'
import type { Address } from '../app/server.ts'
import { Browser } from './browser.ts'

/** What a test application is made of. */
export interface TestAppOptions {
  /** The addons under test; they and what they depend on count everywhere. */
  addons?: readonly Addon[]
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
  browser(options: { database?: string } = {}): Browser {
    return new Browser(this.app, options)
  }

  /** Serves over a real socket, on a free port of 127.0.0.1. */
  listen(options: { host?: string; port?: number; path?: string } = {}): Promise<Address> {
    return this.app.listen({ host: '127.0.0.1', port: 0, ...options })
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
 * @example
 * ```ts
 * import { createTestApp } from 'pergola/testing'
 * await using app = await createTestApp()
 * const response = await app.inject({ path: '/web/health' })
 * response.json() // { status: 'pass' }
 * ```
 */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { addons = [], config = {} } = options
  const folder = await mkdtemp(join(tmpdir(), 'pergola-test-'))
  const app = createApp({
    log: false,
    secret: randomBytes(16).toString('hex'),
    sessions: { store: 'memory' },
    dataFolder: folder,
    serverWide: ['base', 'web', ...addons.map(({ name }) => name)],
    ...config,
    addons: [...addons, ...(config.addons ?? [])],
  })
  try {
    await app.ready()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return new TestApp(app, folder)
}
