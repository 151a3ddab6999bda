import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { warningCodes, type Warning } from '../errors/warnings.ts'
import { nearestName } from '../http/nearest-name.ts'
import type { Addon } from './addon.ts'
import { bundleCss } from './asset-css.ts'
import { assetsOf, findAssets } from './asset-files.ts'
import type { Asset } from './asset-paths.ts'
import type { AssetCommand } from './assets.ts'

/** One file made of all stylesheets, or all scripts, of a bundle. */
export interface BundleFile {
  /** Changes with the content. */
  readonly version: string
  readonly contentType: string
  readonly content: string
}

interface Built {
  readonly assets: readonly Asset[]
  readonly state: string
  readonly files: Map<Asset['type'], BundleFile | null>
}

const FOLDER = '/web/assets'
// From /web/assets/<version>/<file> to the root.
const UP = '../../../'
const CONTENT_TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const

/** The bundles that a set of addons makes together. Source: odoo.addons.base.models.assetsbundle. */
export class AssetBundles {
  readonly #commands: ReadonlyMap<string, readonly AssetCommand[]>
  readonly #folders: ReadonlyMap<string, string>
  readonly #watches: boolean
  readonly #built = new Map<string, Built>()

  /**
   * @param addons in their order
   * @param watches whether files may change
   */
  constructor(addons: readonly Addon[], watches: boolean) {
    this.#commands = Map.groupBy(
      addons.flatMap(({ assets = [] }) => assets),
      ({ bundle }) => bundle,
    )
    this.#folders = new Map(addons.map(({ name, root }) => [name, root]))
    this.#watches = watches
  }

  /** What is wrong with the directives, as far as it can be told before a bundle is asked for. */
  warnings(): Warning[] {
    const commands = [...this.#commands.values()].flat().filter(({ verb }) => verb !== 'include')
    return commands.flatMap((command) => {
      const problem = this.#problemOf(command)
      return problem === null ? [] : [{ code: warningCodes.brokenAsset, message: problem }]
    })
  }

  /**
   * The files of a bundle, in their order.
   *
   * @throws ConfigurationError where no addon has the bundle, or a directive cannot be followed
   */
  assets(bundle: string): readonly Asset[] {
    return this.#build(bundle).assets
  }

  /** All own files of one type in one; null where there are none. @throws ConfigurationError */
  file(bundle: string, type: Asset['type']): BundleFile | null {
    const { assets, files } = this.#build(bundle)
    const known = files.get(type)
    if (known !== undefined) return known
    const own = assets.filter((asset) => asset.type === type && asset.file !== null)
    const file = own.length === 0 ? null : toFile(type, own)
    files.set(type, file)
    return file
  }

  /** Where one of the two files of a bundle is served, below the base path; null where there is none. */
  path(bundle: string, type: Asset['type']): string | null {
    const file = this.file(bundle, type)
    return file === null ? null : `${FOLDER}/${file.version}/${bundle}.min.${type}`
  }

  /** The file that a URL names; null where there is none. */
  find(name: string): BundleFile | null {
    const [, bundle = '', type = ''] = /^(.+)\.min\.(css|js)$/s.exec(name) ?? []
    return this.#commands.has(bundle) ? this.file(bundle, type as Asset['type']) : null
  }

  #build(bundle: string): Built {
    const known = this.#built.get(bundle)
    if (known !== undefined && !this.#watches) return known
    if (!this.#commands.has(bundle)) throw this.#unknown(bundle)
    const assets = assetsOf(bundle, this.#commands, this.#folders)
    const state = this.#watches ? stateOf(assets) : ''
    if (known?.state === state) return known
    const built = { assets, state, files: new Map<Asset['type'], BundleFile | null>() }
    this.#built.set(bundle, built)
    return built
  }

  #unknown(bundle: string): ConfigurationError {
    const nearest = nearestName(bundle, [...this.#commands.keys()])
    return new ConfigurationError(
      `No addon has the bundle ${bundle}.${nearest === undefined ? '' : ` Is ${nearest} meant?`}`,
    )
  }

  #problemOf(command: AssetCommand): string | null {
    try {
      if (findAssets(command.path, command, this.#folders).length > 0) return null
      return `Addon ${command.addon}, bundle ${command.bundle}: ${command.path} names no stylesheet and no script.`
    } catch (error) {
      return (error as Error).message
    }
  }
}

function stateOf(assets: readonly Asset[]): string {
  return assets
    .map(({ url, file }) => {
      const stats = file === null ? undefined : statSync(file, { throwIfNoEntry: false })
      return `${url} ${stats?.mtimeMs} ${stats?.size}`
    })
    .join('\n')
}

function toFile(type: Asset['type'], assets: readonly Asset[]): BundleFile {
  const sources = assets.map(({ url, file }) => ({ url, source: readFileSync(file as string, 'utf8') }))
  const content = type === 'css' ? joinCss(sources) : joinJs(sources)
  const version = createHash('sha256').update(content).digest('hex').slice(0, 16)
  return { version, contentType: CONTENT_TYPES[type], content }
}

interface Source {
  readonly url: string
  readonly source: string
}

function joinCss(sources: readonly Source[]): string {
  const bundled = sources.map(({ url, source }) => ({ url, ...bundleCss(source, url, UP) }))
  const imports = bundled.flatMap((each) => each.imports)
  return [...imports, ...bundled.map(({ url, rules }) => `/* ${url} */\n${rules}`), ''].join('\n')
}

// The first empty statement keeps one file's 'use strict' from the others; the next ones keep statements apart.
function joinJs(sources: readonly Source[]): string {
  return sources.map(({ url, source }) => `;\n/* ${url} */\n${source}\n`).join('')
}
