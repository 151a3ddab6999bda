import { randomBytes } from 'node:crypto'
import { SessionClosedError } from '../../errors/framework-errors.ts'
import type { Environment } from '../../models/environment.ts'
import type { JsonValue } from '../json.ts'
import { defaultContent, entriesOf, toSessionValue } from './session-content.ts'
import { familyOf, newSessionId } from './session-id.ts'
import { holdsLogIn, logIn } from './session-log-in.ts'
import type { SessionRecord } from './session-store.ts'

/** What happens to a session's id when it is published. */
export type Rotation = 'none' | 'hard'

const FLASH_PREFIX = '_flash'
const CSRF_SEED = '_csrf'
const TOKEN_FAMILY = '_token_family'

/**
 * What the server remembers of one client between requests: JSON values by name. It is read once, before the request
 * is handled, and written once, when the response is on its way; of a failed request nothing is written.
 *
 * A value that is changed in place is not noticed: call `touch()`. Source: odoo.http.Session, pyramid.interfaces.ISession.
 *
 * @example
 * ```ts
 * import { Controller, route, request } from 'pergola'
 * class Visits extends Controller {
 *   @route('/visits', { auth: 'none' })
 *   async count() {
 *     const visits = Number(request.session.get('visits') ?? 0) + 1
 *     request.session.set('visits', visits)
 *     return `Visit ${visits}`
 *   }
 * }
 * ```
 */
export class Session {
  #sid: string
  #data: Map<string, JsonValue>
  readonly #record: SessionRecord | null
  #sign: (message: string) => string
  readonly #changed = new Set<string>()
  // The context of a session that stores none: an object of its own, because it may be changed in place.
  #context: Record<string, JsonValue> = {}
  #touched = false
  #cleared = false
  #rotation: Rotation = 'none'
  /** The id after a hard rotation. */
  #nextSid: string | null = null
  #closed = false

  /**
   * @param sid the id of a stored session, or undefined for a new one
   * @param record its content as it was read
   * @param sign gives the keyed hash of a message, for CSRF tokens
   */
  constructor(sid: string | undefined, record: SessionRecord | null, sign: (message: string) => string) {
    this.#sid = sid ?? newSessionId()
    this.#record = record
    this.#data = entriesOf(record)
    this.#sign = sign
    // A value that is assigned under a name of its own would be lost: it is a TypeError, as it is an error in Odoo.
    Object.preventExtensions(this)
  }

  /** The id, as the cookie carries it. */
  get sid(): string {
    return this.#sid
  }

  /** The part of the id that stays when the id is renewed: after a log-in or log-out, of the id that the client is given. */
  get family(): string {
    return familyOf(this.nextSid)
  }

  /** Whether this request's client had no session yet. */
  get isNew(): boolean {
    return this.#record === null
  }

  /** When the session was made: seconds since 1970. */
  get created(): number {
    return this.#record?.created ?? Math.floor(Date.now() / 1000)
  }

  /** The value stored under a name; else the default content's, else undefined. */
  get(key: string): JsonValue | undefined {
    const value = this.#data.get(key)
    if (value !== undefined && (value !== null || !defaultContent.has(key))) return value
    return key === 'context' ? this.#context : defaultContent.get(key)
  }

