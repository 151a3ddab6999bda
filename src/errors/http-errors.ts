import { HttpError, type HttpErrorOptions } from './http-error.ts'

// One class per status, named by its reason phrase; those that are no errors begin with Http. Source: pyramid.httpexceptions.

/** An `HttpError` whose status its class states. */
class StatusError extends HttpError {
  static override readonly status: number = 500

  constructor(message?: string, options?: HttpErrorOptions) {
    super(new.target.status, message, options)
  }
}

/** A redirect that is thrown or returned; `location` is sent as it is given. */
class Redirection extends HttpError {
  static override readonly status: number = 302
  readonly location: string

  constructor(location: string, options: HttpErrorOptions = {}) {
    super(new.target.status, undefined, { ...options, headers: { ...options.headers, location } })
    this.location = location
  }
}

export class HttpOk extends StatusError {
  static override readonly status: number = 200
}
export class HttpCreated extends StatusError {
  static override readonly status: number = 201
}
export class HttpAccepted extends StatusError {
  static override readonly status: number = 202
}
export class HttpNonAuthoritativeInformation extends StatusError {
  static override readonly status: number = 203
}
export class HttpNoContent extends StatusError {
  static override readonly status: number = 204
}
export class HttpResetContent extends StatusError {
  static override readonly status: number = 205
}
export class HttpPartialContent extends StatusError {
  static override readonly status: number = 206
}
export class HttpNotModified extends StatusError {
  static override readonly status: number = 304
}
export class BadRequest extends StatusError {
  static override readonly status: number = 400
}
export class Unauthorized extends StatusError {
  static override readonly status: number = 401
}
export class PaymentRequired extends StatusError {
  static override readonly status: number = 402
}
export class Forbidden extends StatusError {
  static override readonly status: number = 403
}
export class NotFound extends StatusError {
  static override readonly status: number = 404
}
export class MethodNotAllowed extends StatusError {
  static override readonly status: number = 405
}
export class NotAcceptable extends StatusError {
  static override readonly status: number = 406
}
export class ProxyAuthenticationRequired extends StatusError {
  static override readonly status: number = 407
}
export class RequestTimeout extends StatusError {
  static override readonly status: number = 408
}
export class Conflict extends StatusError {
  static override readonly status: number = 409
}
export class Gone extends StatusError {
  static override readonly status: number = 410
}
export class LengthRequired extends StatusError {
  static override readonly status: number = 411
}
export class PreconditionFailed extends StatusError {
  static override readonly status: number = 412
}
export class ContentTooLarge extends StatusError {
  static override readonly status: number = 413
}
export class UriTooLong extends StatusError {
  static override readonly status: number = 414
}
export class UnsupportedMediaType extends StatusError {
  static override readonly status: number = 415
}
export class RangeNotSatisfiable extends StatusError {
  static override readonly status: number = 416
}
export class ExpectationFailed extends StatusError {
  static override readonly status: number = 417
}
export class ImATeapot extends StatusError {
  static override readonly status: number = 418
}
export class MisdirectedRequest extends StatusError {
  static override readonly status: number = 421
}
export class UnprocessableContent extends StatusError {
  static override readonly status: number = 422
}
export class Locked extends StatusError {
  static override readonly status: number = 423
}
export class FailedDependency extends StatusError {
  static override readonly status: number = 424
}
export class TooEarly extends StatusError {
  static override readonly status: number = 425
}
export class UpgradeRequired extends StatusError {
  static override readonly status: number = 426
}
export class PreconditionRequired extends StatusError {
  static override readonly status: number = 428
}
export class TooManyRequests extends StatusError {
  static override readonly status: number = 429
}
export class HeaderFieldsTooLarge extends StatusError {
  static override readonly status: number = 431
}
export class UnavailableForLegalReasons extends StatusError {
  static override readonly status: number = 451
}
export class InternalServerError extends StatusError {
  static override readonly status: number = 500
}
export class NotImplemented extends StatusError {
  static override readonly status: number = 501
}
export class BadGateway extends StatusError {
  static override readonly status: number = 502
}
export class ServiceUnavailable extends StatusError {
  static override readonly status: number = 503
}
export class GatewayTimeout extends StatusError {
  static override readonly status: number = 504
}
export class HttpVersionNotSupported extends StatusError {
  static override readonly status: number = 505
}
export class InsufficientStorage extends StatusError {
  static override readonly status: number = 507
}

export class HttpMultipleChoices extends Redirection {
  static override readonly status: number = 300
}
export class HttpMovedPermanently extends Redirection {
  static override readonly status: number = 301
}
export class HttpFound extends Redirection {
  static override readonly status: number = 302
}
export class HttpSeeOther extends Redirection {
  static override readonly status: number = 303
}
export class HttpTemporaryRedirect extends Redirection {
  static override readonly status: number = 307
}
export class HttpPermanentRedirect extends Redirection {
  static override readonly status: number = 308
}
