import type { Request } from '../http/request.ts'

/** Resources are about to be walked; `request.root` is not there yet. Source: pyramid.events.BeforeTraversal. */
export class BeforeTraversal {
  readonly request: Request
  constructor(request: Request) {
    this.request = request
  }
}

/** The context is found: all that `request` says of it is there. Source: pyramid.events.ContextFound. */
export class ContextFound {
  readonly request: Request
  constructor(request: Request) {
    this.request = request
  }
}
