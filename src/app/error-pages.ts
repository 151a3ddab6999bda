import { ErrorPage } from '../http/error-page.ts'
import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { AppComposition } from './composition-builder.ts'
import { developmentErrorPage } from './dev-error-page.ts'
import { requestId } from '../http/error-reference.ts'

/** What every status without a page of its own is answered with. */
const ANY_STATUS = 'web.http_error'

/**
 * Puts a page of the addons in the place of the plain one: the template `web.<status>`, else `web.http_error`; in
 * development, for a 500, a page that shows what happened. Where there is no template, or it fails too, the plain page
 * stays. Source: odoo's ir.http, _handle_error and _get_error_html.
 *
 * @param answered what the dispatcher answered
 */
export async function withErrorPage(request: Request, error: unknown, answered: Response): Promise<Response> {
  if (!(answered instanceof ErrorPage) || !answered.isPlain) return answered
  const { app } = stateOf(request)
  try {
    if (app.development && answered.status === 500) await showError(request, error, answered)
    else await fillIn(request, answered)
  } catch (problem) {
    app.log.error({ reqId: requestId(request), err: problem }, 'The error page failed, and a plain one is sent.')
  }
  return answered
}

async function showError(request: Request, error: unknown, page: ErrorPage): Promise<void> {
  page.body = await developmentErrorPage(request, error)
  page.headers.set('cache-control', 'no-store')
  page.headers.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
}

async function fillIn(request: Request, page: ErrorPage): Promise<void> {
  const { app, composition } = stateOf(request)
  const { templates } = composition as AppComposition
  const { status, title, message, code } = page.description
  const own = `web.${status}`
  const template = (await templates.has(own, request)) ? own : ANY_STATUS
  if (!(await templates.has(template, request))) return
  const qcontext = {
    status_code: status,
    status_message: title,
    message: message === title || page.reference !== null ? null : message,
    code,
    reference: page.reference,
  }
  page.body = await app.renderTemplate(template, qcontext, { request, uid: null })
}
