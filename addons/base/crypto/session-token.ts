import { createHmac } from 'node:crypto'

/** Binds a session's id to what only the server and the session's user share. Source: odoo `_compute_session_token`. */
export function createSessionToken(secret: string, sid: string): string {
  return createHmac('sha256', secret).update(sid).digest('hex')
}
