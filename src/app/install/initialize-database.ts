import { UserError } from '../../errors/business-errors.ts'
import type { Environment } from '../../models/environment.ts'

/** What is chosen for a new database; what is left out stays as the addons made it. */
export interface DatabaseChoices {
  /** What the administrator logs in with; default `admin`. */
  login?: string
  /** The administrator's. Required: there is no default that everybody knows. */
  password: string
  email?: string
  /** A language's code: `de_DE`. */
  lang?: string
  /** A country's code of two letters: `DE`; it gives the company's currency too. */
  country?: string
  /** The company's name. */
  company?: string
}

/**
 * Gives a new database its administrator, language, country and company: for `finish` of `app.databases.create`.
 *
 * @throws {UserError} where the login or the password is empty, and for a language or country that there is not
 *
 * @example
 * ```ts no-check
 * await app.databases.create('shop', ['bookshop'], {
 *   finish: (env) => initializeDatabase(env, { password, lang: 'de_DE', country: 'DE' }),
 * })
 * ```
 *
 * Source: odoo.service.db._initialize_db.
 */
export async function initializeDatabase(env: Environment, choices: DatabaseChoices): Promise<void> {
  if (choices.login?.trim() === '') throw new UserError('The administrator needs a login.')
  if (choices.password.trim() === '') throw new UserError('The administrator needs a password.')
  await env.records('res.users')['setUpDatabase'](choices)
}
