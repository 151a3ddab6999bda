import { ConfigurationError } from '../errors/framework-errors.ts'
import { BeforeRender } from './before-render.ts'
import type { Renderer } from './renderer.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

/**
 * What a renderer makes of a value, with the status, headers and cookies of `request.response`, where that was used.
 * `BeforeRender` is sent first. Source: pyramid.renderers.RendererHelper.
 *
 * @param name a renderer, or a template (whose name has a dot)
 * @param view the controller, for templates
 * @throws ConfigurationError where there is no such renderer
 */
export function renderValue(
  name: string,
  value: unknown,
  request: Request,
  view?: unknown,
): Response | Promise<Response> {
  const state = stateOf(request)
  const renderer = rendererOf(state.composition.renderers, name)
  const context = state.located?.context ?? null
  const values: Record<string, unknown> = { request, context, view, rendererName: name }
  const base = state.response ?? undefined
  // Of a template it is told when it is rendered: until then overrides may change its values.
  const isTemplate = !state.composition.renderers.has(name)
  if (isTemplate || !state.composition.events.hears(BeforeRender)) return finish(renderer(value, request, values), base)
  const event = new BeforeRender(request, name, value, values)
  return state.composition.events.notify(event).then(() => finish(renderer(value, request, values), base))
}

function finish(rendered: Response | Promise<Response>, base: Response | undefined): Response | Promise<Response> {
  return rendered instanceof Response ? onto(rendered, base) : rendered.then((response) => onto(response, base))
}

function rendererOf(known: ReadonlyMap<string, Renderer>, name: string): Renderer {
  const found = known.get(name)
  if (found) return found
  if (name.includes('.')) return templateRenderer(name)
  throw new ConfigurationError(`No renderer is named '${name}'; there are ${[...known.keys()].join(', ')}.`)
}

/** A template, rendered when the outermost endpoint returned: until then `template` and `qcontext` may be changed. */
function templateRenderer(template: string): Renderer {
  return (value, _request, values) => {
    if (value !== null && value !== undefined && typeof value !== 'object') {
      throw new ConfigurationError(
        `The template ${template} is rendered with an object of values, not ${typeof value}.`,
      )
    }
    return new Response(null, { template, qcontext: { ...values, ...(value as Record<string, unknown> | null) } })
  }
}

/** The rendered body with the status, headers and cookies of `request.response`, where that was used. */
function onto(rendered: Response, base: Response | undefined): Response {
  if (base === undefined || rendered === base) return rendered
  rendered.status = base.status
  for (const [name, value] of base.headers) {
    if (name === 'set-cookie') rendered.headers.append(name, value)
    else rendered.headers.set(name, value)
  }
  return rendered
}
