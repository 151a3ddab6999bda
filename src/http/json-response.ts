import { Response } from './response.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * A response of JSON text.
 *
 * @param base the response whose status, headers (a content type among them) and cookies are kept
 */
export function jsonResponse(text: string, base: Response = new Response()): Response {
  const type = base.contentType ?? JSON_TYPE
  base.body = text
  base.contentType = type
  return base
}