  /**
   * @throws SessionValueError for what JSON cannot carry (dates, functions, class instances)
   * @throws SessionClosedError once the session is published
   */
  set(key: string, value: unknown): void {
    const json = toSessionValue(key, value)
    if (this.#data.has(key) && JSON.stringify(this.#data.get(key)) === JSON.stringify(json)) return
    this.#write(key)
    this.#data.set(key, json)
  }

  has(key: string): boolean {
    return this.#data.has(key)
  }

  /** @returns whether there was such a value */
  delete(key: string): boolean {
    if (!this.#data.has(key)) return false
    this.#write(key)
    return this.#data.delete(key)
  }

  /** Removes every value. The id stays. */
  clear(): void {
    this.#assertOpen()
    this.#cleared = true
    this.#changed.clear()
    this.#data.clear()
  }

  keys(): IterableIterator<string> {
    return this.#data.keys()
  }

  /** The database that the session belongs to. */
  get db(): string | null {
    return this.get('db') as string | null
  }
  set db(value: string | null) {
    this.#assign('db', value)
  }

  /** The id of the user who is logged in. */
  get uid(): number | null {
    return this.get('uid') as number | null
  }
  set uid(value: number | null) {
    this.#assign('uid', value)
  }

  /** The name with which the user logged in. */
  get login(): string | null {
    return this.get('login') as string | null
  }
  set login(value: string | null) {
    this.#assign('login', value)
  }

  /** Context values (language, time zone …) for the environment of each request. */
  get context(): Readonly<Record<string, JsonValue>> {
    return this.get('context') as Record<string, JsonValue>
  }
  set context(value: Readonly<Record<string, JsonValue>>) {
    this.set('context', value)
  }

  /** The developer mode: `''`, `'1'`, `'assets'`, `'tests'` or a list of them. */
  get debug(): string {
    return this.get('debug') as string
  }
  set debug(value: string) {
    this.#assign('debug', value === '' ? null : value)
  }

  /** What binds the session to the user's password. */
  get token(): string | null {
    return this.get('token') as string | null
  }
  set token(value: string | null) {
    this.#assign('token', value)
    this.delete(TOKEN_FAMILY)
  }

  /** What the token was made for: the id's stable part at that time. @internal */
  get tokenFamily(): string {
    return (this.get(TOKEN_FAMILY) as string | undefined) ?? this.family
  }

  /**
   * Logs the environment's user in: the id changes, and the session holds the user, the context that the user works with, and what
   * binds it to the user's password. Source: odoo.http.Session.finalize.
   *
   * @param env of the user, whose password was checked
   */
  async finalize(env: Environment): Promise<void> {
    await logIn(this, env)
  }

  /** Whether the log-in that the session holds is still bound to the user's password. Source: odoo.http.security.check_session. */
  async isLoggedIn(env: Environment): Promise<boolean> {
    return holdsLogIn(this, env)
  }

  /** Says that a value was changed in place, so that the session is written. Source: odoo.http.Session.touch. */
  touch(): void {
    this.#assertOpen()
    this.#touched = true
  }

  /** The same as `touch`. Source: pyramid.interfaces.ISession.changed. */
  changed(): void {
    this.touch()
  }

  /** Gives the session a new id, and ends the old one; who is logged in stays so. Source: odoo.http.Session.should_rotate. */
  rotate(): void {
    this.#assertOpen()
    if (this.token !== null) this.set(TOKEN_FAMILY, this.tokenFamily)
    this.#rotation = 'hard'
    this.#nextSid = newSessionId()
  }

  /** Removes every value and gives the session a new id. Source: pyramid.interfaces.ISession.invalidate. */
  invalidate(): void {
    this.clear()
    this.rotate()
  }

  /**
   * Ends the log-in: everything is removed but the developer mode, and the id changes.
   * Source: odoo.http.Session.logout.
   */
  logout(options: { keepDb?: boolean } = {}): void {
    const { db, debug } = this
    this.invalidate()
    if (options.keepDb) this.db = db
    this.debug = debug
  }

  /**
   * Leaves a message for the next page. Source: pyramid.interfaces.ISession.flash.
   *
   * @param queue name of the list it goes to
   */
  flash(message: JsonValue, queue = '', options: { allowDuplicate?: boolean } = {}): void {
    const messages = this.peekFlash(queue)
    const known = messages.some((each) => JSON.stringify(each) === JSON.stringify(message))
    if (!known || options.allowDuplicate !== false) this.set(FLASH_PREFIX + queue, [...messages, message])
  }

  /** Takes the messages of a queue away and gives them, oldest first. */
  popFlash(queue = ''): readonly JsonValue[] {
    const messages = this.peekFlash(queue)
    if (messages.length > 0) this.delete(FLASH_PREFIX + queue)
    return messages
  }

  /** The messages of a queue, left in place. */
  peekFlash(queue = ''): readonly JsonValue[] {
    return (this.#data.get(FLASH_PREFIX + queue) as readonly JsonValue[] | undefined) ?? []
  }

  /** A CSRF token that holds as long as the session. Source: pyramid.interfaces.ISession.get_csrf_token. */
  getCsrfToken(): string {
    return this.csrfToken('')
  }

  /** Makes every earlier CSRF token void and gives a new one. Source: pyramid.interfaces.ISession.new_csrf_token. */
  newCsrfToken(): string {
    this.set(CSRF_SEED, randomBytes(16).toString('base64url'))
    return this.getCsrfToken()
  }

  /** Has the session's CSRF tokens keyed by something else from now on: by its database. @internal */
  keyBy(sign: (message: string) => string): void {
    this.#sign = sign
  }

  /**
   * The CSRF token for an expiry. A session that hands one out must be there when it comes back, so it is stored.
   *
   * @param expiry seconds since 1970, or '' for as long as the session
   * @internal
   */
  csrfToken(expiry: string): string {
    const mayBeDropped = (this.isNew || this.#rotation === 'hard') && !(this.#closed && this.isDirty)
    if (mayBeDropped && !this.#touched) this.touch()
    return this.expectedCsrfToken(expiry)
  }

  /** The same, for comparison. It is made from what outlives a renewal of the id, but neither log-in nor log-out. @internal */
  expectedCsrfToken(expiry: string): string {
    return `${this.#sign(familyOf(this.nextSid) + this.#csrfSeed + expiry)}o${expiry}`
  }

  /** @internal */
  get record(): SessionRecord | null {
    return this.#record
  }

  /** @internal */
  get rotation(): Rotation {
    return this.#rotation
  }

  /** The id under which it is published: another one after a hard rotation. @internal */
  get nextSid(): string {
    return this.#nextSid ?? this.#sid
  }

  /** Whether it is stored even where it holds nothing: somebody asked for it, or has a token of it. @internal */
  get isTouched(): boolean {
    return this.#touched
  }

  /** Whether there is something to write. @internal */
  get isDirty(): boolean {
    if (this.isNew && this.#data.size === 0) return this.#touched
    return this.#touched || this.#cleared || this.#changed.size > 0 || this.#rotation !== 'none'
  }

  /** This request's changes, put upon what another request may have stored meanwhile. @internal */
  mergedInto(stored: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
    const base = this.#cleared ? new Map(this.#data) : new Map(Object.entries(stored))
    for (const key of this.#touched ? this.#allChanged() : this.#changed) {
      const value = this.#data.get(key)
      if (value === undefined) base.delete(key)
      else base.set(key, value)
    }
    return Object.fromEntries(base)
  }

  /**
   * Remembers everything as it is.
   *
   * @returns what puts it back
   * @internal
   */
  snapshot(): () => void {
    const data = new Map(this.#data)
    const changed = new Set(this.#changed)
    const context = structuredClone(this.#context)
    const [touched, cleared, rotation, nextSid] = [this.#touched, this.#cleared, this.#rotation, this.#nextSid]
    return () => {
      this.#data = new Map(data)
      this.#context = structuredClone(context)
      this.#changed.clear()
      for (const key of changed) this.#changed.add(key)
      this.#touched = touched
      this.#cleared = cleared
      this.#rotation = rotation
      this.#nextSid = nextSid
    }
  }

  /** Takes back all that was changed, after a failure and before a retry. @internal */
  restore(): void {
    this.#data = entriesOf(this.#record)
    this.#context = {}
    this.#changed.clear()
    this.#touched = false
    this.#cleared = false
    this.#rotation = 'none'
    this.#nextSid = null
  }

  /** Ends writing: the session is published, under this id. @internal */
  close(sid: string): void {
    this.#sid = sid
    this.#nextSid = null
    this.#closed = true
  }

  get #csrfSeed(): string {
    const seed = this.#data.get(CSRF_SEED)
    return typeof seed === 'string' ? seed : ''
  }

  /** The names that were written to, and those whose values were changed in place. */
  #allChanged(): Set<string> {
    if (!this.#data.has('context') && Object.keys(this.#context).length > 0) this.#data.set('context', this.#context)
    const before = entriesOf(this.#record)
    const differs = (key: string): boolean => JSON.stringify(this.#data.get(key)) !== JSON.stringify(before.get(key))
    return this.#changed.union(new Set([...this.#data.keys()].filter(differs)))
  }

  #assign(key: string, value: JsonValue): void {
    if (value === null) this.delete(key)
    else this.set(key, value)
  }

  // Whoever had the id before a log-in must not have it after: a change of user changes the id.
  #write(key: string): void {
    this.#assertOpen()
    this.#changed.add(key)
    if (key === 'uid') this.rotate()
  }

  #assertOpen(): void {
    if (this.#closed) {
      throw new SessionClosedError('The session is published already: write to it before the response is on its way.')
    }
  }
}
