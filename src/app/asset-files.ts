import { globSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { AssetPaths, type Asset } from './asset-paths.ts'
import { isExternal, type AssetCommand } from './assets.ts'

/**
 * The files of a bundle, in their order. Source: odoo.addons.base.models.ir_asset.IrAsset._get_asset_paths.
 *
 * @param commands of all addons that count, in the order of addons
 * @param folders the folder of each of them, by its name
 * @throws ConfigurationError where a directive cannot be followed
 */
export function assetsOf(
  bundle: string,
  commands: ReadonlyMap<string, readonly AssetCommand[]>,
  folders: ReadonlyMap<string, string>,
): readonly Asset[] {
  const paths = new AssetPaths(bundle)
  fill(paths, bundle, [], (name) => commands.get(name) ?? [], folders)
  return paths.list
}

/** The files that a path names, sorted; those of other types than CSS and JavaScript are left out. */
export function findAssets(path: string, { addon }: AssetCommand, folders: ReadonlyMap<string, string>): Asset[] {
  if (isExternal(path)) {
    const type = typeOf(path.replace(/[?#].*$/s, ''))
    if (type === null) throw new ConfigurationError(`Addon ${addon}: ${path} ends in neither .css nor .js.`)
    return [{ url: path, file: null, type }]
  }
  const [, owner = '', pattern = ''] = /^\/([^/]+)\/static\/(.+)$/s.exec(path) ?? []
  const folder = folders.get(owner)
  if (folder === undefined)
    throw new ConfigurationError(`Addon ${addon} uses ${path} of the addon ${owner}, which does not count here.`)
  const root = join(folder, 'static')
  return globSync(pattern, { cwd: root })
    .map((name) => name.replaceAll(sep, '/'))
    .toSorted()
    .flatMap((name) => toAsset(owner, root, name))
}

function toAsset(owner: string, root: string, name: string): Asset[] {
  const type = typeOf(name)
  const file = join(root, name)
  // A link may lead anywhere: what is outside of the folder is not there.
  if (type === null || !realpathSync(file).startsWith(realpathSync(root) + sep)) return []
  return [{ url: `/${owner}/static/${name}`, file, type }]
}

function typeOf(name: string): Asset['type'] | null {
  const extension = /\.(css|js)$/i.exec(name)?.[1]?.toLowerCase()
  return extension === 'css' || extension === 'js' ? extension : null
}

function fill(
  paths: AssetPaths,
  bundle: string,
  around: readonly string[],
  commandsOf: (bundle: string) => readonly AssetCommand[],
  folders: ReadonlyMap<string, string>,
): void {
  if (around.includes(bundle))
    throw new ConfigurationError(`The bundle ${[...around, bundle].join(' includes ')}: a circle.`)
  const start = paths.list.length
  for (const command of commandsOf(bundle)) {
    if (command.verb === 'include') fill(paths, command.path, [...around, bundle], commandsOf, folders)
    else follow(paths, command, start, folders)
  }
}

function follow(paths: AssetPaths, command: AssetCommand, start: number, folders: ReadonlyMap<string, string>): void {
  const assets = findAssets(command.path, command, folders)
  const target = command.target === null ? [] : findAssets(command.target, command, folders)
  switch (command.verb) {
    case 'prepend':
      return paths.insert(assets, start)
    case 'before':
      return paths.insert(assets, paths.indexOf(target))
    case 'after':
      return paths.insert(assets, paths.indexOf(target) + 1)
    case 'replace':
      paths.insert(assets, paths.indexOf(target))
      return paths.remove(target)
    case 'remove':
      return paths.remove(assets)
    default:
      return paths.append(assets)
  }
}
