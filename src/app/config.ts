import type { DatabaseSettings } from '../database/database-settings.ts'
import type { Logger } from '../http/app-services.ts'
import type { SessionStore } from '../http/session/session-store.ts'
import type { Addon } from './addon.ts'
import { callerFolder } from './caller-folder.ts'

/** How the server listens and what it takes. Times are milliseconds, sizes are bytes. */
export interface HttpConfig {
  /** Default `127.0.0.1`. */
  host?: string
  /** Default 8069; 0 takes a free one. */
  port?: number
  /** Whether one hop of `X-Forwarded-*` is believed; default false. */
  proxyMode?: boolean
  /** Other origins whose pages may send unsafe requests here: `https://admin.example.org`, `.example.org`. */
  trustedOrigins?: readonly string[]
  /** Whether `X-Vhm-Root` is believed, with which a proxy names a resource as the root; default as `proxyMode`. */
  virtualRoots?: boolean
  /** What the application's paths stand below: `/shop`. */
  basePath?: string
  /** The longest body; default 128 MiB; null for any length. */
  maxContentLength?: number | null
  /** How much of a form stays in memory; default 10 MiB. */
  maxFormMemory?: number
  /** How many fields and files a form may have; default 1000. */
  maxFields?: number
  /** How long all headers together may be; default 16 KiB. */
  maxHeaderSize?: number
  /** How long the headers may take; default 30 s. */
  headersTimeout?: number
  /** How long a whole request may take to arrive; default 5 min. */
  requestTimeout?: number
  /** How long an idle connection is kept at least; default 5 s, 0 for ever. */
  keepAliveTimeout?: number
  /** How long an endpoint may take before it is answered 503 and `request.signal` is aborted; default 0, for ever. */
  handlerTimeout?: number
  /** How long running requests are waited for when the server stops; default 30 s. */
  stopTimeout?: number
  /** Certificate and key, to serve https. */
  tls?: { cert: string | Buffer; key: string | Buffer }
  /** Whether text is compressed as the client accepts; default true, except with `proxyMode`. */
  compression?: boolean
  /** Whether the server in front sends stored files: it is told by `X-Accel-Redirect` and `X-Sendfile`; default false. */
  xSendfile?: boolean
}

/** How sessions behave. Times are seconds. */
export interface SessionsConfig {
  /**
   * `file` (default), `memory`, `cookie` (the client keeps them, signed: it can read them); for several servers `redis://…`,
   * `postgres` (a table where `database.url` leads) or `postgres://…` (a table there); or a store of your own.
   */
  store?:
    | 'file'
    | 'memory'
    | 'cookie'
    | 'postgres'
    | `redis://${string}`
    | `rediss://${string}`
    | `postgres://${string}`
    | `postgresql://${string}`
    | SessionStore
  /** Default `session_id`. */
  cookieName?: string
  /** How long a session lives after it was last written; default 7 days. */
  maxAge?: number
}

/** Where the files of `/<addon>/static/` are fetched from. */
export interface StaticConfig {
  /** Another host that has them, which `request.staticUrl` names: `https://cdn.example.org`. */
  url?: string
  /** Whether URLs of files change with their content, so that browsers may keep them for ever; default true. */
  cacheBusting?: boolean
  /** Names that a build gave to files: `{ 'shop/static/shop.css': 'shop/static/shop.8f3a.css' }`. */
  manifest?: Readonly<Record<string, string>>
}

/** Says whether a host (in small letters, without its port) may see a database. */
export type DatabaseFilter = (name: string, host: string) => boolean

/** Where databases are, which of them a request may choose, and how each is used: pools, timeouts, prepared statements. */
export interface DatabaseConfig extends Omit<DatabaseSettings, 'log' | 'replicaUrl'> {
  /** `pglite:<folder>` or `postgres://…`. */
  url?: string
  /** A server that follows the primary one, for read-only routes. */
  replicaUrl?: string
  /** Which databases a host may see: a regular expression with `%h` (host) and `%d` (its first label), or a function. */
  filter?: string | DatabaseFilter
  /** How many databases are kept open; default 100. */
  limit?: number
  /** What the database manager asks for. Without one, and outside development, the manager is off. */
  masterPassword?: string
  /** Whether `/web/database/…` is served; default: in development, and where there is a master password. */
  manager?: boolean
  /** Whether visitors are shown the names of the databases that their host may see; default true. */
  list?: boolean
}

/** An application's configuration. Paths are relative to the file that calls `defineConfig`. */
export interface Config {
  /** The folders whose subfolders are addons. Those that come with Pergola are always there. */
  addonsPath?: readonly string[]
  /** Addons that are given, not found. */
  addons?: readonly Addon[]
  /** The addons that count everywhere, with what they depend on; default `base` and `web`. */
  serverWide?: readonly string[]
  /** Where databases are; without this, addons are served without any. */
  database?: DatabaseConfig
  sessions?: SessionsConfig | false
  http?: HttpConfig
  static?: StaticConfig
  /** What CSRF tokens are keyed by without a database; default: made once and kept in `dataFolder`. */
  secret?: string
  /** Where the server keeps what it must remember; default `.pergola`. */
  dataFolder?: string
  /** Whether errors are shown in full and static files are never cached; default: NODE_ENV is `development`. */
  development?: boolean
  /** `false` for none, a level, or a logger with pino's methods. */
  log?: false | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | Logger
  /** Whether each request is logged; default true. */
  accessLog?: boolean
  /** The names of the tweens, outermost first, in place of the order that they ask for. */
  tweens?: readonly string[]
  /** What relative paths are relative to. */
  root?: string
}

/**
 * A configuration, typed.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'pergola'
 * export default defineConfig({ addonsPath: ['./addons'], serverWide: ['base', 'web'], http: { port: 8069 } })
 * ```
 */
export function defineConfig(config: Config): Config {
  return { ...config, root: config.root ?? callerFolder(2) ?? process.cwd() }
}
