import { ValidationError } from 'pergola'
import type { Environment } from 'pergola/models'

/** What is chosen for a new database; what is not given stays as it is. */
export interface DatabaseChoices {
  /** The administrator's. */
  readonly login?: string
  readonly password?: string
  readonly email?: string
  /** A code: `de_DE`. */
  readonly lang?: string
  /** A code of two letters; it also gives the currency. */
  readonly country?: string
  /** A code of three letters. */
  readonly currency?: string
  /** The company's name. */
  readonly company?: string
}

/** Gives a new database what was chosen for it; see `User.setUpDatabase`. */
export async function setUpDatabase(env: Environment, choices: DatabaseChoices): Promise<void> {
  const { login, password, email, lang, company: name } = choices
  const [countryCode, currencyCode] = [choices.country?.toUpperCase(), choices.currency?.toUpperCase()]
  const admin = env['res.users'].browse((await env.ref('base.user_admin')).ids)
  const company = env['res.company'].browse((await env.ref('base.main_company')).ids)
  if (lang !== undefined) await activateLanguage(env, lang)
  const currency = await currencyOf(env, countryCode, currencyCode)
  const country = countryCode === undefined ? undefined : await only(env, 'res.country', 'code', countryCode)
  await company.write(given({ name, currency_id: currency, country_id: country }))
  if (lang !== undefined) await (await company.load('partner_id')).partner_id.write({ lang })
  await admin.write(given({ login, password, email, lang }))
}

async function activateLanguage(env: Environment, code: string): Promise<void> {
  const id = await only(env, 'res.lang', 'code', code)
  await env['res.lang'].browse(id).write({ active: true })
}

async function currencyOf(
  env: Environment,
  country: string | undefined,
  currency: string | undefined,
): Promise<number | undefined> {
  if (currency !== undefined) return only(env, 'res.currency', 'name', currency)
  if (country === undefined) return undefined
  const found = await env['res.country'].browse(await only(env, 'res.country', 'code', country)).load('currency_id')
  return found.currency_id.ids[0]
}

async function only(env: Environment, model: string, field: string, value: string): Promise<number> {
  const all = env.records(model).withContext({ active_test: false })
  const found = await all.search([[field, '=', value]], { limit: 1 })
  const [id] = found.ids
  if (id === undefined) throw new ValidationError(`There is no ${model} ${JSON.stringify(value)}.`)
  return id
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
