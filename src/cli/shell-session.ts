import type { App } from '../app/app.ts'
import type { AppComposition } from '../app/composition-builder.ts'
import type { ServedDatabase } from '../app/database/served-database.ts'
import { blankRequest } from '../http/blank-request.ts'
import { withRequest } from '../http/current-request.ts'
import { finishRequest } from '../app/handle-request.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Environment } from './chosen-database.ts'
import { note } from './print.ts'

/** What a console works with: a request that nobody sent, in a transaction of a database. */
export class ShellSession implements AsyncDisposable {
  readonly app: App
  readonly request: Request
  readonly #served: ServedDatabase | null
  #root: unknown = null

  private constructor(app: App, request: Request, served: ServedDatabase | null) {
    this.app = app
    this.request = request
    this.#served = served
  }

  /** Opens a session with all rights, or without a database. Nothing is asked of the database yet. */
  static async open(app: App, served: ServedDatabase | null): Promise<ShellSession> {
    const request = blankRequest('/', { app })
    if (served !== null) {
      const { registry, composition, database } = served
      const cr = database.cursor()
      Object.assign(stateOf(request), { registry, composition, cr, env: registry.env(cr), authenticatedBy: 'user' })
    }
    return new ShellSession(app, request, served)
  }

  /** The environment of the request; null without a database. */
  get env(): Environment | null {
    return stateOf(this.request).env
  }

  /** Goes on with the rights of a user. */
  become(uid: number): void {
    const state = stateOf(this.request)
    state.env = this.env?.with({ uid }) ?? null
    state.userId = uid
  }

  /** Asks the root factory, where there is one. What goes wrong there is told, and no reason to end. */
  async findRoot(): Promise<void> {
    const { views } = stateOf(this.request).composition as AppComposition
    if (!views.answersMisses) return
    try {
      this.#root = (await this.run(() => views.locate(this.request))).root
    } catch (error) {
      note(`There is no root: ${(error as Error).message}`)
    }
  }

  /** Runs something with the session's request as the current one. */
  run<Result>(work: () => Result): Result {
    return withRequest(this.request, work)
  }

  /** What scripts and lines see. */
  names(): Record<string, unknown> {
    const { app, request, env } = this
    const names = { app, request, root: this.#root }
    if (env === null) return names
    const { cr, registry } = env
    return { ...names, env, cr, registry, commit: () => this.commit(), rollback: () => this.rollback() }
  }

  /** Writes what was assigned, and makes it last. What others did is seen from then on. */
  async commit(): Promise<void> {
    await this.env?.flush()
    await this.env?.cr.commit()
    this.env?.transaction.invalidate()
  }

  /** Undoes what was not committed. */
  async rollback(): Promise<void> {
    await this.env?.cr.rollback()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run(() => finishRequest(this.request))
  }

  /** What is said at the beginning. */
  describe(): string {
    const database = this.#served === null ? 'no database' : `database ${this.#served.name}`
    const who = this.env === null ? '' : this.env.su ? ', all rights' : `, user ${this.env.uid}`
    return `Pergola, ${database}${who}: ${Object.keys(this.names()).join(', ')}`
  }
}
