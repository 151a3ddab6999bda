/**
 * What every error of this room has: a stable `code` and the HTTP `status` that a server answers with.
 *
 * Source: werkzeug.routing.RoutingException
 */
export abstract class RoutingError extends Error {
  abstract readonly code: string
  abstract readonly status: number
  override get name(): string {
    return this.constructor.name
  }
}

/** No rule fits the path. Source: werkzeug.exceptions.NotFound */
export class NotFound extends RoutingError {
  readonly code = 'ROUTING_NOT_FOUND'
  readonly status = 404
  constructor(message: string = 'No rule fits this path.') {
    super(message)
  }
}

/** Rules fit the path, but none of them allows the method. Source: werkzeug.exceptions.MethodNotAllowed */
export class MethodNotAllowed extends RoutingError {
  readonly code = 'ROUTING_METHOD_NOT_ALLOWED'
  readonly status = 405
  /** The methods that some rule allows for this path, sorted. */
  readonly allowed: readonly string[]
  constructor(allowed: readonly string[]) {
    super(`This path allows ${allowed.join(', ')}.`)
    this.allowed = allowed
  }
}

/** The canonical URL of what was asked for is another one. Source: werkzeug.routing.RequestRedirect */
export class RequestRedirect extends RoutingError {
  readonly code = 'ROUTING_REDIRECT'
  readonly status = 308
  /** The absolute URL to go to. */
  readonly location: string
  constructor(location: string) {
    super(`The canonical URL is ${location}.`)
    this.location = location
  }
}

/** Only rules of the other kind (websocket or HTTP) fit the path. Source: werkzeug.routing.WebsocketMismatch */
export class WebsocketMismatch extends RoutingError {
  readonly code = 'ROUTING_WEBSOCKET_MISMATCH'
  readonly status = 400
  constructor() {
    super('This path is served for the other kind of connection only (websocket or plain HTTP).')
  }
}

/** A host name that no server can have, such as one with a label that IDNA cannot encode. */
export class BadHost extends RoutingError {
  readonly code = 'ROUTING_BAD_HOST'
  readonly status = 400
  constructor(host: string) {
    super(`Not a host name: ${JSON.stringify(host)}.`)
  }
}

/**
 * Thrown by a converter that does not take a value: by `parse`, the next rule is tried; by `format`, the next rule for
 * building is.
 *
 * @example
 * class Even extends Converter<number> {
 *   static regex = '[0-9]+'
 *   parse(text: string) { if (Number(text) % 2) throw new ValueRefused('odd'); return Number(text) }
 *   format(value: number) { return String(value) }
 * }
 *
 * Source: werkzeug.routing.ValidationError
 */
export class ValueRefused extends RoutingError {
  readonly code = 'ROUTING_VALUE_REFUSED'
  readonly status = 404
  constructor(message: string = 'The converter refuses this value.') {
    super(message)
  }
}

/** A rule that cannot be read. The message shows the rule's text with a caret under the place. */
export class RuleSyntaxError extends RoutingError {
  readonly code = 'ROUTING_RULE_SYNTAX'
  readonly status = 500
  /** The text that could not be read. */
  readonly text: string
  /** The place in it, counted in UTF-16 code units from 0. */
  readonly offset: number
  constructor(problem: string, text: string, offset: number, options?: ErrorOptions) {
    const shown = text.replace(/\p{Cc}/gu, '\uFFFD')
    const indent = ' '.repeat(Array.from(shown.slice(0, offset)).length)
    super(`${problem}\n  ${shown}\n  ${indent}^`, options)
    this.text = text
    this.offset = offset
  }
}
