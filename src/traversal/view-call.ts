import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import { PredicateMismatch } from '../errors/predicate-mismatch.ts'
import { describeView, type RegisteredView } from './registered-view.ts'

/** A view that did not answer, and the condition that did not hold. */
export interface Declined {
  readonly view: RegisteredView
  readonly reason: string
}

/** The first condition of a view that does not hold, as text; null where all do. */
export async function failingPredicate(
  view: RegisteredView,
  context: unknown,
  request: Request,
): Promise<string | null> {
  for (const { text, holds } of view.predicates) {
    const answer = holds(context, request)
    if (!(typeof answer === 'boolean' ? answer : await answer)) return text
  }
  return null
}

/**
 * The answer of the first view all of whose conditions hold; null where there is none.
 *
 * @param declined receives those that did not answer
 */
export async function callFirst(
  candidates: Iterable<RegisteredView>,
  context: unknown,
  request: Request,
  declined: Declined[],
): Promise<Response | null> {
  for (const view of candidates) {
    const reason = view.predicates.length === 0 ? null : await failingPredicate(view, context, request)
    if (reason !== null) {
      declined.push({ view, reason })
      continue
    }
    try {
      return await view.call(context, request)
    } catch (error) {
      if (!(error instanceof PredicateMismatch)) throw error
      declined.push({ view, reason: error.message })
    }
  }
  return null
}

/** What stands in the message of a 404, in development. */
export function explainDeclined(declined: readonly Declined[]): string {
  return declined.map(({ view, reason }) => `${describeView(view)} declined: ${reason}`).join('\n')
}
