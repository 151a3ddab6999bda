import { isRetried } from '../database/retrying.ts'
import { sqlStateOf } from '../database/sql-state.ts'
import { SessionExpired } from '../errors/business-errors.ts'
import { describeError } from '../errors/describe-error.ts'
import { NotFound } from '../errors/http-errors.ts'
import { HttpError } from '../errors/http-error.ts'
import { PergolaError } from '../errors/pergola-error.ts'
import { withCors } from '../http/cors.ts'
import type { Dispatcher } from '../http/dispatcher.ts'
import { requestId } from '../http/error-reference.ts'
import { flattened } from '../http/flattened.ts'
import { HttpDispatcher } from '../http/http-dispatcher.ts'
import { JsonRPCDispatcher } from '../http/jsonrpc-dispatcher.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import type { AppComposition } from './composition-builder.ts'
import { withErrorPage } from './error-pages.ts'
import type { QuickHandler } from './tweens.ts'

/**
 * The built-in tween that turns errors into responses, in the form that the matched route (or the client) expects.
 * Source: pyramid.tweens.excview_tween_factory.
 */
export function exceptionTween(handler: QuickHandler): QuickHandler {
  return (request) => {
    try {
      const response = handler(request)
      if (response instanceof Response) return readable(request, response)
      return response.then(
        (later) => readable(request, later),
        (error: unknown) => answered(request, error),
      )
    } catch (error) {
      return answered(request, error)
    }
  }
}

async function answered(request: Request, error: unknown): Promise<Response> {
  // The outer request has to run again, whose transaction this one is part of.
  if (stateOf(request).borrowsCursor && (isRetried(error) || sqlStateOf(error) === '25006')) throw error
  return readable(request, await answerError(request, error))
}

function readable(request: Request, response: Response): Response {
  const { match, source } = stateOf(request)
  if (match === null || !match.endpoint.options.cors) return response
  return withCors(source.header('origin'), match.endpoint, response)
}

async function answerError(request: Request, error: unknown): Promise<Response> {
  const state = stateOf(request)
  if (error instanceof Response || error instanceof globalThis.Response) {
    // Whoever throws an answer wants that, and nothing of what was done.
    state.session?.restore()
    return flattened(error)
  }
  const { status } = describeError(error)
  logError(request, error, status)
  // Nothing of a failed request is kept; a redirect that was thrown is no failure.
  if (status >= 400) state.session?.restore()
  if (error instanceof SessionExpired && state.session !== null && state.session.uid !== null) {
    state.session.logout({ keepDb: true })
  }
  state.exception = error ?? new Error('Something empty was thrown.')
  try {
    const response = state.composition.views.answersErrors ? await viewAnswer(request, error) : null
    // A view had a fresh `request.response`, and the request has again the one that the failed endpoint had touched.
    if (response !== null) return await committed(state, response)
    state.response = null
    const handled = await (state.composition as AppComposition).work?.handleError(request, error)
    if (handled) return await committed(state, await flattened(handled))
    return await committed(
      state,
      await withErrorPage(request, error, await dispatcherFor(request, error).handleError(error)),
    )
  } catch (problem) {
    if (!state.borrowsCursor) await state.cr?.rollback()
    state.response = null
    logError(request, problem, describeError(problem).status)
    return withErrorPage(request, problem, await dispatcherFor(request, problem).handleError(problem))
  }
}

/** Keeps what the handling of an error wrote: its transaction began after the failed one was rolled back. */
async function committed({ cr, borrowsCursor }: RequestState, response: Response): Promise<Response> {
  if (!borrowsCursor) await cr?.commit()
  return response
}

/** What the view for an error answers, rendered; null where there is none. Source: pyramid.view.ViewMethodsMixin.invoke_exception_view. */
async function viewAnswer(request: Request, error: unknown): Promise<Response | null> {
  const response = await stateOf(request).composition.views.answerError(request, error)
  return response === null ? null : flattened(response)
}

function dispatcherFor(request: Request, error: unknown): Dispatcher {
  const { dispatcher, match } = stateOf(request)
  if (dispatcher !== null) return dispatcher
  const asCall = match === null && error instanceof NotFound && JsonRPCDispatcher.isCompatibleWith(request)
  return asCall ? new JsonRPCDispatcher(request) : new HttpDispatcher(request)
}

/** Errors that were meant are a line; others are there with their traceback, under the request's id. */
function logError(request: Request, error: unknown, status: number): void {
  const log = stateOf(request).app.log
  const reqId = requestId(request)
  if (error instanceof HttpError && status < 500) log.debug({ reqId, status }, error.message)
  else if (error instanceof PergolaError && status < 500) log.info({ reqId, code: error.code }, error.message)
  else log.error({ reqId, err: error }, error instanceof Error ? error.message : String(error))
}
