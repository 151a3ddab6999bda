import { ConfigurationError } from '../../errors/framework-errors.ts'
import { nearestName } from '../../http/nearest-name.ts'
import type { AuthMethods } from '../../http/route-options.ts'
import type { ViewOptions } from '../view-options.ts'
import type { ViewDeriver } from './deriver.ts'

/** The authentication methods that are always there. */
export const builtinAuthMethods: readonly string[] = ['none', 'public', 'user', 'bearer']

/** What a view needs, where it says so or is for resources; null where whatever led to it was enough. */
export function authOf({ auth, route }: ViewOptions, forErrors: boolean): keyof AuthMethods | null {
  return auth ?? (route !== undefined || forErrors ? null : 'public')
}

/** Whether a view can answer where there are no users: without a database. */
export function answersWithoutUsers(auth: keyof AuthMethods | null): boolean {
  return auth === null || auth === 'none' || auth === 'public'
}

/** @throws ConfigurationError for a method that nobody has */
export function checkAuth(auth: unknown, known: readonly string[]): void {
  const problem = auth === null ? null : authProblem(auth, known)
  if (problem !== null) throw new ConfigurationError(problem)
}

/** What is wrong with an `auth` that names no method; null where it names one. */
export function authProblem(auth: unknown, known: readonly string[]): string | null {
  const name = typeof auth === 'string' ? auth : JSON.stringify(auth)
  if (known.includes(name)) return null
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? `There are ${known.join(', ')}.` : `Is ${nearest} meant?`
  return `auth: there is no method ${name}. ${hint}`
}

/** Makes sure who calls, before anything else is asked of them. Source: odoo's ir.http._authenticate. */
export const authenticated: ViewDeriver = (view, { options, forErrors, authenticate }) => {
  const auth = authOf(options, forErrors)
  if (auth === null || authenticate === null) return view
  return async (context, request) => {
    await authenticate(request, auth)
    return view(context, request)
  }
}
