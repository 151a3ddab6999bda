import type { DispatcherClass } from '../../http/composition.ts'
import type { Dispatcher } from '../../http/dispatcher.ts'
import { stateOf, type RequestState } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'

/** A request as it was before its work began. */
type Snapshot = Pick<
  RequestState,
  | 'match'
  | 'dispatcher'
  | 'located'
  | 'wrapped'
  | 'context'
  | 'saveSession'
  | 'bodyLimit'
  | 'session'
  | 'response'
  | 'responseCallbacks'
  | 'finishedCallbacks'
  | 'reified'
>

/**
 * Remembers a request, and gives the function that puts it back to how it was: body, parameters, session, response, callbacks,
 * and what was computed once. Source: odoo.service.model.retrying, which rewinds files and reads the session again.
 */
export function snapshot(request: Request): () => Promise<void> {
  const state = stateOf(request)
  const before: Snapshot = {
    match: state.match,
    dispatcher: state.dispatcher,
    located: state.located,
    wrapped: state.wrapped,
    context: state.context,
    saveSession: state.saveSession,
    bodyLimit: state.bodyLimit,
    session: state.session,
    response: state.response?.copy() ?? null,
    responseCallbacks: copied(state.responseCallbacks),
    finishedCallbacks: copied(state.finishedCallbacks),
    reified: state.reified === null ? null : new Map(state.reified),
  }
  const restoreSession = state.session?.snapshot()
  return async () => {
    Object.assign(state, before, {
      // One of its own for each try: what it knows is of the try before.
      dispatcher: before.dispatcher === null ? null : renewed(before.dispatcher, request),
      response: before.response?.copy() ?? null,
      responseCallbacks: copied(before.responseCallbacks),
      finishedCallbacks: copied(before.finishedCallbacks),
      reified: before.reified === null ? null : new Map(before.reified),
      // What was read of a stream is taken again, since the stream cannot be; a body that had arrived is read anew.
      body: state.reading === null ? null : await state.reading,
      form: null,
      params: null,
      json: null,
    })
    restoreSession?.()
  }
}

function copied<Item>(list: readonly Item[] | null): Item[] | null {
  return list === null ? null : [...list]
}

function renewed(dispatcher: Dispatcher, request: Request): Dispatcher {
  return new (dispatcher.constructor as DispatcherClass)(request)
}
