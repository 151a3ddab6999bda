import type { Request } from './request.ts'
import { Response } from './response.ts'

/** Turns what an endpoint returned into a body. */
export type Renderer = (value: unknown, request: Request) => Response | Promise<Response>

/** JSON, as the option `renderer: 'json'` gives it. */
export const jsonRenderer: Renderer = (value) =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json; charset=utf-8' } })

/** The value's text, as the option `renderer: 'string'` gives it. */
export const stringRenderer: Renderer = (value) =>
  new Response(String(value), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
