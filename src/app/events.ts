import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'

/** A request is about to be matched. Source: pyramid.events.NewRequest. */
export class NewRequest {
  readonly request: Request
  constructor(request: Request) {
    this.request = request
  }
}

/** A response is ready to be sent; its callbacks have run. Source: pyramid.events.NewResponse. */
export class NewResponse {
  readonly request: Request
  readonly response: Response
  constructor(request: Request, response: Response) {
    this.request = request
    this.response = response
  }
}

/** The application is put together, and about to take requests. Source: pyramid.events.ApplicationCreated. */
export class ApplicationCreated<Application = unknown> {
  readonly app: Application
  constructor(app: Application) {
    this.app = app
  }
}

/** A class of events; any class may be one. */
export type EventClass<Event extends object = object> = abstract new (...args: never[]) => Event

/** Hears events of a class and of its subclasses; an error that it throws reaches the sender. */
export type Listener<Event extends object> = (event: Event) => unknown

/** A listener, and the events that it hears. */
export interface Subscription {
  readonly event: EventClass
  readonly listener: Listener<never>
}

/** The listeners of one composition. */
export class Subscriptions {
  readonly #all: readonly Subscription[]

  constructor(all: readonly Subscription[]) {
    this.#all = all
  }

  /** Whether anybody hears events of a class: events that nobody hears need not be made. */
  hears(event: EventClass): boolean {
    return this.#all.some((each) => event === each.event || event.prototype instanceof each.event)
  }

  /** Sends an event to all who hear it, one after another. Source: pyramid.registry.Registry.notify. */
  async notify(event: object): Promise<void> {
    for (const { event: heard, listener } of this.#all) {
      if (event instanceof heard) await (listener as Listener<object>)(event)
    }
  }
}
