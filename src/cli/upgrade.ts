import { withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { addonWork } from './install.ts'
import { print } from './print.ts'

/** Runs the migration scripts of addons and loads their data again. Source: odoo's `odoo-bin module upgrade`. */
export const upgradeAddons: Command = (config, options, words) =>
  withDatabases(config, async (databases, app) => {
    const { name, before, wanted } = await addonWork(databases, app, options, words)
    const { registry } = await databases.upgrade(name, wanted.includes('all') ? before : wanted)
    const added = registry.addons.filter((each) => !before.includes(each))
    print(`${name}: upgraded ${wanted.join(', ')}${wanted.includes('all') ? '' : ' and what depends on them'}.`)
    if (added.length > 0) print(`${name}: installed ${added.join(', ')}.`)
    return 0
  })
