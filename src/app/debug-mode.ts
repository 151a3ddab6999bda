import { sessionOf, stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'

const MODES: ReadonlySet<string> = new Set(['1', 'assets', 'tests'])

/**
 * Turns the developer mode on or off as `?debug=` says; the session keeps it. Source: odoo's web addon, ir.http.
 *
 * Anything but a list of `1`, `assets` and `tests` counts as `1`; `?debug=` and `?debug=0` turn it off.
 */
export function applyDebugMode(request: Request): void {
  const state = stateOf(request)
  if (!state.rawQuery.includes('debug=') || state.app.sessions === null) return
  const asked = new URLSearchParams(state.rawQuery).get('debug')
  if (asked === null) return
  const mode = normalMode(asked)
  const session = sessionOf(state)
  if (session.debug !== mode) session.debug = mode
}

function normalMode(asked: string): string {
  if (asked === '' || asked === '0' || asked.toLowerCase() === 'false') return ''
  const known = asked.split(',').filter((each) => MODES.has(each))
  return known.length === 0 ? '1' : known.join(',')
}
