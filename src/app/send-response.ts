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

/** States a body's length, in place of what somebody has said of it. */
function setLength(headers: string[], length: number): void {
  const stated = headers.indexOf('content-length')
  if (stated % 2 === 0) headers[stated + 1] = String(length)
  else headers.push('content-length', String(length))
}

function endWithout(body: Body, outgoing: ServerResponse): void {
  if (body instanceof Readable) body.destroy()
  outgoing.end()
}

/**
 * Writes a response to a socket. A stream that breaks ends the connection: the client sees that it is not whole.
 *
 * @returns a promise where it takes time
 */
export function sendResponse(outgoing: ServerResponse, response: Response): Promise<void> | undefined {
  const { status, body } = response
  const headers = outgoingHeaders(response)
  if (body === null || hasNoBody(status)) {
    if (!hasNoBody(status)) setLength(headers, 0)
    outgoing.writeHead(status, headers)
    endWithout(body, outgoing)
  } else if (typeof body === 'string') {
    const length = Buffer.byteLength(body)
    setLength(headers, length)
    outgoing.writeHead(status, headers)
    // Text of one byte a character needs no conversion.
    outgoing.end(body, length === body.length ? 'latin1' : 'utf8')
  } else if (body instanceof Uint8Array) {
    setLength(headers, body.length)
    outgoing.writeHead(status, headers)
    outgoing.end(body)
  } else {
    outgoing.writeHead(status, headers)
    if (outgoing.req.method !== 'HEAD') return pipeline(body, outgoing)
    endWithout(body, outgoing)
  }
  return undefined
}
