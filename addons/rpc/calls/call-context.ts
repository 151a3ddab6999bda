import { AccessError, UserError } from 'pergola'
import type { Environment } from 'pergola/models'

const MOST_VALUES = 1000

/**
 * The environment with the context that a call brings over its own.
 *
 * @throws {UserError} for what is no context, or names a language or a time zone that there is not
 * @throws {AccessError} for companies that are not the user's
 */
export async function withCallContext(env: Environment, context: unknown): Promise<Environment> {
  if (context === undefined || context === null || context === false) return env
  if (typeof context !== 'object' || Array.isArray(context)) throw new UserError('context is an object.')
  const values = Object.entries(context)
  if (values.length > MOST_VALUES) throw new UserError(`context has at most ${MOST_VALUES} values.`)
  const given = new Map<string, unknown>(values)
  await checkCompanies(env, given.get('allowed_company_ids'))
  await checkLanguage(env, given.get('lang'))
  checkZone(given.get('tz'))
  return env.with({ context: { ...env.context, ...context } })
}

async function checkCompanies(env: Environment, given: unknown): Promise<void> {
  if (isNothing(given)) return
  const own = (await env.registry.access.profile(env))?.companyIds ?? []
  if (Array.isArray(given) && given.every((id) => own.includes(id as number))) return
  throw new AccessError('Access to unauthorized or invalid companies.')
}

async function checkLanguage(env: Environment, given: unknown): Promise<void> {
  if (isNothing(given)) return
  const installed = await env['res.lang'].sudo().getInstalled()
  if (installed.some(([code]) => code === given)) return
  throw new UserError(`Invalid language code: ${shown(given)}.`)
}

function checkZone(given: unknown): void {
  if (isNothing(given)) return
  try {
    if (typeof given === 'string' && new Intl.DateTimeFormat('en', { timeZone: given })) return
  } catch {
    // Told below.
  }
  throw new UserError(`Invalid time zone: ${shown(given)}.`)
}

function isNothing(given: unknown): boolean {
  return given === undefined || given === null || given === false
}

function shown(given: unknown): string {
  return JSON.stringify(given).slice(0, 80)
}
