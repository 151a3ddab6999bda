import { Response } from './response.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * A response of JSON text.
 *
 * @param base the response, where there is one, whose status, headers (a content type among them) and cookies are kept
 */
export function jsonResponse(text: string, base: Response | null = null): Response {
  const response = base ?? new Response()
  // First, since text would be HTML otherwise.
  response.contentType ??= JSON_TYPE
  response.body = text
  return response
}
