import { UserError } from 'pergola'
import type { Environment } from 'pergola/models'

/** How long a password is at least, by the parameter `auth_password_policy.minlength`; null where nothing is asked. */
export async function minimumLength(env: Environment): Promise<number | null> {
  const text = await env['ir.config_parameter'].sudo().getParam('auth_password_policy.minlength')
  return text !== null && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null
}

/**
 * A new password, entered twice.
 *
 * @throws {UserError} where it is none, or the second is another one
 */
export async function checkedPassword(env: Environment, password: unknown, again: unknown): Promise<string> {
  if (typeof password !== 'string' || password.trim() === '')
    throw new UserError('You cannot leave any password empty.')
  if (password !== again) throw new UserError('The new password and its confirmation must be identical.')
  const length = await minimumLength(env)
  if (length !== null && password.length < length) {
    throw new UserError(`Passwords must have at least ${length} characters, got ${password.length}.`)
  }
  return password
}
