import { NotFound } from '../errors/http-errors.ts'
import type { Located } from './located.ts'
import { NOWHERE } from './located.ts'
import { RequestCalls } from './request-calls.ts'
import { stateOf, type RequestState } from './request-state.ts'
import type { Request } from './request.ts'
import type { Resource } from './resource.ts'
import type { Response } from './response.ts'
import { decide, type Decision, type UserId } from './security.ts'
import { virtualRootPath } from './virtual-root.ts'

/** The members of `Request` that tell where it led and what it may do. Source: pyramid.request.Request. */
export abstract class RequestContext extends RequestCalls {
  /**
   * The resource that the path led to; an empty one for a route without a root factory; null before traversal.
   * Source: pyramid.request.Request.context.
   */
  get context(): Resource | null {
    return locatedOf(this)?.context ?? null
  }

  /** Where traversal began; null before it. Source: pyramid.request.Request.root. */
  get root(): Resource | null {
    return locatedOf(this)?.root ?? null
  }

  /** The segments behind the view's name, decoded. Source: pyramid.request.Request.subpath. */
  get subpath(): readonly string[] {
    return locatedOf(this)?.subpath ?? []
  }

  /** The names that led to the context, without view name and subpath. Source: pyramid.request.Request.traversed. */
  get traversed(): readonly string[] {
    return locatedOf(this)?.traversed ?? []
  }

  /** The name of the view, '' for the default one. Source: pyramid.request.Request.view_name. */
  get viewName(): string {
    return locatedOf(this)?.viewName ?? ''
  }

  /** The resource that stands as root in URLs; null before traversal. Source: pyramid.request.Request.virtual_root. */
  get virtualRoot(): Resource | null {
    return locatedOf(this)?.virtualRoot ?? null
  }

  /** The names that lead to the virtual root. Source: pyramid.request.Request.virtual_root_path. */
  get virtualRootPath(): readonly string[] {
    return virtualRootPath(stateOf(self(this)))
  }

  /** In the view that another view names as its `wrapper`: that view's response. Source: pyramid's wrapped_response. */
  get wrappedResponse(): Response | null {
    return stateOf(self(this)).wrapped
  }

  /** Who the request comes from, as the security policy knows it; null for nobody. Source: pyramid.request.Request.identity. */
  get identity(): unknown {
    return policyOf(this).identity(self(this))
  }

  /** The id of who the request comes from; null for nobody. Source: pyramid.request.Request.authenticated_userid. */
  get authenticatedUserId(): UserId | null {
    return policyOf(this).authenticatedUserId(self(this))
  }

  /** Whether it is known who the request comes from. Source: pyramid.request.Request.is_authenticated. */
  get isAuthenticated(): boolean {
    return policyOf(this).authenticatedUserId(self(this)) !== null
  }

  /**
   * Whether the request may do something. Source: pyramid.request.Request.has_permission.
   *
   * @param context default: `request.context`
   * @param options.explain gives the decision, with what decided: an object, which as a condition is always true
   *
   * @example
   * ```ts
   * import { Controller, request, route } from 'pergola'
   * class Drafts extends Controller {
   *   @route('/drafts', { auth: 'none' })
   *   async drafts() {
   *     if (await request.hasPermission('edit')) return 'Drafts'
   *     const { message } = await request.hasPermission('edit', request.context, { explain: true })
   *     return message
   *   }
   * }
   * ```
   */
  hasPermission(permission: string, context: unknown, options: { explain: true }): Promise<Decision>
  hasPermission(permission: string, context?: unknown, options?: { explain?: false }): Promise<boolean>
  async hasPermission(
    permission: string,
    context: unknown = locatedOf(this)?.context ?? NOWHERE.context,
    options: { explain?: boolean } = {},
  ): Promise<boolean | Decision> {
    const decision = await decide(self(this), context, permission)
    return options.explain ? decision : decision.allowed
  }

  /**
   * The answer of the view for an error. Source: pyramid.request.Request.invoke_exception_view.
   *
   * @param error default: the error that is being answered
   * @param options.reraise whether the error itself is thrown where no view answers it
   * @throws NotFound where no view answers it
   */
  async invokeExceptionView(
    error: unknown = stateOf(self(this)).exception,
    options: { reraise?: boolean } = {},
  ): Promise<Response> {
    const response = await stateOf(self(this)).composition.views.answerError(self(this), error)
    if (response !== null) return response
    if (options.reraise) throw error
    throw new NotFound('No view answers the error.')
  }
}

// Only `Request` extends this class.
function self(members: RequestContext): Request {
  return members as unknown as Request
}

function policyOf(members: RequestContext): RequestState['composition']['security'] {
  return stateOf(self(members)).composition.security
}

function locatedOf(members: RequestContext): Located | null {
  const state = stateOf(self(members))
  return state.located ?? (state.match === null ? null : NOWHERE)
}
