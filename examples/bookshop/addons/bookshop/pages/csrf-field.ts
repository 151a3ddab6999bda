import { request } from 'pergola'
import { html, type Html } from './html.ts'

/** What every form that is sent by POST carries. It holds as long as the session, however long the page stays open. */
export function csrfField(): Html {
  return html`<input type="hidden" name="csrf_token" value="${request.csrfToken({ timeLimit: null })}" />`
}
