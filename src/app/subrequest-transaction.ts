import { SubrequestError } from '../errors/request-errors.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'

/** Finds what answers a subrequest, runs it, and renders its template. */
export type Answer = () => Promise<Response>

/**
 * How subrequests take part in transactions: a database gives it to its composition. What is run stands inside the
 * exception tween, so that a failure is rolled back before any view answers it.
 */
export interface SubrequestTransactions {
  /**
   * Gives the subrequest the outer one's cursor, and runs `answer` in a savepoint of it: `cr.savepoint(answer)`. Those of
   * one outer request are called one after the other.
   */
  nested(parent: Request, subrequest: Request, answer: Answer): Promise<Response>
  /**
   * Gives the subrequest a cursor of its own, commits it, and rolls it back where `answer` fails.
   *
   * @throws SubrequestError where there is no second client for it
   */
  own(parent: Request, subrequest: Request, answer: Answer): Promise<Response>
}

/** The last subrequest of each request that shares its transaction: savepoints end in the reverse order of their beginning. */
const lastNested = new WeakMap<Request, Promise<unknown>>()

/**
 * Has a subrequest run in its transaction, where there are any.
 *
 * @throws SubrequestError for a transaction of its own, where there is no database
 */
export function enterTransaction(
  transactions: SubrequestTransactions | null,
  parent: Request,
  subrequest: Request,
  own: boolean,
): void {
  if (transactions === null) {
    if (!own) return
    throw new SubrequestError('ownTransaction: there is no database, so a subrequest has no transaction of its own.')
  }
  stateOf(subrequest).transaction = own
    ? (answer) => transactions.own(parent, subrequest, answer)
    : (answer) => oneAfterAnother(parent, () => transactions.nested(parent, subrequest, answer))
}

function oneAfterAnother(parent: Request, run: Answer): Promise<Response> {
  const before = lastNested.get(parent) ?? Promise.resolve()
  const answered = before.then(run)
  lastNested.set(
    parent,
    answered.catch(() => {}),
  )
  return answered
}
