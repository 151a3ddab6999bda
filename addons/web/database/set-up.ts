import { UserError } from 'pergola'
import type { Environment } from 'pergola/models'

/** What a new database is told. */
export interface SetUp {
  readonly login: string
  readonly password: string
  /** Code of a language, as `fr_FR`. */
  readonly lang: string
  /** Code of the company's country, as `FR`; '' for none. */
  readonly country: string
}

/**
 * Gives a new database its administrator, language and country.
 *
 * @throws {UserError} for a language or country that there is not
 *
 * Source: odoo.service.db._initialize_db.
 */
export async function setUpDatabase(env: Environment, { login, password, lang, country }: SetUp): Promise<void> {
  const languages = await env['res.lang'].withContext({ active_test: false }).search([['code', '=', lang]])
  if (languages.length === 0) throw new UserError(`There is no language ${JSON.stringify(lang)}.`)
  await languages.write({ active: true })
  const admin = env['res.users'].browse([...(await env.ref('base.user_admin')).ids])
  await admin.write({ login, password, lang })
  if (login.includes('@')) await admin.write({ email: login })
  if (country === '') return
  const countries = await env['res.country'].search([['code', '=', country.toUpperCase()]])
  if (countries.length === 0) throw new UserError(`There is no country ${JSON.stringify(country)}.`)
  const company = env['res.company'].browse([...(await env.ref('base.main_company')).ids])
  await countries.load('currency_id')
  await company.write({ country_id: countries.id })
  const [currency] = countries.currency_id.ids
  if (currency === undefined) return
  await env['res.currency'].browse(currency).write({ active: true })
  await company.write({ currency_id: currency })
}
