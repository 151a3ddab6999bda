import type { Request } from './request.ts'
import { Response } from './response.ts'

/**
 * Turns what an endpoint or a view returned into a response.
 *
 * @param values what `BeforeRender` brought together: `request`, `context`, `view`, `rendererName`, and more
 */
export type Renderer = (
  value: unknown,
  request: Request,
  values: Readonly<Record<string, unknown>>,
) => Response | Promise<Response>

/** The value's text, as the option `renderer: 'string'` gives it. */
export const stringRenderer: Renderer = (value) =>
  // oxlint-disable-next-line typescript/no-base-to-string -- the text of any value is what is asked for
  new Response(value === null || value === undefined ? '' : String(value), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
