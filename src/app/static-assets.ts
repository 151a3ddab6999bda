import { createHash } from 'node:crypto'
import { readFileSync, statSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { StaticLocation, StaticUrls } from '../http/url/static-url.ts'
import type { StaticConfig } from './config.ts'

/** Files beyond this size are told apart by size and time, so that making a URL never reads long. */
const MAX_HASHED_BYTES = 4 * 1024 * 1024

interface Known {
  readonly stats: Stats
  readonly version: string
}

/** Where the static files of addons are, and what their content is known by. Source: pyramid.static's cache busters. */
export class StaticAssets implements StaticUrls {
  readonly #folders: ReadonlyMap<string, string>
  readonly #development: boolean
  readonly #config: StaticConfig
  readonly #known = new Map<string, Known | null>()

  /**
   * @param folders each addon's folder, by its name
   * @param development whether files change while the server runs
   */
  constructor(folders: ReadonlyMap<string, string>, development: boolean, config: StaticConfig = {}) {
    this.#folders = folders
    this.#development = development
    this.#config = config
  }

  locate(path: string): StaticLocation | null {
    const [, addon = '', file = ''] = /^\/?([a-z][a-z0-9_]*)\/static\/(.+)$/s.exec(path) ?? []
    if (!this.#folders.has(addon) || hasOddSegment(file)) return null
    const baseUrl = this.#config.url?.replace(/\/+$/, '') ?? null
    const name = `${addon}/static/${file}`
    const built = this.#config.manifest?.[name]
    if (built !== undefined) return { baseUrl, path: `/${built.replace(/^\/+/, '')}`, version: null }
    return { baseUrl, path: `/${name}`, version: this.version(addon, file) }
  }

  /** What a file's content is known by; null where it is not there, or no versions are wanted. */
  version(addon: string, file: string): string | null {
    const folder = this.#folders.get(addon)
    if (folder === undefined || this.#config.cacheBusting === false) return null
    const path = join(folder, 'static', file)
    const known = this.#known.get(path)
    if (known !== undefined && !this.#development) return known?.version ?? null
    const read = readVersion(path, known ?? null)
    // A name that is not there is not kept: it may come from outside.
    if (read !== null) this.#known.set(path, read)
    return read?.version ?? null
  }
}

/** Anything but plain names is refused, before a file system sees it. */
export function hasOddSegment(path: string): boolean {
  return path.split('/').some((segment) => segment === '' || segment.startsWith('.') || /[\\\0:]/.test(segment))
}

function readVersion(path: string, known: Known | null): Known | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile()) return null
  if (known !== null && known.stats.mtimeMs === stats.mtimeMs && known.stats.size === stats.size) return known
  const content = stats.size > MAX_HASHED_BYTES ? `${stats.size} ${stats.mtimeMs}` : readFileSync(path)
  return { stats, version: createHash('sha256').update(content).digest('base64url').slice(0, 12) }
}
