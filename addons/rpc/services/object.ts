import { AccessDenied, NotFound, UserError, type Request } from 'pergola'
import type { Environment } from 'pergola/models'
import { callPositional } from '../calls/call-method.ts'
import { inServiceDatabase } from './service-database.ts'

/** Source: odoo.service.model.dispatch. */
export async function objectService(request: Request, name: string, args: readonly unknown[]): Promise<unknown> {
  if (name !== 'execute' && name !== 'execute_kw') {
    throw new NotFound(`The service object has no method ${JSON.stringify(name.slice(0, 80))}.`)
  }
  const [database, uid, secret, model, method, ...given] = args
  if (typeof model !== 'string' || typeof method !== 'string') {
    throw new UserError(`${name} takes database, user id, password or key, model, method, and arguments.`)
  }
  const call = { model, method, ...(name === 'execute' ? { args: given, kwargs: {} } : keywordCall(given)) }
  return inServiceDatabase(request, database, async (env) => callPositional(await asUser(env, uid, secret), call))
}

function keywordCall([args = [], kwargs = {}, ...others]: readonly unknown[]): {
  args: readonly unknown[]
  kwargs: Readonly<Record<string, unknown>>
} {
  const isObject = typeof kwargs === 'object' && kwargs !== null && !Array.isArray(kwargs)
  if (!Array.isArray(args) || !isObject || others.length > 0) {
    throw new UserError('execute_kw takes a list of arguments and an object of named ones last.')
  }
  return { args, kwargs: kwargs as Record<string, unknown> }
}

/** The environment of the user whose password or API key is given. @throws {AccessDenied} */
async function asUser(env: Environment, uid: unknown, secret: unknown): Promise<Environment> {
  if (!Number.isSafeInteger(uid) || (uid as number) <= 0 || (uid as number) >= 2 ** 31) throw new AccessDenied()
  if (typeof secret !== 'string' || secret === '') throw new AccessDenied()
  const owner = await env['res.users.apikeys'].checkCredentials('rpc', secret)
  if (owner !== uid) await env['res.users'].browse(uid as number).checkCredentials(secret)
  const own = env.with({ uid: uid as number, su: false, context: {} })
  return own.with({ context: await own['res.users'].contextGet() })
}
