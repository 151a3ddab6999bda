import { ConfigurationError } from '../errors/framework-errors.ts'

/** A file of a bundle. */
export interface Asset {
  /** `/shop/static/shop.css`, or the URL of one on another host. */
  readonly url: string
  /** Where it is; null on another host. */
  readonly file: string | null
  readonly type: 'css' | 'js'
}

/**
 * The files of a bundle while it is put together; each counts once, where it came first.
 * Source: odoo.addons.base.models.ir_asset.AssetPaths.
 */
export class AssetPaths {
  readonly bundle: string
  #list: Asset[] = []
  readonly #known = new Set<string>()

  constructor(bundle: string) {
    this.bundle = bundle
  }

  get list(): readonly Asset[] {
    return this.#list
  }

  append(assets: readonly Asset[]): void {
    this.insert(assets, this.#list.length)
  }

  insert(assets: readonly Asset[], at: number): void {
    const added = assets.filter(({ url }) => !this.#known.has(url))
    for (const { url } of added) this.#known.add(url)
    this.#list.splice(at, 0, ...added)
  }

  /** @throws ConfigurationError where none of the files is in the bundle */
  remove(assets: readonly Asset[]): void {
    const gone = new Set(assets.map(({ url }) => url).filter((url) => this.#known.has(url)))
    if (gone.size === 0 && assets.length > 0) throw this.#missing(assets)
    for (const url of gone) this.#known.delete(url)
    this.#list = this.#list.filter(({ url }) => !gone.has(url))
  }

  /** Where the first of some files is. @throws ConfigurationError where it is not in the bundle */
  indexOf(assets: readonly Asset[]): number {
    const at = this.#list.findIndex(({ url }) => url === assets[0]?.url)
    if (at === -1) throw this.#missing(assets)
    return at
  }

  #missing(assets: readonly Asset[]): ConfigurationError {
    const names = assets.map(({ url }) => url).join(', ')
    return new ConfigurationError(`The bundle ${this.bundle} does not have ${names || 'what was named'}.`)
  }
}
