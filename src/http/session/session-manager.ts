import { warningCodes } from '../../errors/warnings.ts'
import type { Logger } from '../app-services.ts'
import type { CookieOptions } from '../cookies.ts'
import type { Response } from '../response.ts'
import { KeyedQueue } from './keyed-queue.ts'
import { familyOf, isSessionId, renewedSessionId } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'
import { Session } from './session.ts'

/** How sessions behave. Times are seconds. */
export interface SessionSettings {
  cookieName: string
  /** How long a session lives after it was last written. */
  maxAge: number
  /** How old the id of a logged-in session gets before it is renewed. */
  rotateAfter: number
  /** How long the old id still works after a renewal. */
  gracePeriod: number
}

/** What became of a session: the id under which it is stored, if it is, and what the client's cookie must do. */
interface Outcome {
  sid: string | null
  cookie: 'keep' | 'set' | 'expire'
}

/** Reads sessions before a request is handled, and publishes them when its response is on its way. */
export class SessionManager {
  readonly settings: SessionSettings
  readonly store: SessionStore
  readonly #sign: (message: string) => string
  readonly #log: Logger
  // Two requests of one client that end together would each write what it read: they are put in a row.
  readonly #queue = new KeyedQueue()

  constructor(store: SessionStore, settings: SessionSettings, sign: (message: string) => string, log: Logger) {
    this.store = store
    this.settings = settings
    this.#sign = sign
    this.#log = log
  }

  /** A session that nobody has yet. */
  create(): Session {
    return new Session(undefined, null, this.#sign)
  }

  /** The session of a cookie's value; a new one where the value is not that of a stored session. */
  async open(sid: string | undefined): Promise<Session> {
    if (!isSessionId(sid)) return this.create()
    const found = await this.#read(sid)
    return found === null ? this.create() : new Session(found.sid, found.record, this.#sign)
  }

  /**
   * Stores what a request changed and tells the client its id. Nothing is stored for a session that was only read, nor
   * for one that another request has ended meanwhile.
   *
   * @param cookieSid the id that the client came with
   */
  async publish(session: Session, cookieSid: string | undefined, response: Response, secure: boolean): Promise<void> {
    const { sid, cookie } = await this.#queue.run(familyOf(session.sid), () => this.#store(session))
    session.close(sid ?? session.sid)
    if (cookie === 'expire') this.setCookie(response, '', secure, 0)
    else if (sid !== null && (cookie === 'set' || sid !== cookieSid)) this.setCookie(response, sid, secure)
  }

  async #store(session: Session): Promise<Outcome> {
    const now = Math.floor(Date.now() / 1000)
    const renew = session.uid !== null && now - (session.record?.rotated ?? now) >= this.settings.rotateAfter
    if (!session.isDirty && !renew) return { sid: session.isNew ? null : session.sid, cookie: 'keep' }
    const stored = session.isNew ? null : await this.#read(session.sid)
    if (!session.isNew && stored === null) {
      this.#log.warn(
        { code: warningCodes.sessionGone },
        'A session was ended by another request: its changes are dropped.',
      )
      return { sid: null, cookie: 'keep' }
    }
    const data = session.mergedInto(stored?.record.data ?? {})
    const record = { data, created: session.created, rotated: now, expires: now + this.settings.maxAge }
    if (session.rotation === 'hard') return this.#replace(stored?.sid, session, record)
    if (stored !== null && now - stored.record.rotated >= this.settings.rotateAfter && renew) {
      return this.#renew(stored.sid, record)
    }
    const sid = stored?.sid ?? session.sid
    await this.store.write(sid, { ...record, rotated: stored?.record.rotated ?? now })
    return { sid, cookie: 'set' }
  }

  /** A wholly new id; whoever has an old one is nobody. An empty session is not stored again. */
  async #replace(old: string | undefined, session: Session, record: SessionRecord): Promise<Outcome> {
    if (old !== undefined) await this.store.deleteFamily(familyOf(old))
    const isEmpty = Object.keys(record.data).length === 0
    if (isEmpty && !session.isTouched) return { sid: null, cookie: old === undefined ? 'keep' : 'expire' }
    const sid = session.nextSid
    await this.store.write(sid, record)
    return { sid, cookie: 'set' }
  }

  /** A new id of the same family; the old one leads there for a while. */
  async #renew(old: string, record: SessionRecord): Promise<Outcome> {
    const sid = renewedSessionId(old)
    await this.store.write(sid, record)
    await this.store.write(old, { ...record, data: {}, next: sid, expires: record.rotated + this.settings.gracePeriod })
    return { sid, cookie: 'set' }
  }

  async #read(sid: string): Promise<{ sid: string; record: SessionRecord } | null> {
    const record = await this.store.read(sid)
    if (record?.next === undefined) return record === null ? null : { sid, record }
    if (familyOf(record.next) !== familyOf(sid)) return null
    const next = await this.store.read(record.next)
    return next === null || next.next !== undefined ? null : { sid: record.next, record: next }
  }

  /** @internal */
  protected setCookie(response: Response, value: string, secure: boolean, maxAge: number = this.settings.maxAge): void {
    const options: CookieOptions = { maxAge, httpOnly: true, sameSite: 'lax', path: '/', secure }
    if (maxAge === 0) options.expires = new Date(0)
    response.setCookie(this.settings.cookieName, value, options)
  }
}
