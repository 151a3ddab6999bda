import { Forbidden } from '../../errors/http-errors.ts'
import { decide } from '../../http/security.ts'
import type { Request } from '../../http/request.ts'
import { NO_PERMISSION_REQUIRED } from '../acl.ts'
import type { ViewDeriver } from './deriver.ts'

/** Asks the security policy before the view is called. Source: pyramid.viewderivers.secured_view. */
export const secured: ViewDeriver = (view, { options, forErrors, defaultPermission, name }) => {
  const permission = options.permission ?? (forErrors ? null : defaultPermission)
  if (permission === null || permission === NO_PERMISSION_REQUIRED) return view
  return async (context, request) => {
    await checkPermission(request, context, permission, name)
    return view(context, request)
  }
}

/** @throws Forbidden where the request is not permitted; in development it says why, `cause` is the decision in any case */
export async function checkPermission(
  request: Request,
  context: unknown,
  permission: string,
  name: string,
): Promise<void> {
  const decision = await decide(request, context, permission)
  if (decision.allowed) return
  const reason = request.app.development ? `${name} failed the permission check: ${decision.message}` : undefined
  throw new Forbidden(reason, { cause: decision })
}
