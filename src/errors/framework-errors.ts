import { PergolaError } from './pergola-error.ts'

/** A mistake of the program, not of the client: the message is for developers and goes to the log only. */
export class FrameworkError extends PergolaError {
  static override readonly code: string = 'PERGOLA_FRAMEWORK'
  static override readonly exposed: boolean = false
}

/** `request` or `currentRequest()` was used where no request is being handled. */
export class NoCurrentRequestError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_NO_CURRENT_REQUEST'
}

/** `request.env` or `request.cr` was used in a request without a database (or under `auth: 'none'`). */
export class NoDatabaseError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_NO_DATABASE'
}

/** The configuration, an addon's manifest or a declaration is wrong. Source: pyramid.exceptions.ConfigurationError. */
export class ConfigurationError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_CONFIGURATION'
}

/** The session was written to after it had been published: the response is on its way. */
export class SessionClosedError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_SESSION_CLOSED'
}

/** Something that is not JSON was put into the session. */
export class SessionValueError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_SESSION_VALUE'
}

/** The form or JSON body was asked for before it was read: call `await request.readBody()` first. */
export class BodyNotReadError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_BODY_NOT_READ'
}

/** An endpoint returned something that no dispatcher can turn into a response. */
export class ResultTypeError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_RESULT_TYPE'
}

/** A template was to be rendered, and no template of that name (or no template engine) is there. */
export class TemplateNotFoundError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_TEMPLATE_NOT_FOUND'
}
