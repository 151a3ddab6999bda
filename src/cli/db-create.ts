import { randomBytes } from 'node:crypto'
import { initializeDatabase } from '../app/install/initialize-database.ts'
import { checkAddons } from './addon-names.ts'
import { withDatabases } from './chosen-database.ts'
import type { Command } from './command.ts'
import { listedNames } from './install.ts'
import type { CliOptions } from './options.ts'
import { note, print } from './print.ts'
import { askSecret, isInteractive } from './prompt.ts'

const RANDOM_BYTES = 15

/** Makes a database. Source: odoo's `odoo-bin db init`. */
export const createDatabase: Command = (config, options, [name = '']) =>
  withDatabases(config, async (databases, app) => {
    const { login = 'admin', demo = false, lang, country, company } = options
    const addons = listedNames(options.install ?? [])
    checkAddons(addons, app.addons)
    const { password, made } = await adminPassword(login, options)
    const given = Object.entries({ lang, country, company }).filter(([, value]) => value !== undefined)
    const choices = { login, password, ...Object.fromEntries(given) }
    const { registry } = await databases.create(name, addons, {
      demo,
      finish: (env) => initializeDatabase(env, choices),
    })
    print(`The database ${name} was created, with ${registry.addons.join(', ')}.`)
    // Beside the output, which is often kept.
    if (made) note(`Log in as ${login} with the password ${password} (it is shown this once).`)
    else print(`Log in as ${login}.`)
    return 0
  })

/** Given, asked for, or made; never one that everybody knows. */
async function adminPassword(login: string, options: CliOptions): Promise<{ password: string; made: boolean }> {
  const given = options.password ?? process.env['PERGOLA_ADMIN_PASSWORD']
  if (given !== undefined) return { password: given, made: false }
  const typed = isInteractive() ? await askSecret(`Password of ${login} (nothing: one is made): `) : ''
  if (typed !== '') return { password: typed, made: false }
  return { password: randomBytes(RANDOM_BYTES).toString('base64url'), made: true }
}
