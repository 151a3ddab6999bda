import { HttpDispatcher } from '../http/http-dispatcher.ts'
import { conditional } from '../http/conditional.ts'
import { requestId } from '../http/error-reference.ts'
import { HttpRequest } from '../http/http-request.ts'
import { removeFolder } from '../http/multipart.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import type { App } from './app.ts'
import type { AppComposition } from './composition-builder.ts'
import { chooseDatabase } from './database/choose-database.ts'
import type { Databases } from './database/databases.ts'
import type { ServedDatabase } from './database/served-database.ts'
import { NewResponse } from './events.ts'
import { exceptionTween } from './exception-tween.ts'
import type { QuickHandler } from './tweens.ts'

/**
 * Answers a request, whatever happens: what no tween answered becomes a plain 500.
 *
 * @param handler what answers: by default the tweens, with the main handler inside
 */
export async function handleRequest(app: App, request: Request, handler?: QuickHandler): Promise<Response> {
  try {
    return await handleDynamic(app, request, handler)
  } catch (error) {
    return lastResort(request, error)
  }
}

/**
 * The way of one request, from its arrival to a response that is ready to be sent.
 *
 * @returns the response, at once where nothing is to be waited for
 * @throws what no tween answered
 */
export function handleDynamic(app: App, request: Request, handler?: QuickHandler): Response | Promise<Response> {
  const state = stateOf(request)
  const cookieSid = app.sessions === null ? undefined : sessionCookie(state, app.sessions.settings.cookieName)
  if (cookieSid === undefined && !app.staticFiles.mayHave(state)) return inDatabase(app, request, handler, cookieSid)
  return prepareAndHandle(app, request, handler, cookieSid)
}

/** For a request that may be for a file, or has a session to be read. */
async function prepareAndHandle(
  app: App,
  request: Request,
  handler: QuickHandler | undefined,
  cookieSid: string | undefined,
): Promise<Response> {
  const state = stateOf(request)
  const file = app.staticFiles.mayHave(state) ? await app.staticFiles.find(request) : null
  if (file !== null) return file
  if (cookieSid !== undefined && app.sessions !== null) state.session = await app.sessions.open(cookieSid)
  return inDatabase(app, request, handler, cookieSid)
}

/** Answers a request in its database. */
function inDatabase(
  app: App,
  request: Request,
  handler: QuickHandler | undefined,
  cookieSid: string | undefined,
): Response | Promise<Response> {
  const state = stateOf(request)
  if (app.databases === null || state.parent !== null) return answerBy(app, request, handler, cookieSid)
  const chosen = handlerOfDatabase(app.databases, state)
  if (!(chosen instanceof Promise)) return answerBy(app, request, handler ?? chosen, cookieSid)
  return chosen.then((own) => answerBy(app, request, handler ?? own, cookieSid))
}

function answerBy(
  app: App,
  request: Request,
  handler: QuickHandler | undefined,
  cookieSid: string | undefined,
): Response | Promise<Response> {
  const response = (handler ?? (stateOf(request).composition as AppComposition).handler)(request)
  if (response instanceof Response) return conclude(app, request, response, cookieSid)
  return response.then((later) => conclude(app, request, later, cookieSid))
}

/** Gives the request its database. Where that is refused, the refusal is answered as any error is. */
function handlerOfDatabase(
  databases: Databases,
  state: RequestState,
): QuickHandler | undefined | Promise<QuickHandler | undefined> {
  try {
    const chosen = chooseDatabase(databases, state)
    return chosen instanceof Promise
      ? chosen.then((served) => enter(state, served)).catch(refusal)
      : enter(state, chosen)
  } catch (error) {
    return refusal(error)
  }
}

function refusal(error: unknown): QuickHandler {
  return exceptionTween(() => {
    throw error
  })
}

function enter(state: RequestState, served: ServedDatabase | null): QuickHandler | undefined {
  if (served === null) return undefined
  state.registry = served.registry
  state.sign = served.sign
  if (served.sign !== null) state.session?.keyBy(served.sign)
  state.composition = served.composition
  return served.composition.handler
}

/** Publishes the session, and lets callbacks and listeners have the response. */
function conclude(
  app: App,
  request: Request,
  response: Response,
  cookieSid: string | undefined,
): Response | Promise<Response> {
  const state = stateOf(request)
  const hasSession = state.session !== null && state.saveSession
  if (hasSession || state.responseCallbacks !== null || announces(state)) {
    return concludeLater(app, request, response, cookieSid)
  }
  return conditional(state, response)
}

async function concludeLater(
  app: App,
  request: Request,
  answered: Response,
  cookieSid: string | undefined,
): Promise<Response> {
  const state = stateOf(request)
  const response = await publishSession(app, state, answered, cookieSid)
  if (state.responseCallbacks !== null) await runResponseCallbacks(request, response)
  if (announces(state)) await state.composition.events.notify(new NewResponse(request, response))
  return conditional(state, response)
}

function announces({ composition }: RequestState): boolean {
  return (composition as AppComposition).announcesResponses
}

/** Stores the session; where the client is to be told its id, gives the response with the cookie. */
async function publishSession(
  app: App,
  state: RequestState,
  response: Response,
  cookieSid: string | undefined,
): Promise<Response> {
  if (state.session === null || !state.saveSession || app.sessions === null) return response
  const told = new Response()
  await app.sessions.publish(state.session, cookieSid, told, new HttpRequest(state).scheme === 'https')
  if (told.headerValue('set-cookie') === undefined) return response
  const own = response.copy()
  for (const cookie of told.headers.getSetCookie()) own.headers.append('set-cookie', cookie)
  return own
}

function sessionCookie(state: RequestState, name: string): string | undefined {
  return state.source.header('cookie') === undefined ? undefined : new HttpRequest(state).cookies.get(name)
}

// A callback may add another: it runs in its turn.
async function runResponseCallbacks(request: Request, response: Response): Promise<void> {
  const callbacks = stateOf(request).responseCallbacks ?? []
  for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) await callback(request, response)
}

/** Runs what was to be done at the very end, each whatever became of the others, and removes uploaded files. */
export function finishRequest(request: Request): Promise<void> {
  const state = stateOf(request)
  return hasMoreThanCursor(state) ? finishAll(request, state) : state.closeCursor()
}

function hasMoreThanCursor({ finishedCallbacks, uploadFolder, reading, body }: RequestState): boolean {
  return finishedCallbacks !== null || uploadFolder !== null || (reading !== null && body === null)
}

async function finishAll(request: Request, state: RequestState): Promise<void> {
  const callbacks = state.finishedCallbacks ?? []
  for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) {
    try {
      await callback(request)
    } catch (error) {
      logFailure(state, request, error, 'A finished callback failed.')
    }
  }
  await state.closeCursor()
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
