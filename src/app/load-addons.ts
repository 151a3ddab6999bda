import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { Addon } from './addon.ts'

const MANIFESTS = ['addon.ts', 'addon.js']

/** The folder of the addons that come with Pergola: beside the sources, or beside what was built of them. */
export const shippedAddons: string = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../addons' : '../addons', import.meta.url),
)

/**
 * The addons of the folders of the addons path, by name. Of two with one name, that of the earlier folder counts.
 *
 * @throws ConfigurationError for a folder that is not there, and for a file that exports no addon of the folder's name
 */
export async function findAddons(addonsPath: readonly string[]): Promise<Map<string, Addon>> {
  const addons = new Map<string, Addon>()
  for (const folder of addonsPath) {
    for (const file of await manifestFiles(folder)) {
      const addon = await importAddon(file)
      if (!addons.has(addon.name)) addons.set(addon.name, addon)
    }
  }
  return addons
}

async function manifestFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) throw new ConfigurationError(`The addons path names ${folder}, which is not there.`)
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((each) => each.isDirectory() || each.isSymbolicLink()).map(({ name }) => name)
  return names.toSorted().flatMap((name) => {
    const candidates = MANIFESTS.map((manifest) => join(folder, name, manifest))
    return candidates.filter((file) => existsSync(file)).slice(0, 1)
  })
}

async function importAddon(file: string): Promise<Addon> {
  const module = (await import(pathToFileURL(file).href)) as { default?: Partial<Addon> }
  const addon = module.default
  if (typeof addon?.name === 'string' && typeof addon.root === 'string') return addon as Addon
  throw new ConfigurationError(`${file} must export its addon: export default defineAddon({ … }).`)
}
