import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
 * @throws ConfigurationError for a folder that is not there, a file that exports no addon, and two of one name in a folder
 */
export async function findAddons(addonsPath: readonly string[]): Promise<Map<string, Addon>> {
  const addons = new Map<string, Addon>()
  for (const folder of new Set(addonsPath)) {
    const files = new Map<string, string>()
    for (const file of await manifestFiles(folder)) {
      const addon = await importAddon(file)
      const other = files.get(addon.name)
      if (other !== undefined)
        throw new ConfigurationError(`${other} and ${file} are both called ${addon.name}: give one another name.`)
      files.set(addon.name, file)
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
  const module = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw explained(error, file)
  })) as { default?: Partial<Addon> }
  const addon = module.default
  if (typeof addon?.name === 'string' && typeof addon.root === 'string') return addon as Addon
  throw new ConfigurationError(`${file} must export its addon: export default defineAddon({ … }).`)
}

/** Addons import each other by name, which takes more than the addons path: said where just that is missing. */
function explained(error: unknown, file: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  const [, name = ''] = /^Cannot find package '([^']+)'/.exec(message) ?? []
  const other = join(dirname(dirname(file)), name)
  if (code === 'ERR_MODULE_NOT_FOUND' && name !== '' && isAddon(join(shippedAddons, name)))
    return new ConfigurationError(
      `${file} imports the addon ${name}, which comes with Pergola and is no package: import it from 'pergola/addons/${name}/…'.`,
      { cause: error },
    )
  if (code !== 'ERR_MODULE_NOT_FOUND' || name === '' || !isAddon(other)) return error
  return new ConfigurationError(
    `${file} imports the addon ${name}, which is no package yet: give ${other} a package.json with "name" and "exports", ` +
      `name its folder under "workspaces" in the project's package.json, and run npm install.`,
    { cause: error },
  )
}

function isAddon(folder: string): boolean {
  return MANIFESTS.some((manifest) => existsSync(join(folder, manifest)))
}
