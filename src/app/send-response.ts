import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Body } from '../http/response-body.ts'
import type { Response } from '../http/response.ts'

const IMAGE_POLICY = "default-src 'none'"

/**
 * A response's headers as they are sent: those that it has, and those that protect every answer.
 *
 * @returns names and values in turn
 */
export function outgoingHeaders(response: Response): string[] {
  const flat = response.flatHeaders()
  const type = response.contentType
  if (response.headerValue('x-content-type-options') === undefined) flat.push('x-content-type-options', 'nosniff')
  if (type !== null && type.startsWith('image/') && response.headerValue('content-security-policy') === undefined) {
    flat.push('content-security-policy', IMAGE_POLICY)
  }
  return flat
}

/** Whether answers of a status have a body at all. */
export function hasNoBody(status: number): boolean {
  return status === 204 || status === 304 || status < 200
}

/** The headers of an answer whose body is known, with its length in place of what somebody has said of it. */
function headersWithLength(response: Response, length: number): string[] {
  const type = response.contentType
  // Most answers: a list that is made at once costs half of one that grows.
  if (type !== null && response.hasOnlyType && !type.startsWith('image/')) {
    return ['content-type', type, 'x-content-type-options', 'nosniff', 'content-length', String(length)]
  }
  const headers = outgoingHeaders(response)
  const stated = headers.indexOf('content-length')
  if (stated % 2 === 0) headers[stated + 1] = String(length)
  else headers.push('content-length', String(length))
  return headers
}

function endWithout(body: Body, outgoing: ServerResponse): void {
  if (body instanceof Readable) body.destroy()
  outgoing.end()
}

/**
 * Writes a response to a socket. A stream that breaks ends the connection: the client sees that it is not whole.
 *
 * @returns a promise where it takes time
 * @throws RangeError for a status that no answer has
 */
export function sendResponse(outgoing: ServerResponse, response: Response): Promise<void> | undefined {
  const { status, body } = response
  if (body === null || hasNoBody(status)) {
    // The client would wait for the answer itself.
    if (status < 200) throw new RangeError(`The status ${status} answers no request.`)
    outgoing.writeHead(status, hasNoBody(status) ? outgoingHeaders(response) : headersWithLength(response, 0))
    endWithout(body, outgoing)
  } else if (typeof body === 'string') {
    const length = Buffer.byteLength(body)
    outgoing.writeHead(status, headersWithLength(response, length))
    // Text of one byte a character needs no conversion.
    outgoing.end(body, length === body.length ? 'latin1' : 'utf8')
  } else if (body instanceof Uint8Array) {
    outgoing.writeHead(status, headersWithLength(response, body.length))
    outgoing.end(body)
  } else {
    outgoing.writeHead(status, outgoingHeaders(response))
    if (outgoing.req.method !== 'HEAD') return pipeline(body, outgoing)
    endWithout(body, outgoing)
  }
  return undefined
}
