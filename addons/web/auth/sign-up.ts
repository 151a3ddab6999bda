import { UserError, ValidationError } from 'pergola'
import type { Environment } from 'pergola/models'
import { checkedPassword } from './password-rules.ts'

/** What a visitor enters to have an account. */
export interface SignUpForm {
  readonly name?: unknown
  readonly login?: unknown
  readonly password?: unknown
  readonly confirm_password?: unknown
}

/** Whether visitors may make accounts: the parameter `auth_signup.invitation_scope` is `b2c`. Off by default. Source: odoo's auth_signup. */
export async function isSignUpOpen(env: Environment): Promise<boolean> {
  const parameters = env['ir.config_parameter'].sudo()
  const scope = await parameters.getParam('auth_signup.invitation_scope')
  const uninvited = await parameters.getParam('auth_signup.allow_uninvited')
  return scope === 'b2c' || uninvited === 'b2c' || uninvited?.toLowerCase() === 'true'
}

/**
 * Makes a portal user.
 *
 * @param env with all rights
 * @returns the user's id
 * @throws {UserError} for what cannot be an account; {ValidationError} for a login that is taken
 */
export async function signUp(env: Environment, form: SignUpForm): Promise<number> {
  const [name, login] = [textOf(form.name), textOf(form.login)]
  if (name === '' || login === '') throw new UserError('An account needs a name and a login.')
  const password = await checkedPassword(env, form.password, form.confirm_password)
  const users = env['res.users'].withContext({ active_test: false })
  if ((await users.searchCount([['login', '=', login]], { limit: 1 })) > 0) {
    throw new ValidationError('Another user is already registered using this login.')
  }
  const portal = await env.ref('base.group_portal')
  const email = login.includes('@') ? login : null
  const user = await users.create({ name, login, email, password, groups_id: [[6, 0, [...portal.ids]]] })
  return user.id
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 255) : ''
}
