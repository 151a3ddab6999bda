import { timingSafeEqual } from 'node:crypto'
import type { Environment } from '../../models/environment.ts'
import type { JsonValue } from '../json.ts'
import type { Session } from './session.ts'

/** Puts the environment's user into a session; see `Session.finalize`. */
export async function logIn(session: Session, env: Environment): Promise<void> {
  const user = env.with({ su: true }).records('res.users', env.uid === null ? [] : [env.uid])
  await user.ensureOne().load('login')
  const context = (await user.withEnv(env).contextGet()) as Record<string, JsonValue>
  session.rotate()
  session.db = env.registry.name
  session.uid = env.uid
  session.login = user['login'] as string
  session.context = context
  session.token = (await user['sessionToken'](session.family)) as string | null
}

/** Whether a session's log-in is still bound to its user's password; see `Session.isLoggedIn`. */
export async function holdsLogIn({ uid, token, tokenFamily }: Session, env: Environment): Promise<boolean> {
  if (uid === null || token === null) return false
  const user = env.with({ su: true }).records('res.users', [uid])
  const expected = (await user['sessionToken'](tokenFamily)) as string | null
  return expected !== null && isSameText(expected, token)
}

function isSameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
