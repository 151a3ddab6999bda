import { UserError } from '../errors/business-errors.ts'
import { nearestName } from '../http/nearest-name.ts'
import type { Environment } from './chosen-database.ts'

/** The records of a model, whose attributes no type tells here. */
export type Records = ReturnType<Environment['records']>

/** The user of a login, active or not. @throws {UserError} where there is none, with the nearest that there is */
export async function userOf(env: Environment, login: string): Promise<Records> {
  const all = env.records('res.users').withContext({ active_test: false })
  const user = await all.search([['login', '=', login]])
  if (user.length === 1) return user
  const logins = await all.search([], { limit: 1000 })
  await logins.load('login')
  const nearest = nearestName(
    login,
    [...logins].map((each: Records) => each['login'] as string),
  )
  throw new UserError(`There is no user ${login}.${nearest === undefined ? '' : ` Is ${nearest} meant?`}`)
}
