import { HttpError } from '../errors/http-error.ts'
import { blankRequest } from '../http/blank-request.ts'
import { withRequest } from '../http/current-request.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import { considerViews } from '../traversal/consider-views.ts'
import { authOf } from '../traversal/derivers/authenticated.ts'
import { lineage, resourcePath } from '../traversal/location.ts'
import { describeView } from '../traversal/registered-view.ts'
import type { ViewTable } from '../traversal/view-table.ts'
import type { App } from './app.ts'
import type { AppComposition } from './composition-builder.ts'
import { enterDatabase } from './database/enter-database.ts'
import type { ServedDatabase } from './database/served-database.ts'

/** What is asked about. */
export interface ExplainOptions {
  method: string
  /** `/shop?page=2`, or a whole URL. */
  path: string
  /** The database whose addons answer; default: what is served without one. */
  served?: ServedDatabase | null
}

/**
 * What would answer a request, and every step of why, as lines; no endpoint and no view is called, but root factories and
 * resources are asked. Source: pyramid's pviews.
 */
export async function explainRequest(app: App, { method, path, served = null }: ExplainOptions): Promise<string[]> {
  await app.ready()
  const request = blankRequest(path, { method, app })
  return withRequest(request, async () => {
    const lines = [`${method} ${path}`]
    try {
      if (served !== null) await enterDatabase(request, served)
      for await (const line of steps(app, request)) lines.push(line)
    } catch (error) {
      if (!(error instanceof HttpError)) throw error
      const { location, allow } = error.headers
      const more = location === undefined ? (allow === undefined ? '' : ` (allowed: ${allow})`) : ` to ${location}`
      lines.push(`answer   ${error.status} ${error.message}${more}`)
    } finally {
      await stateOf(request).closeCursor()
    }
    return lines
  })
}

async function* steps(app: App, request: Request): AsyncGenerator<string> {
  const state = stateOf(request)
  const composition = state.composition as AppComposition
  const file = await app.staticFiles.find(request)
  if (file !== null) {
    yield 'answer   a static file'
    return
  }
  yield `tweens   ${composition.tweens.join(' > ')}`
  const found = composition.routes.find(state.source.method, state)
  if (found instanceof Response) {
    yield `answer   ${found.status}, made by the routing table for ${state.source.method}`
    return
  }
  if (found === null) {
    yield* withoutRoute(composition, request, state)
    return
  }
  state.match = found
  yield* describeRoute(found.endpoint, found.args)
  yield* throughRoute(composition, request, state, found.endpoint)
}

function* describeRoute({ name, paths, options, owners }: Endpoint, args: object): Generator<string> {
  yield `route    ${name}: ${paths.join(', ')} ${JSON.stringify(args)}`
  yield `options  type ${options.type}, auth ${options.auth}, methods ${options.methods?.join(',') ?? 'all'}, csrf ${options.csrf}`
  yield `chain    ${owners.map(({ addon, className }) => `${addon}.${className}`).join(' > ')}`
}

async function* throughRoute(
  { views }: AppComposition,
  request: Request,
  state: RequestState,
  endpoint: Endpoint,
): AsyncGenerator<string> {
  const located = await views.locateRoute(request, endpoint)
  if (located !== null) {
    yield* describePlace(request)
    const table = views.registry.byRoute.get(endpoint.name)
    if (table !== undefined && (yield* listViews(table, request, state))) return
    if (request.viewName !== '') {
      yield `answer   404: no view of the route is named ${request.viewName}`
      return
    }
    if (endpoint.options.permission !== undefined) yield* describePermission(request, endpoint.options.permission)
  }
  yield `answer   ${endpoint.name}`
}

async function* withoutRoute(
  { routes, views, fallbacks }: AppComposition,
  request: Request,
  state: RequestState,
): AsyncGenerator<string> {
  yield `route    none of ${routes.map.rules.length} rules fits`
  if (views.answersMisses) {
    await views.locate(request)
    yield* describePlace(request)
    const answered = yield* listViews(views.registry.plain, request, state)
    if (answered) return
  } else yield 'root     no root factory: resources are not walked'
  yield fallbacks.length === 0
    ? 'answer   404'
    : `answer   the first of ${fallbacks.length} fallbacks that has one, else 404`
}

function* describePlace(request: Request): Generator<string> {
  const { context, root, viewName, subpath, traversed } = request
  yield `root     ${className(root)}`
  const names = context === null ? [] : [...lineage(context)].toReversed().map(className)
  yield `context  ${className(context)} at ${context === null ? '' : resourcePath(context)} (${names.join(' > ')})`
  yield `walked   ${JSON.stringify(traversed)}, view name ${JSON.stringify(viewName)}, subpath ${JSON.stringify(subpath)}`
}

/** @returns whether one of them answers */
async function* listViews(table: ViewTable, request: Request, state: RequestState): AsyncGenerator<string, boolean> {
  const { context, viewName } = request
  const considered = await considerViews(table.find(context, viewName, state.source.header('accept')), context, request)
  if (considered.length === 0) yield 'views    none has this context and name'
  const first = considered.find(({ declined }) => declined === null)
  for (const { view, declined } of considered) {
    const fate = declined === null ? (first?.view === view ? 'answers' : 'would answer next') : `declines: ${declined}`
    yield `view     ${describeView(view)} ${fate}`
  }
  if (first === undefined) return false
  const { options, forErrors } = first.view
  yield `auth     ${authOf(options, forErrors) ?? `${state.match?.endpoint.options.auth ?? 'none'}, the route's`}`
  const { permission } = options
  if (permission !== undefined) yield* describePermission(request, permission)
  yield `answer   ${first.view.name}, by ${first.view.owners.join(' > ')}`
  return true
}

async function* describePermission(request: Request, permission: string): AsyncGenerator<string> {
  const { allowed, message } = await request.hasPermission(permission, request.context, { explain: true })
  yield `rights   ${allowed ? 'permitted' : '403 for a request without a session'}: ${message}`
}

function className(resource: object | null): string {
  return resource === null ? 'nothing' : (resource.constructor as { name?: string } | undefined)?.name || 'an object'
}
