import { HttpDispatcher } from '../http/http-dispatcher.ts'
import { applyConditions } from '../http/conditional.ts'
import { requestId } from '../http/error-reference.ts'
import { HttpRequest } from '../http/http-request.ts'
import { removeFolder } from '../http/multipart.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { App } from './app.ts'
import { NewResponse } from './events.ts'
import type { Handler } from './tweens.ts'

/**
 * The way of one request, from its arrival to a response that is ready to be sent. Never fails: what no tween answered
 * becomes a plain 500.
 */
export async function handleRequest(app: App, request: Request): Promise<Response> {
  try {
    return (await app.staticFiles.find(request)) ?? (await handleDynamic(app, request))
  } catch (error) {
    return lastResort(request, error)
  }
}

/**
 * Reads the session, handles the request, and publishes what is to be kept.
 *
 * @param handler what answers: by default the tweens, with the main handler inside
 */
export async function handleDynamic(
  app: App,
  request: Request,
  handler: Handler = app.composition.handler,
): Promise<Response> {
  const state = stateOf(request)
  const cookieSid = app.sessions === null ? undefined : sessionCookie(request, app.sessions.settings.cookieName)
  if (cookieSid !== undefined && app.sessions !== null) state.session = await app.sessions.open(cookieSid)
  const response = await handler(request)
  if (state.session !== null && state.saveSession && app.sessions !== null) {
    await app.sessions.publish(state.session, cookieSid, response, new HttpRequest(state).scheme === 'https')
  }
  if (state.responseCallbacks !== null) await runResponseCallbacks(request, response)
  if (app.announcesResponses) await app.composition.events.notify(new NewResponse(request, response))
  applyConditions(request, response)
  return response
}

function sessionCookie(request: Request, name: string): string | undefined {
  return stateOf(request).source.header('cookie') === undefined
    ? undefined
    : new HttpRequest(stateOf(request)).cookies.get(name)
}

// A callback may add another: it runs in its turn.
async function runResponseCallbacks(request: Request, response: Response): Promise<void> {
  const callbacks = stateOf(request).responseCallbacks ?? []
  for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) await callback(request, response)
}

/** Runs what was to be done at the very end, each whatever became of the others, and removes uploaded files. */
export async function finishRequest(request: Request): Promise<void> {
  const state = stateOf(request)
  const callbacks = state.finishedCallbacks ?? []
  for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) {
    try {
      await callback(request)
    } catch (error) {
      logFailure(state, request, error, 'A finished callback failed.')
    }
  }
  if (state.uploadFolder !== null) await removeFolder(state.uploadFolder)
}

function lastResort(request: Request, error: unknown): Response {
  const state = stateOf(request)
  logFailure(state, request, error, 'A request failed outside the exception tween.')
  state.exception = error
  return new HttpDispatcher(request).handleError(error)
}

function logFailure(state: RequestState, request: Request, error: unknown, message: string): void {
  state.app.log.error({ reqId: requestId(request), err: error }, message)
}
