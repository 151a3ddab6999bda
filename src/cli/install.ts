import type { App } from '../app/app.ts'
import type { Databases } from '../app/database/databases.ts'
import { checkAddons } from './addon-names.ts'
import { databaseName, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import type { CliOptions } from './options.ts'
import { print } from './print.ts'
import { UsageError } from './usage-error.ts'

/** Installs addons, with what they depend on. Source: odoo's `odoo-bin module install`. */
export const installAddons: Command = (config, options, words) =>
  withDatabases(config, async (databases, app) => {
    const { name, before, wanted } = await addonWork(databases, app, options, words)
    const { registry } = await databases.install(name, wanted, { demo: options.demo ?? false })
    const added = registry.addons.filter((each) => !before.includes(each))
    if (added.length === 0)
      print(`${name}: ${wanted.join(', ')} ${wanted.length === 1 ? 'was' : 'were'} installed already.`)
    else print(`${name}: installed ${added.join(', ')}.`)
    return 0
  })

/** The database that is meant, what is installed there, and the addons that are named. */
export async function addonWork(
  databases: Databases,
  { addons }: App,
  options: CliOptions,
  words: readonly string[],
): Promise<{ name: string; before: readonly string[]; wanted: readonly string[] }> {
  const wanted = addonNames(words)
  checkAddons(
    wanted.filter((each) => each !== 'all'),
    addons,
  )
  const name = await databaseName(databases, options)
  const { registry } = await databases.open(name)
  return { name, before: registry.addons, wanted }
}

/** The addons that words name: `a b`, `a,b` or `a, b`. @throws {UsageError} where they name none */
export function addonNames(words: readonly string[]): string[] {
  const names = listedNames(words)
  if (names.length === 0) throw new UsageError('Say which addons.')
  return names
}

/** The names in words with commas between them, or none. */
export function listedNames(words: readonly string[]): string[] {
  const names = words.flatMap((word) => word.split(',')).map((word) => word.trim())
  return names.filter((word) => word !== '')
}
