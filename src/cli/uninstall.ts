import { withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { addonWork } from './install.ts'
import { print } from './print.ts'

/** Removes addons, their data and what depends on them. Source: odoo's `odoo-bin module uninstall`. */
export const uninstallAddons: Command = (config, options, words) =>
  withDatabases(config, async (databases, app) => {
    const { name, before, wanted } = await addonWork(databases, app, options, words)
    const { registry } = await databases.uninstall(name, wanted)
    print(`${name}: uninstalled ${before.filter((each) => !registry.addons.includes(each)).join(', ')}.`)
    return 0
  })
