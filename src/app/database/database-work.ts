import type { Cursor } from '../../database/cursor.ts'
import { explainIntegrity } from '../../database/retrying.ts'
import type { Endpoint } from '../../http/endpoint.ts'
import { stateOf, type Match } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import { KeyedQueue } from '../../http/session/keyed-queue.ts'
import type { AuthMethod } from '../addon-setup.ts'
import type { Answer, SubrequestTransactions } from '../subrequest-transaction.ts'
import { authenticate } from './authenticate.ts'
import { dispatchThroughModel, extendsHook, hooksOf } from './ir-http.ts'
import { RefusingCursor } from './refusing-cursor.ts'
import { inOwnTransaction } from './own-transaction.ts'
import { inTransaction } from './request-transaction.ts'
import type { ServedDatabase } from './served-database.ts'

/** What a matched route does. */
export type RouteWork = (args: Readonly<Record<string, unknown>>) => Response | Promise<Response>

/** How requests work with a database: in a transaction, authenticated first. */
export class DatabaseWork implements SubrequestTransactions {
  readonly #served: () => ServedDatabase
  readonly #methods: ReadonlyMap<string, AuthMethod>
  readonly #shared: (name: string) => Cursor | undefined
  readonly #queue = new KeyedQueue()

  /**
   * @param shared the transaction of a test that everything in a database is part of
   * @param served asked for at each request: the database is complete only after its composition
   */
  constructor(
    served: () => ServedDatabase,
    methods: ReadonlyMap<string, AuthMethod>,
    shared: (name: string) => Cursor | undefined,
  ) {
    this.#shared = shared
    this.#served = served
    this.#methods = methods
  }

  /** Does what a matched route does, with the rights that it asks for. */
  route(
    request: Request,
    endpoint: Endpoint,
    args: Readonly<Record<string, unknown>>,
    work: RouteWork,
  ): Response | Promise<Response> {
    const { auth, readonly } = endpoint.options
    const served = this.#served()
    if (auth === 'none')
      return this.#without(request, served, () => dispatchThroughModel(request, endpoint, args, work))
    const isReadonly = typeof readonly === 'function' ? readonly(served.registry, request) : readonly
    return this.#within(request, isReadonly, () => {
      const authenticated = this.#authenticateRoute(request, endpoint)
      const dispatch = (): Response | Promise<Response> => dispatchThroughModel(request, endpoint, args, work)
      return authenticated instanceof Promise ? authenticated.then(dispatch) : dispatch()
    })
  }

  /** Looks for a route, through the model `ir.http` where an addon extends that. */
  match(request: Request, next: () => Match | Response | null): Match | Response | null {
    const { registry, database } = this.#served()
    if (!extendsHook(registry, 'match')) return next()
    const env = registry.env(new RefusingCursor(database), { uid: null })
    return hooksOf(env)?.match(request, next) ?? null
  }

  /** Lets the model `ir.http` answer what nobody answers. */
  async serveFallback(request: Request): Promise<Response | undefined> {
    const { env } = stateOf(request)
    return env === null ? undefined : hooksOf(env)?.serveFallback(request)
  }

  /** Lets the model `ir.http` answer an error. */
  async handleError(request: Request, error: unknown): Promise<Response | undefined> {
    const { env } = stateOf(request)
    return env === null ? undefined : hooksOf(env)?.handleError(error, request)
  }

  /** Does what no route does: traversal and fallbacks, for everybody. */
  async elsewhere(request: Request, work: () => Promise<Response>): Promise<Response> {
    return this.#within(request, false, async () => {
      await authenticate(request, { auth: 'public' }, this.#methods)
      return work()
    })
  }

  /** Makes sure who calls, where a view asks for more than its route did. */
  async authenticate(request: Request, auth: string): Promise<void> {
    await authenticate(request, { auth }, this.#methods)
  }

  nested(parent: Request, subrequest: Request, answer: Answer): Promise<Response> {
    const { cr } = stateOf(parent)
    if (cr === null || cr instanceof RefusingCursor) return answer()
    Object.assign(stateOf(subrequest), { cr, borrowsCursor: true })
    return cr.savepoint(answer)
  }

  own(parent: Request, _subrequest: Request, answer: Answer): Promise<Response> {
    return inOwnTransaction(this.#served().database, stateOf(parent).cr, answer)
  }

  #within(request: Request, readonly: boolean, work: () => Response | Promise<Response>): Response | Promise<Response> {
    const state = stateOf(request)
    if (!state.borrowsCursor || state.cr === null) return this.#transaction(request, readonly, work)
    state.env = this.#served().registry.env(state.cr, { uid: null })
    return work()
  }

  #authenticateRoute(request: Request, endpoint: Endpoint): void | Promise<void> {
    const next = (): void | Promise<void> => authenticate(request, endpoint.options, this.#methods)
    const { env } = stateOf(request)
    const hooks = env === null ? null : hooksOf(env)
    return hooks === null ? next() : hooks.authenticate(endpoint, request, next)
  }

  #transaction(request: Request, readonly: boolean, work: () => Response | Promise<Response>): Promise<Response> {
    const served = this.#served()
    const shared = this.#shared(served.name)
    if (shared === undefined) return inTransaction(request, served, readonly, work)
    return this.#queue.run(served.name, () => {
      Object.assign(stateOf(request), {
        cr: shared,
        borrowsCursor: true,
        env: served.registry.env(shared, { uid: null }),
      })
      return shared.savepoint(work).catch(async (error: unknown) => {
        throw await explainIntegrity(error, (violation) => served.registry.constraintMessage(violation))
      })
    })
  }

  #without(
    request: Request,
    { database, registry }: ServedDatabase,
    work: () => Response | Promise<Response>,
  ): Response | Promise<Response> {
    const state = stateOf(request)
    state.env = registry.env(new RefusingCursor(database), { uid: null, context: state.session?.context ?? {} })
    return work()
  }
}
