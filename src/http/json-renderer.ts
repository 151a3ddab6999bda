import { BadRequest } from '../errors/http-errors.ts'
import type { Renderer } from './renderer.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

/** How values are made JSON. */
export interface JsonRendererOptions {
  /** For values of classes that have no `toJSON`, or another one: what stands for them. Of several, the first fits. */
  adapters?: ReadonlyArray<readonly [type: abstract new (...args: never[]) => unknown, adapt: JsonAdapter]>
  /** How far lines are indented; default: all in one line. */
  indent?: number
}

/** Gives what stands for a value in JSON. Source: pyramid.renderers.JSON.add_adapter. */
export type JsonAdapter = (value: never, request: Request) => unknown

/**
 * A renderer for JSON: an adapter of the value's class, else its own `toJSON`, else as the platform has it.
 * Source: pyramid.renderers.JSON.
 *
 * @example
 * ```ts
 * import { createJsonRenderer, defineAddon } from 'pergola'
 * const adapters = [[Map, (map: Map<string, unknown>) => Object.fromEntries(map)]] as const
 * defineAddon({ name: 'maps', root: import.meta.dirname, setup: (app) => app.addRenderer('json', createJsonRenderer({ adapters })) })
 * ```
 */
export function createJsonRenderer(options: JsonRendererOptions = {}): Renderer {
  return (value, request) =>
    new Response(toJsonText(value, request, options), {
      headers: { 'content-type': 'application/json; charset=utf-8' },
    })
}

/** The name of a function in a page: `shop.update`, `handlers[3]`. */
const CALLBACK = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[[0-9]+\])*$/

/** How JSON is given to a function of the page. */
export interface JsonpRendererOptions extends JsonRendererOptions {
  /** The parameter of the query that names the function; default `callback`. */
  parameter?: string
}

/**
 * A renderer for JSON that calls a function of the page that asked, where the query names one; else plain JSON.
 * Source: pyramid.renderers.JSONP.
 */
export function createJsonpRenderer(options: JsonpRendererOptions = {}): Renderer {
  const plain = createJsonRenderer(options)
  return (value, request, values) => {
    const callback = request.http.query.get(options.parameter ?? 'callback')
    if (callback === null) return plain(value, request, values)
    if (callback.length > 200 || !CALLBACK.test(callback))
      throw new BadRequest('The name of the callback is not valid.')
    // These two end a line in old scripts; the comment keeps the name from being the first bytes of a file.
    const text = toJsonText(value, request, options).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
    return new Response(`/**/${callback}(${text});`, {
      headers: { 'content-type': 'application/javascript; charset=utf-8' },
    })
  }
}

function toJsonText(value: unknown, request: Request, { adapters = [], indent }: JsonRendererOptions): string {
  if (adapters.length === 0) return JSON.stringify(value, undefined, indent) ?? 'null'
  // The platform hands over what `toJSON` made; the holder still has the value itself.
  const adapt = function (this: Record<string, unknown>, key: string, made: unknown): unknown {
    const own = this[key]
    const found = adapters.find(([type]) => own instanceof type)
    return found === undefined ? made : found[1](own as never, request)
  }
  return JSON.stringify(value, adapt, indent) ?? 'null'
}
