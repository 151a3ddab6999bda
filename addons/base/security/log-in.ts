import { AccessDenied, maybeCurrentRequest } from 'pergola'
import { SUPERUSER_ID, type Environment } from 'pergola/models'
import { hashPassword, needsRehash, verifyPassword } from '../crypto/password-hash.ts'
import { tooMany } from '../models/res-users-throttle.ts'
import { afterwards } from '../queue/afterwards.ts'
import { oneAttempt } from './attempts.ts'

/** Who somebody says to be. */
export interface Credential {
  readonly type?: 'password'
  readonly login: string
  readonly password: string
}

/** What is known of a log-in besides. */
export interface LoginInfo {
  /** Where it comes from: failures are counted by it. */
  readonly address?: string | null
  /** false: a program logs in, and may give an API key of the scope `rpc` for the password. Default: a person. */
  readonly interactive?: boolean
}

/** No login is longer; also what is hashed for a password has a bound. */
const LONGEST = 4096

interface Found {
  readonly id: number
  readonly password_hash: string | null
}

/** Finds out who logs in; see `User.authenticate`. */
export async function logIn(env: Environment, credential: Credential, info: LoginInfo): Promise<number> {
  const { login, password } = credential
  if (!isText(login) || !isText(password) || (credential.type ?? 'password') !== 'password') throw new AccessDenied()
  const all = env.with({ uid: SUPERUSER_ID, su: true })
  const user = await guarded(all, login, info.address ?? null, async () => {
    const { rows } = await all.cr.query<Found>(
      'select id, password_hash from res_users where login = $1 and active limit 1',
      [login],
    )
    const found = rows[0] ?? null
    const fits = await verifyPassword(password, found?.password_hash ?? null)
    const keyOwner = fits || (info.interactive ?? true) ? null : await keyOwnerOf(all, password)
    if (found !== null && (fits || keyOwner === found.id)) return found
    throw new AccessDenied()
  })
  await renewHash(all, user, password)
  await env.with({ uid: user.id, su: true })['res.users.log'].create({})
  return user.id
}

/** Makes sure that a password is a user's; see `User.checkCredentials`. */
export async function verifyOwnPassword(env: Environment, id: number, password: string): Promise<void> {
  if (!isText(password)) throw new AccessDenied()
  const all = env.with({ uid: SUPERUSER_ID, su: true })
  await all.flush()
  const address = maybeCurrentRequest()?.http.remoteAddress ?? null
  await guarded(all, `#${id}`, address, async () => {
    const { rows } = await all.cr.query<Found>('select id, password_hash from res_users where id = $1 and active', [id])
    if (!(await verifyPassword(password, rows[0]?.password_hash ?? null))) throw new AccessDenied()
  })
}

/** Does an attempt unless there were too many, and counts it where it fails. */
async function guarded<Result>(
  env: Environment,
  login: string,
  address: string | null,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const throttle = env['res.users.throttle']
  return oneAttempt(env.registry.database, `${login}\0${address}`, {
    allowed: () => throttle.assertCanAuthenticate(login, address),
    refused: tooMany,
    attempt: async () => {
      try {
        const result = await attempt()
        await throttle.noteSuccess(login, address)
        return result
      } catch (error) {
        if (error instanceof AccessDenied) {
          afterwards(env, (own) => own['res.users.throttle'].noteFailure(login, address))
        }
        throw error
      }
    },
  })
}

/** A program may give a key for the password. It is looked up whether the login exists or not. */
async function keyOwnerOf(env: Environment, key: string): Promise<number | null> {
  return env['res.users.apikeys'].checkCredentials('rpc', key)
}

/** A password that was hashed more weakly than today's are is hashed again. */
async function renewHash(env: Environment, user: Found, password: string): Promise<void> {
  const { id, password_hash: hash } = user
  if (hash === null || !needsRehash(hash) || !(await verifyPassword(password, hash))) return
  // Not through the model: nothing that sessions depend on has changed for their user.
  await env.cr.query('update res_users set password_hash = $1 where id = $2 and password_hash = $3', [
    await hashPassword(password),
    id,
    hash,
  ])
  env.transaction.invalidate('res.users', [id], ['password_hash'])
  env.transaction.clearCaches('sessions')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST && !value.includes('\0')
}
