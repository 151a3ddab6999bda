import { BadRequest, NotFound, ServiceUnavailable, UnsupportedMediaType } from '../errors/http-errors.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { DispatcherClass } from '../http/composition.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { checkRate } from '../http/rate-limit.ts'
import { checkAnnouncedLength } from '../http/request-body.ts'
import { abortRequest, stateOf, type Match, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { flattened } from '../http/flattened.ts'
import { Response } from '../http/response.ts'
import type { AppComposition } from './composition-builder.ts'
import { applyDebugMode } from './debug-mode.ts'
import { NewRequest } from './events.ts'
import type { QuickHandler } from './tweens.ts'

type MainComposition = Omit<AppComposition, 'main' | 'handler'>

/** What the tweens are around: match, dispatch, flatten. Source: pyramid.router.Router.handle_request. */
export function mainHandler(composition: MainComposition): QuickHandler {
  if (!composition.events.hears(NewRequest)) return (request) => answer(composition, request)
  return async (request) => {
    await composition.events.notify(new NewRequest(request))
    return answer(composition, request)
  }
}

function answer(composition: MainComposition, request: Request): Response | Promise<Response> {
  const { transaction } = stateOf(request)
  if (transaction === null) return matchAndDispatch(composition, request)
  return transaction(async () => matchAndDispatch(composition, request))
}

function matchAndDispatch(composition: MainComposition, request: Request): Response | Promise<Response> {
  const state = stateOf(request)
  if (state.source.header('host')?.includes(',') === true) throw new BadRequest('There are several Host headers.')
  applyDebugMode(request)
  const { work, routes } = composition
  const found =
    work === null
      ? routes.find(state.source.method, state)
      : work.match(request, () => routes.find(state.source.method, state))
  if (found === null) {
    return work === null
      ? fallback(composition, request)
      : work.elsewhere(request, () => fallback(composition, request))
  }
  if (found instanceof Response) return found
  state.match = found
  applyLimits(state, found.endpoint)
  prepareDispatcher(composition, request, found.endpoint)
  if (work === null) return answerMatched(composition, request, found)
  return work.route(request, found.endpoint, found.args, (args) => {
    const match = (state.match = { endpoint: found.endpoint, args })
    return answerMatched(composition, request, match)
  })
}

function answerMatched(composition: MainComposition, request: Request, match: Match): Response | Promise<Response> {
  if (composition.views.locatesRoutes) return answerByView(composition, request, match)
  return whenFlat(dispatch(composition, request, match))
}

/** A matched route has a context too, and perhaps views, whose errors are answered in the form of the route. */
async function answerByView(composition: MainComposition, request: Request, found: Match): Promise<Response> {
  const answered = await composition.views.onRoute(request, found.endpoint)
  return whenFlat(answered ?? dispatch(composition, request, found))
}

/** What goes wrong on the way to an endpoint is answered in the form of its type, too. */
function prepareDispatcher(composition: MainComposition, request: Request, endpoint: Endpoint): void {
  const Dispatcher = dispatcherClass(composition, endpoint)
  stateOf(request).dispatcher = Dispatcher.isCompatibleWith(request) ? new Dispatcher(request) : null
}

function whenFlat(response: Response | Promise<Response>): Response | Promise<Response> {
  return response instanceof Response ? flattened(response) : response.then(flattened)
}

/**
 * A handler that gives up after a time: the request's signal is aborted and the client answered 503.
 *
 * @param limit milliseconds; 0 for no limit
 */
export function timeLimited(handler: QuickHandler, limit: number): QuickHandler {
  if (limit === 0) return handler
  return async (request) => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      abortRequest(request)
      late.reject(new ServiceUnavailable('The answer took too long.'))
    }, limit)
    try {
      return await Promise.race([handler(request), late.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}

function dispatch(
  composition: MainComposition,
  request: Request,
  { endpoint, args }: Match,
): Response | Promise<Response> {
  const { dispatcher } = stateOf(request)
  if (dispatcher === null) throw wrongContentType(endpoint, dispatcherClass(composition, endpoint))
  return dispatcher.dispatch(endpoint, args)
}

/** Says which content types a route takes. Source: odoo.http.Request._set_request_dispatcher. */
function wrongContentType({ options: { type } }: Endpoint, { mimetypes }: DispatcherClass): UnsupportedMediaType {
  if (mimetypes.length === 0) return new UnsupportedMediaType(`This route is of type ${type}.`)
  const headers = { accept: mimetypes.join(', ') }
  return new UnsupportedMediaType(`This route is of type ${type}: send ${mimetypes.join(' or ')}.`, { headers })
}

function dispatcherClass({ dispatchers }: MainComposition, endpoint: Endpoint): DispatcherClass {
  const found = dispatchers.get(endpoint.options.type)
  if (found) return found
  throw new ConfigurationError(unknownType(endpoint, dispatchers))
}

/** What is wrong with an endpoint whose type has no dispatcher. */
export function unknownType({ name, options }: Endpoint, dispatchers: ReadonlyMap<string, DispatcherClass>): string {
  return `${name} is of the unknown type ${options.type}; there are ${[...dispatchers.keys()].join(', ')}.`
}

function applyLimits(state: RequestState, endpoint: Endpoint): void {
  const { options, controller } = endpoint
  if (options.rateLimit) checkRate(state, endpoint)
  state.saveSession &&= options.saveSession
  const limit = options.maxContentLength
  if (limit !== undefined) state.bodyLimit = typeof limit === 'function' ? limit(controller) : limit
  if (state.source.hasBody) checkAnnouncedLength(state)
}

async function fallback({ views, fallbacks, work }: MainComposition, request: Request): Promise<Response> {
  const answered = views.answersMisses ? await views.answerMiss(request) : new NotFound()
  if (answered instanceof Response) return flattened(answered)
  for (const attempt of fallbacks) {
    const response = await attempt(request)
    if (response) return flattened(response)
  }
  const served = await work?.serveFallback(request)
  if (served) return flattened(served)
  throw answered
}
