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

/** A cursor was used after it had been closed. */
export class CursorClosedError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_CURSOR_CLOSED'
}

/** A transaction that a failed statement had already ended was to be committed, or a savepoint was used out of turn: nothing was committed. */
export class TransactionStateError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_TRANSACTION_STATE'
}

/** A read-only transaction tried to write: run the call again with a read-write cursor. Source: psycopg2.errors.ReadOnlySqlTransaction. */
export class ReadOnlyViolation extends FrameworkError {
  static override readonly code: string = 'PERGOLA_READ_ONLY_VIOLATION'
}

/** The replica went away in the middle of a transaction: run the call again. */
export class ReplicaLostError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_REPLICA_LOST'
}

/** No connection to the database became free in time. */
export class DatabaseBusyError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_DATABASE_BUSY'
  static override readonly status: number = 503
}

/** A second transaction was begun inside another one's call, on a database that has one at a time: it would wait for ever. */
export class NestedCursorError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_NESTED_CURSOR'
}

/** Another process has the embedded database's directory open. */
export class DatabaseLockedError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_DATABASE_LOCKED'
}
