import { AccessDenied, NotFound, UserError, type Request } from 'pergola'
import { inServiceDatabase } from './service-database.ts'

/** The version of Odoo whose calls these are: programs choose by it. */
const VERSION = {
  server_version: '19.0',
  server_version_info: [19, 0, 0, 'final', 0, ''],
  server_serie: '19.0',
  protocol_version: 1,
}

/** Source: odoo.service.common. */
export async function commonService(request: Request, method: string, args: readonly unknown[]): Promise<unknown> {
  if (method === 'version') return VERSION
  if (method !== 'login' && method !== 'authenticate') {
    throw new NotFound(`The service common has no method ${JSON.stringify(method.slice(0, 80))}.`)
  }
  if (args.length < 3 || args.length > 4) throw new UserError(`${method} takes database, login and password.`)
  return logIn(request, args)
}

/** @returns the user's id; false where login and password do not fit */
async function logIn(request: Request, [database, login, password]: readonly unknown[]): Promise<number | false> {
  const address = request.http.remoteAddress ?? null
  try {
    return await inServiceDatabase(request, database, (env) =>
      env['res.users'].authenticate(
        { login: login as string, password: password as string },
        { address, interactive: false },
      ),
    )
  } catch (error) {
    if (error instanceof AccessDenied) return false
    throw error
  }
}
