import { timingSafeEqual } from 'node:crypto'
import { SessionValueError } from '../../errors/framework-errors.ts'
import type { Logger } from '../app-services.ts'
import type { Response } from '../response.ts'
import { MemorySessionStore } from './memory-session-store.ts'
import { isSessionId } from './session-id.ts'
import { SessionManager, type SessionSettings } from './session-manager.ts'
import type { SessionRecord } from './session-store.ts'
import { Session } from './session.ts'

/** Browsers keep no more of one cookie. */
const MAX_COOKIE_LENGTH = 4064

/**
 * Sessions that the client keeps, in a signed cookie: the server stores nothing. The client can read them, but not change
 * them; and it may come back with an older one, which the server cannot tell: a log-out ends only what the client forgets.
 * Source: pyramid.session.SignedCookieSessionFactory.
 */
export class CookieSessionManager extends SessionManager {
  readonly #sign: (message: string) => string

  constructor(settings: SessionSettings, sign: (message: string) => string, log: Logger) {
    super(new MemorySessionStore(), settings, sign, log)
    this.#sign = sign
  }

  override async open(cookie: string | undefined): Promise<Session> {
    const kept = cookie === undefined ? null : this.#read(cookie)
    return kept === null ? this.create() : new Session(kept.sid, kept.record, this.#sign)
  }

  /** @throws SessionValueError where the session is too long for a cookie */
  override async publish(
    session: Session,
    cookie: string | undefined,
    response: Response,
    secure: boolean,
  ): Promise<void> {
    const now = Math.floor(Date.now() / 1000)
    const age = now - (session.record?.rotated ?? now)
    const isDue = session.uid !== null && age >= this.settings.rotateAfter
    const sid = session.nextSid
    session.close(sid)
    if (!session.isDirty && !isDue) return
    const data = session.mergedInto(session.record?.data ?? {})
    if (Object.keys(data).length === 0 && session.rotation === 'hard' && !session.isTouched) {
      if (cookie !== undefined) this.setCookie(response, '', secure, 0)
      return
    }
    const value = this.#write(sid, {
      data,
      created: session.created,
      rotated: now,
      expires: now + this.settings.maxAge,
    })
    if (value.length > MAX_COOKIE_LENGTH) {
      throw new SessionValueError(
        `The session is ${value.length} characters long as a cookie, of ${MAX_COOKIE_LENGTH} that browsers keep.`,
      )
    }
    this.setCookie(response, value, secure)
  }

  #write(sid: string, record: SessionRecord): string {
    const payload = Buffer.from(JSON.stringify({ sid, record })).toString('base64url')
    return `${payload}.${this.#signature(payload)}`
  }

  #read(cookie: string): { sid: string; record: SessionRecord } | null {
    const [payload = '', signature = ''] = cookie.split('.')
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#signature(payload))]
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    // It is ours, so names of prototypes in it are what somebody stored: JSON.parse keeps them as plain names.
    const { sid, record } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      sid: string
      record: SessionRecord
    }
    return isSessionId(sid) && record.expires > Date.now() / 1000 ? { sid, record } : null
  }

  // What is signed says what for, so that no other signature of the same key passes for a session.
  #signature(payload: string): string {
    return this.#sign(`session cookie ${payload}`)
  }
}
