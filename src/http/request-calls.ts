import { blankRequest, type BlankInit } from './blank-request.ts'
import { stateOf } from './request-state.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'
import { UrlMethods } from './url/url-methods.ts'

/** How a subrequest is run. */
export interface SubrequestOptions {
  /** Whether it passes the tweens, and so its errors become responses; default false: they are thrown. */
  useTweens?: boolean
  /** Whether it gets a transaction of its own; default a savepoint of the outer one. Without a database it is refused. */
  ownTransaction?: boolean
}

/** The members of `Request` that have other requests answered. */
export abstract class RequestCalls extends UrlMethods {
  /**
   * A request that no client sent, for `invokeSubrequest`. It has nothing of the current request unless `init.inherit`
   * says so. Source: pyramid.request.Request.blank.
   *
   * @param path `/shop?page=2`, percent-encoded; or a whole URL
   * @throws NoCurrentRequestError outside of a request, unless `init.app` is given
   */
  static blank(path: string, init: BlankInit = {}): Request {
    return blankRequest(path, init)
  }

  /**
   * Has another request answered as if it had come from outside: events, routes, views, rights and callbacks are its
   * own, the set of addons is this request's. Source: pyramid.request.Request.invoke_subrequest.
   *
   * @param subrequest made by `Request.blank`; each runs once
   * @throws SubrequestError where it ran before, or is nested too deeply
   * @throws what the subrequest throws, unless `useTweens` makes it a response
   *
   * @example
   * ```ts
   * import { Controller, Request, request, route } from 'pergola'
   * class Digest extends Controller {
   *   @route('/digest', { auth: 'none' })
   *   async digest() {
   *     const health = await request.invokeSubrequest(Request.blank('/web/health'), { useTweens: true })
   *     return `Health: ${health.status}`
   *   }
   * }
   * ```
   */
  async invokeSubrequest(subrequest: Request, options: SubrequestOptions = {}): Promise<Response> {
    const request = this as unknown as Request
    return stateOf(request).app.invokeSubrequest(request, subrequest, options)
  }
}
