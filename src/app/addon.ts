import { ConfigurationError } from '../errors/framework-errors.ts'
import type { ControllerClass } from '../http/controller.ts'
import type { Environment } from '../models/environment.ts'
import type { ModelClass } from '../models/model.ts'
import type { AddonSetup } from './addon-setup.ts'
import { parseAssets, type AssetCommand, type AssetManifest } from './assets.ts'
import { checkNames } from './check-names.ts'
import { callerFolder, toPath } from './caller-folder.ts'

/** What runs in the transaction that changes a database's addons. Source: odoo's pre_init_hook, post_init_hook, uninstall_hook. */
export interface AddonHooks {
  /** Before the addon's tables are made; what it depends on is there. */
  preInit?: (env: Environment) => unknown
  /** After its data is loaded. */
  postInit?: (env: Environment) => unknown
  /** Before its data and tables are removed. */
  uninstall?: (env: Environment) => unknown
}

/** What an addon's manifest states. Source: odoo's `__manifest__.py`. */
export interface AddonManifest {
  /** Technical name; that of the folder: `bookshop_discount`. */
  name: string
  version?: string
  summary?: string
  /** The addons that this one builds on; they count wherever this one does. */
  depends?: readonly string[]
  /** The controller classes that belong to this addon. */
  controllers?: readonly ControllerClass[]
  /** The model classes that belong to this addon; they count where there is a database. */
  models?: readonly ModelClass[]
  /** Template files, as patterns below the addon's folder. */
  views?: readonly string[]
  /** Records that are loaded into a database when the addon is installed, as patterns below the addon's folder. */
  data?: readonly string[]
  /** The same, for databases with demonstration data. */
  demo?: readonly string[]
  /** Scripts and styles that pages load together: name of the bundle → what the addon adds to it, or changes in it. */
  assets?: AssetManifest
  /** Whether a database installs this addon by itself as soon as it has all (or these) that this one depends on. */
  autoInstall?: boolean | readonly string[]
  /** What runs when a database installs or uninstalls the addon. */
  hooks?: AddonHooks
  /** The addon's folder; default: that of the file which calls `defineAddon`. */
  root?: string | URL
  /**
   * Says what the addon adds beside classes and files: tweens, listeners, request methods. Called once per process; it
   * only records, and what it recorded counts where the addon does.
   */
  setup?: (app: AddonSetup) => void
}

/** An addon, as `defineAddon` gives it. */
export interface Addon {
  readonly name: string
  readonly version: string
  readonly summary: string
  readonly depends: readonly string[]
  readonly controllers: readonly ControllerClass[]
  readonly models: readonly ModelClass[]
  /** Patterns of files. */
  readonly data: readonly string[]
  readonly demo: readonly string[]
  /** null: only when it is asked for; else what must be installed for it to be installed by itself. */
  readonly autoInstall: readonly string[] | null
  readonly hooks: AddonHooks
  readonly views: readonly string[]
  /** What it does to bundles, in order. */
  readonly assets?: readonly AssetCommand[]
  /** Its folder, as an absolute path. */
  readonly root: string
  readonly setup: ((app: AddonSetup) => void) | null
}

const manifestNames = [
  'name',
  'version',
  'summary',
  'depends',
  'controllers',
  'models',
  'views',
  'data',
  'demo',
  'assets',
  'autoInstall',
  'hooks',
  'root',
  'setup',
]

const NAME = /^[a-z][a-z0-9_]*$/

/**
 * Describes an addon. Nothing is registered: an addon counts where the configuration or a database says so.
 *
 * @throws ConfigurationError where the manifest is wrong
 *
 * @example
 * ```ts
 * import { defineAddon } from 'pergola'
 * export default defineAddon({ name: 'greetings', version: '1.0.0', summary: 'Says hello', depends: ['web'] })
 * ```
 */
export function defineAddon(manifest: AddonManifest): Addon {
  const { name, depends = [], controllers = [], models = [], views = [], data = [], demo = [], hooks = {} } = manifest
  checkNames(`addon ${name}`, manifest, manifestNames)
  if (!NAME.test(name))
    throw new ConfigurationError(`An addon's name is lower case letters, digits and _, not '${name}'.`)
  for (const [option, value] of Object.entries({ depends, controllers, models, views, data, demo })) {
    if (!Array.isArray(value)) throw new ConfigurationError(`Addon ${name}: ${option} is a list.`)
    checkEntries(name, option, value)
  }
  checkTexts(name, { version: manifest.version, summary: manifest.summary })
  checkNames(`addon ${name} (hooks)`, hooks, ['preInit', 'postInit', 'uninstall'])
  const { autoInstall = false } = manifest
  return Object.freeze({
    name,
    version: manifest.version ?? '0.0.0',
    summary: manifest.summary ?? '',
    depends,
    controllers,
    models,
    data,
    demo,
    autoInstall: autoInstall === true ? depends : autoInstall === false ? null : autoInstall,
    hooks,
    views,
    assets: parseAssets(name, manifest.assets ?? {}),
    root: manifest.root === undefined ? ownFolder(name) : toPath(manifest.root),
    setup: manifest.setup ?? null,
  })
}

/** @throws ConfigurationError for what is no class where classes are listed, and no text where texts are */
function checkEntries(name: string, option: string, entries: readonly unknown[]): void {
  const wanted = option === 'controllers' || option === 'models' ? 'function' : 'string'
  const at = entries.findIndex((entry) => typeof entry !== wanted)
  if (at === -1) return
  const what = wanted === 'function' ? 'a class' : 'a text'
  // A class that is not there yet is what files get that import each other.
  const hint = entries[at] === undefined && what === 'a class' ? ' Do files import each other in a circle?' : ''
  throw new ConfigurationError(`Addon ${name}: ${option}[${at}] is ${typeof entries[at]}, not ${what}.${hint}`)
}

function checkTexts(name: string, texts: Readonly<Record<string, unknown>>): void {
  for (const [option, value] of Object.entries(texts)) {
    if (value !== undefined && typeof value !== 'string')
      throw new ConfigurationError(`Addon ${name}: ${option} is a text, not ${typeof value}.`)
  }
}

function ownFolder(name: string): string {
  const folder = callerFolder(3)
  if (folder === null) throw new ConfigurationError(`Addon ${name}: give its folder as root: import.meta.dirname.`)
  return folder
}
