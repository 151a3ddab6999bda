import { PergolaError, type PergolaErrorOptions } from './pergola-error.ts'

/**
 * Something the user asked for cannot be done, and the message says why. Source: odoo.exceptions.UserError.
 *
 * @example
 * ```ts
 * import { UserError } from 'pergola'
 * const error = new UserError('Order at least one.')
 * error.status // 422
 * ```
 */
export class UserError extends PergolaError {
  static override readonly code: string = 'PERGOLA_USER_ERROR'
  static override readonly status: number = 422
}

/** A record breaks a constraint. Source: odoo.exceptions.ValidationError. */
export class ValidationError extends UserError {
  static override readonly code: string = 'PERGOLA_VALIDATION_ERROR'
}

/** The user lacks the right to do this to these records. Source: odoo.exceptions.AccessError. */
export class AccessError extends UserError {
  static override readonly code: string = 'PERGOLA_ACCESS_ERROR'
  static override readonly status: number = 403
}

/** A log-in was refused. Source: odoo.exceptions.AccessDenied. */
export class AccessDenied extends UserError {
  static override readonly code: string = 'PERGOLA_ACCESS_DENIED'
  static override readonly status: number = 403

  constructor(message = 'Access denied', options: PergolaErrorOptions = {}) {
    super(message, options)
  }
}

/** A record does not exist, or no longer. Source: odoo.exceptions.MissingError. */
export class MissingError extends UserError {
  static override readonly code: string = 'PERGOLA_MISSING_ERROR'
  static override readonly status: number = 404
}

/** A record is locked by somebody else. Source: odoo.exceptions.LockError. */
export class LockError extends UserError {
  static override readonly code: string = 'PERGOLA_LOCK_ERROR'
  static override readonly status: number = 409
}

/** Nobody is logged in, or no longer: a page redirects to the log-in, JSON-RPC gives code 100. Source: odoo.http.SessionExpiredException. */
export class SessionExpired extends PergolaError {
  static override readonly code: string = 'PERGOLA_SESSION_EXPIRED'
  static override readonly status: number = 403

  constructor(message = 'Session expired', options: PergolaErrorOptions = {}) {
    super(message, options)
  }
}
