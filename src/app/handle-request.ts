import { HttpDispatcher } from '../http/http-dispatcher.ts'
import { applyConditions } from '../http/conditional.ts'
import { requestId } from '../http/error-reference.ts'
import { HttpRequest } from '../http/http-request.ts'
import { removeFolder } from '../http/multipart.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { SessionManager } from '../http/session/session-manager.ts'
import type { App } from './app.ts'
import { NewResponse } from './events.ts'
import type { Handler } from './tweens.ts'

/**
 * Answers a request, whatever happens: what no tween answered becomes a plain 500.
 *
 * @param handler what answers: by default the tweens, with the main handler inside
 */
export async function handleRequest(app: App, request: Request, handler?: Handler): Promise<Response> {
  try {
    return await handleDynamic(app, request, handler)
  } catch (error) {
    return lastResort(request, error)
  }
}

/**
 * The way of one request, from its arrival to a response that is ready to be sent.
 *
 * @throws what no tween answered
 */
export async function handleDynamic(
  app: App,
  request: Request,
  handler: Handler = app.composition.handler,
): Promise<Response> {
  const state = stateOf(request)
  const { sessions } = app
  if (app.staticFiles.mayHave(state)) {
    const file = await app.staticFiles.find(request)
    if (file !== null) return file
  }
  const cookieSid = sessions === null ? undefined : sessionCookie(state, sessions.settings.cookieName)
  if (cookieSid !== undefined) state.session = await (sessions as SessionManager).open(cookieSid)
  const response = await handler(request)
  if (state.session !== null && state.saveSession) {
    const secure = new HttpRequest(state).scheme === 'https'
    await sessions?.publish(state.session, cookieSid, response, secure)
  }
  if (state.responseCallbacks !== null) await runResponseCallbacks(request, response)
  if (app.announcesResponses) await app.composition.events.notify(new NewResponse(request, response))
  applyConditions(state, response)
  return response
}

function sessionCookie(state: RequestState, name: string): string | undefined {
  return state.source.header('cookie') === undefined ? undefined : new HttpRequest(state).cookies.get(name)
}

// A callback may add another: it runs in its turn.
async function runResponseCallbacks(request: Request, response: Response): Promise<void> {
  const callbacks = stateOf(request).responseCallbacks ?? []
  for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) await callback(request, response)
}

/** Whether something is to be done at the very end. */
export function isUnfinished({ finishedCallbacks, uploadFolder, reading, body }: RequestState): boolean {
  return finishedCallbacks !== null || uploadFolder !== null || (reading !== null && body === null)
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
  if (state.reading !== null && state.body === null) void removeLateUpload(state, state.reading)
  if (state.uploadFolder !== null) await removeFolder(state.uploadFolder)
}

/** Removes an upload that was still on its way when the request was answered otherwise. */
async function removeLateUpload(state: RequestState, reading: Promise<unknown>): Promise<void> {
  await reading.catch(() => {})
  if (state.uploadFolder !== null) await removeFolder(state.uploadFolder)
}

/** The answer to an error that no tween answered. */
export function lastResort(request: Request, error: unknown): Response {
  const state = stateOf(request)
  logFailure(state, request, error, 'A request failed outside the exception tween.')
  state.exception = error
  return new HttpDispatcher(request).handleError(error)
}

function logFailure(state: RequestState, request: Request, error: unknown, message: string): void {
  state.app.log.error({ reqId: requestId(request), err: error }, message)
}
