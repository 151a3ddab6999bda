import { NotFound, ServiceUnavailable, UnsupportedMediaType } from '../errors/http-errors.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'
import type { DispatcherClass } from '../http/composition.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { checkAnnouncedLength } from '../http/request-body.ts'
import { abortRequest, stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import type { AppComposition } from './composition-builder.ts'
import { applyDebugMode } from './debug-mode.ts'
import { NewRequest } from './events.ts'
import type { Handler } from './tweens.ts'

type MainComposition = Omit<AppComposition, 'main' | 'handler'>

/** What the tweens are around: match, dispatch, flatten. Source: pyramid.router.Router.handle_request. */
export function mainHandler(composition: MainComposition): Handler {
  const announces = composition.events.hears(NewRequest)
  return async (request) => {
    const state = stateOf(request)
    if (announces) await composition.events.notify(new NewRequest(request))
    applyDebugMode(request)
    const found = composition.routes.find(state.source.method, state)
    if (found === null) return fallback(composition, request)
    if (found instanceof Response) return found
    state.match = found
    if (composition.views.locatesRoutes) {
      const answered = await composition.views.onRoute(request, found.endpoint)
      if (answered !== null) return flattened(answered)
    }
    const response = await dispatch(composition, request, found.endpoint, found.args)
    if (response.template !== null) await response.flatten()
    return response
  }
}

/**
 * A handler that gives up after a time: the request's signal is aborted and the client answered 503.
 *
 * @param limit milliseconds; 0 for no limit
 */
export function timeLimited(handler: Handler, limit: number): Handler {
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
  endpoint: Endpoint,
  args: Readonly<Record<string, unknown>>,
): Response | Promise<Response> {
  const state = stateOf(request)
  const Dispatcher = dispatcherClass(composition, endpoint)
  if (!Dispatcher.isCompatibleWith(request)) {
    throw new UnsupportedMediaType(`This route is of type ${endpoint.options.type}: send JSON as application/json.`)
  }
  applyLimits(state, endpoint)
  state.dispatcher = new Dispatcher(request)
  return state.dispatcher.dispatch(endpoint, args)
}

function dispatcherClass(composition: MainComposition, { name, options }: Endpoint): DispatcherClass {
  const found = composition.dispatchers.get(options.type)
  if (found) return found
  throw new ConfigurationError(
    `${name} is of the unknown type ${options.type}; there are ${[...composition.dispatchers.keys()].join(', ')}.`,
  )
}

function applyLimits(state: RequestState, { options, controller }: Endpoint): void {
  state.saveSession &&= options.saveSession
  const limit = options.maxContentLength
  if (limit !== undefined) state.bodyLimit = typeof limit === 'function' ? limit(controller) : limit
  if (state.source.hasBody) checkAnnouncedLength(state)
}

async function fallback({ views, fallbacks }: MainComposition, request: Request): Promise<Response> {
  const answered = views.answersMisses ? await views.answerMiss(request) : new NotFound()
  if (answered instanceof Response) return flattened(answered)
  for (const attempt of fallbacks) {
    const response = await attempt(request)
    if (response) return response
  }
  throw answered
}

async function flattened(response: Response): Promise<Response> {
  if (response.template !== null) await response.flatten()
  return response
}
