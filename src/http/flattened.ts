import { Response } from './response.ts'

/**
 * What somebody answered, as a response with its template rendered; at once where there is none.
 *
 * @throws HttpError where one was returned; ResultTypeError for what is no answer
 */
export function flattened(answer: unknown): Response | Promise<Response> {
  const response = Response.load(answer)
  return response.template === null ? response : response.flatten().then(() => response)
}
