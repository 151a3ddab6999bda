import { STATUS_CODES } from 'node:http'
import { PergolaError, type PergolaErrorOptions } from './pergola-error.ts'

/** What an HTTP error may carry besides its message. */
export interface HttpErrorOptions extends PergolaErrorOptions {
  /** Headers of the answer. */
  headers?: Readonly<Record<string, string>>
}

/**
 * An HTTP answer that ends the work at hand: thrown, or returned by an endpoint. There is a class for each status.
 * Source: pyramid.httpexceptions, werkzeug.exceptions.
 *
 * @example
 * ```ts
 * import { HttpError, Gone } from 'pergola'
 * new HttpError(410, 'The sale is over.').status // 410
 * new Gone().message                             // 'Gone'
 * ```
 */
export class HttpError extends PergolaError {
  static override readonly code: string = 'PERGOLA_HTTP_ERROR'

  readonly #status: number
  readonly headers: Readonly<Record<string, string>>

  /**
   * @param status the HTTP status, 200 to 599
   * @param message shown to the client; by default the status's reason phrase
   * @throws RangeError for a status that answers no request
   */
  constructor(status: number, message?: string, options: HttpErrorOptions = {}) {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError(`The status of an HTTP error is from 200 to 599, not ${status}.`)
    }
    super(message ?? STATUS_CODES[status] ?? `Status ${status}`, options)
    this.#status = status
    this.headers = options.headers ?? {}
  }

  override get status(): number {
    return this.#status
  }

  override get code(): string {
    return `PERGOLA_HTTP_${this.#status}`
  }
}

/** The status's reason phrase, `'Not Found'` for 404. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? 'Unknown'
}
