import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { HttpSettings } from '../http/app-services.ts'
import { checkNames } from './check-names.ts'
import type { Config, HttpConfig, StaticConfig } from './config.ts'

const MIB = 1024 * 1024

/** Everything that the configuration says or leaves to its defaults. */
export interface Settings {
  readonly addonsPath: readonly string[]
  readonly serverWide: readonly string[]
  readonly dataFolder: string
  readonly development: boolean
  readonly accessLog: boolean
  readonly tweens: readonly string[] | undefined
  readonly static: StaticConfig
  readonly http: HttpSettings & Required<Omit<HttpConfig, 'tls'>> & Pick<HttpConfig, 'tls'>
}

const httpDefaults = {
  host: '127.0.0.1',
  port: 8069,
  proxyMode: false,
  maxContentLength: 128 * MIB,
  maxFormMemory: 10 * MIB,
  maxFields: 1000,
  maxHeaderSize: 16 * 1024,
  headersTimeout: 30_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 5_000,
  handlerTimeout: 0,
  stopTimeout: 30_000,
  xSendfile: false,
  trustedOrigins: [],
}

const configNames = [
  'addonsPath',
  'addons',
  'serverWide',
  'database',
  'sessions',
  'http',
  'static',
  'secret',
  'dataFolder',
  'development',
  'log',
  'accessLog',
  'tweens',
  'root',
]

/**
 * The settings of a configuration.
 *
 * @throws ConfigurationError for a name that is not known, with the nearest one that is, and for what is no list
 */
export function toSettings(config: Config): Settings {
  checkNames('configuration', config, configNames)
  for (const name of ['addonsPath', 'addons', 'serverWide', 'tweens'] as const) {
    if (config[name] !== undefined && !Array.isArray(config[name]))
      throw new ConfigurationError(`The configuration's ${name} is a list.`)
  }
  const { http = {}, root = process.cwd() } = config
  checkNames('configuration (static)', config.static ?? {}, ['url', 'cacheBusting', 'manifest'])
  checkNames('configuration (http)', http, [
    ...Object.keys(httpDefaults),
    'basePath',
    'tls',
    'compression',
    'virtualRoots',
  ])
  return Object.freeze({
    addonsPath: (config.addonsPath ?? []).map((path) => resolve(root, path)),
    serverWide: config.serverWide ?? ['base', 'web'],
    dataFolder: resolve(root, config.dataFolder ?? '.pergola'),
    development: config.development ?? process.env['NODE_ENV'] === 'development',
    accessLog: config.accessLog ?? true,
    tweens: config.tweens,
    static: Object.freeze({ ...config.static }),
    http: Object.freeze({
      ...httpDefaults,
      compression: !(http.proxyMode ?? false),
      virtualRoots: http.proxyMode ?? false,
      ...http,
      basePath: toBasePath(http.basePath),
      uploadFolder: tmpdir(),
    }),
  })
}

function toBasePath(basePath = ''): string {
  const path = basePath.replace(/\/+$/, '')
  if (path !== '' && !path.startsWith('/')) throw new ConfigurationError(`http.basePath begins with a slash: /${path}.`)
  return path
}
