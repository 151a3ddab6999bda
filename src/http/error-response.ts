import Negotiator from 'negotiator'
import { SessionExpired } from '../errors/business-errors.ts'
import { describeError, type ErrorDescription } from '../errors/describe-error.ts'
import { HttpError } from '../errors/http-error.ts'
import { ErrorPage } from './error-page.ts'
import { errorReference } from './error-reference.ts'
import { problemResponse } from './problem.ts'
import { encodeLocation } from './redirect.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import { Response } from './response.ts'

const OFFERED = ['text/html', 'application/json', 'text/plain', 'application/problem+json']

/**
 * The answer to an error, as a page, JSON or text, by what the client accepts. A redirect that was thrown redirects;
 * an expired session leads to the log-in. Source: odoo.http.HttpDispatcher.handle_error.
 */
export function errorResponse(request: Request, error: unknown): Response {
  if (error instanceof SessionExpired) return toLogin(request)
  const description = describeError(error)
  const headers = error instanceof HttpError ? error.headers : {}
  const response = description.status < 400 ? new Response() : errorBody(request, error, description)
  response.status = description.status
  for (const [name, value] of Object.entries(headers)) {
    response.headers.set(name, name.toLowerCase() === 'location' ? encodeLocation(value) : value)
  }
  return response
}

function errorBody(request: Request, error: unknown, description: ErrorDescription): Response {
  const accept = stateOf(request).source.header('accept')
  const type = new Negotiator({ headers: { accept } }).mediaType(OFFERED)
  const reference = description.status >= 500 ? errorReference(request, error) : null
  if (type === 'application/json' || type === 'application/problem+json') return problemResponse(description, reference)
  if (type === 'text/plain') return textResponse(description, reference)
  return new ErrorPage(description, reference)
}

function textResponse({ status, title, message }: ErrorDescription, reference: string | null): Response {
  const lines = [`${status} ${title}`, message === title ? '' : message, reference ?? ''].filter((line) => line !== '')
  return new Response(`${lines.join('\n\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

function toLogin(request: Request): Response {
  const { rawPath, rawQuery, app } = stateOf(request)
  const target = rawQuery === '' ? rawPath : `${rawPath}?${rawQuery}`
  const location = `${app.settings.http.basePath}/web/login?redirect=${encodeURIComponent(target)}`
  return new Response(null, { status: 303, headers: { location } })
}
