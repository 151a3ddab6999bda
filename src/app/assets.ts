import { ConfigurationError } from '../errors/framework-errors.ts'
import { hasOddSegment } from './static-assets.ts'

/**
 * What an addon does to a bundle. A text adds files; the others name what they do first. Paths are
 * `<addon>/static/<path>`, with `*`, `**`, `?` and `[…]`, or whole URLs. Source: odoo's manifest key `assets`.
 *
 * * `'shop/static/*.css'`, `['append', path]`: at the end
 * * `['prepend', path]`: at the beginning
 * * `['before', target, path]`, `['after', target, path]`: beside the first file that `target` names
 * * `['replace', target, path]`: in the place of `target`
 * * `['remove', path]`: not at all
 * * `['include', bundle]`: everything that another bundle has
 */
export type AssetDirective =
  | string
  | readonly ['append' | 'prepend' | 'remove' | 'include', string]
  | readonly ['before' | 'after' | 'replace', string, string]

/** The manifest's `assets`: name of the bundle → what the addon does to it, in order. */
export type AssetManifest = Readonly<Record<string, readonly AssetDirective[]>>

/** One directive, with whose it is. */
export interface AssetCommand {
  readonly addon: string
  readonly bundle: string
  readonly verb: 'append' | 'prepend' | 'remove' | 'include' | 'before' | 'after' | 'replace'
  /** Beside or instead of what; null where the verb needs none. */
  readonly target: string | null
  /** The files; for `include` the bundle. */
  readonly path: string
}

const BUNDLE = /^[a-z]\w*(?:\.[\w-]+)+$/i
const PATH_VERBS: ReadonlySet<unknown> = new Set(['append', 'prepend', 'remove'])
const TARGET_VERBS: ReadonlySet<unknown> = new Set(['before', 'after', 'replace'])

/**
 * Reads the `assets` of a manifest.
 *
 * @throws ConfigurationError for what is no directive
 */
export function parseAssets(addon: string, assets: AssetManifest): AssetCommand[] {
  if (typeof assets !== 'object' || assets === null || Array.isArray(assets))
    throw new ConfigurationError(`Addon ${addon}: assets is an object of bundles.`)
  return Object.entries(assets).flatMap(([bundle, directives]) => {
    if (!BUNDLE.test(bundle))
      throw new ConfigurationError(`Addon ${addon}: a bundle is named as 'addon.name', not '${bundle}'.`)
    if (!Array.isArray(directives)) throw new ConfigurationError(`Addon ${addon}: the bundle ${bundle} is a list.`)
    return directives.map((directive) => toCommand(addon, bundle, directive))
  })
}

/** Whether a path of an asset leads to another host. */
export function isExternal(path: string): boolean {
  return /^(?:https?:)?\/\//i.test(path)
}

function toCommand(addon: string, bundle: string, directive: unknown): AssetCommand {
  if (typeof directive === 'string')
    return { addon, bundle, verb: 'append', target: null, path: checkedPath(addon, bundle, directive) }
  const parts: readonly unknown[] = Array.isArray(directive) ? directive : []
  const [verb, first, second] = parts as readonly [AssetCommand['verb'], string, string]
  if (parts.every((part) => typeof part === 'string')) {
    if (parts.length === 2 && PATH_VERBS.has(verb))
      return { addon, bundle, verb, target: null, path: checkedPath(addon, bundle, first) }
    if (parts.length === 2 && verb === 'include' && BUNDLE.test(first))
      return { addon, bundle, verb, target: null, path: first }
    if (parts.length === 3 && TARGET_VERBS.has(verb)) {
      const target = checkedPath(addon, bundle, first)
      return { addon, bundle, verb, target, path: checkedPath(addon, bundle, second) }
    }
  }
  throw new ConfigurationError(
    `Addon ${addon}, bundle ${bundle}: ${JSON.stringify(directive)} is none of a path, ['append', path], ` +
      `['prepend', path], ['remove', path], ['include', bundle], ['before', target, path], ['after', target, path], ` +
      `['replace', target, path].`,
  )
}

function checkedPath(addon: string, bundle: string, path: string): string {
  if (isExternal(path)) return path
  const [, owner = '', file = ''] = /^\/?([a-z][a-z0-9_]*)\/static\/(.+)$/s.exec(path) ?? []
  if (owner === '' || hasOddSegment(file))
    throw new ConfigurationError(
      `Addon ${addon}, bundle ${bundle}: an asset is named as 'addon/static/file' or by a URL, not ${JSON.stringify(path)}.`,
    )
  return `/${owner}/static/${file}`
}
