import type { Request } from '../http/request.ts'
import type { RegisteredView } from './registered-view.ts'
import { failingPredicate } from './view-call.ts'

/** A view that could answer, and the condition that does not hold; null where all do. */
export interface ConsideredView {
  readonly view: RegisteredView
  readonly declined: string | null
}

/** All views for a context and a name in the order in which they are asked, without calling any: for developers. */
export async function considerViews(
  candidates: Iterable<RegisteredView>,
  context: unknown,
  request: Request,
): Promise<ConsideredView[]> {
  const considered: ConsideredView[] = []
  for (const view of candidates) considered.push({ view, declined: await failingPredicate(view, context, request) })
  return considered
}
