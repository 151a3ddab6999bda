import type { Databases } from '../app/database/databases.ts'
import { checkAddons } from './addon-names.ts'
import { databaseName, withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { addonNames } from './install.ts'
import { note, print } from './print.ts'

/**
 * Removes addons, their data and what depends on them; also one that is no longer on the addons path, whose tables stay.
 * Source: odoo's `odoo-bin module uninstall`.
 */
export const uninstallAddons: Command = (config, options, words) =>
  withDatabases(config, async (databases, { addons }) => {
    const wanted = addonNames(words)
    const name = await databaseName(databases, options)
    const before = await installedIn(databases, name)
    checkAddons(
      wanted.filter((each) => each !== 'all' && !before.includes(each)),
      addons,
    )
    await databases.uninstall(name, wanted)
    const after = await installedIn(databases, name)
    print(`${name}: uninstalled ${before.filter((each) => !after.includes(each)).join(', ')}.`)
    const gone = wanted.filter((each) => !addons.has(each))
    if (gone.length > 0) note(`Nobody knows the tables of ${gone.join(', ')} any more: they are still there.`)
    return 0
  })

/** What a database has installed, whether it is on the addons path or not. */
function installedIn(databases: Databases, name: string): Promise<string[]> {
  return databases.inEnvironment(name, async ({ cr, registry }) => {
    const text = `select name from ir_module_module where state = 'installed'`
    const { rows } = await cr.query<{ name: string }>(text)
    return [...new Set([...registry.addons, ...rows.map((row) => row.name)])]
  })
}
