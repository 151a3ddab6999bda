/** What every error of the catalogue may carry besides its message. */
export interface PergolaErrorOptions extends ErrorOptions {
  /** Values that a client may show or use; JSON-RPC gives them as `data.arguments`. Default: the message alone. */
  arguments?: readonly unknown[]
  /** Further facts for the client; JSON-RPC gives them as `data.context`. */
  context?: Readonly<Record<string, unknown>>
}

/**
 * The root of all errors that Pergola raises on purpose. The message of such an error is meant to be read by whoever
 * sent the request; the message of any other error is hidden behind "Server Error".
 *
 * A subclass states its `code` and HTTP `status` as static fields, and inherits those of its parent otherwise.
 *
 * @example
 * ```ts
 * import { UserError } from 'pergola'
 * class OutOfStock extends UserError { static override readonly status: number = 410 }
 * new OutOfStock('Sold out.').status // 410
 * ```
 */
export class PergolaError extends Error {
  static readonly code: string = 'PERGOLA_ERROR'
  static readonly status: number = 500
  /** Whether a client may read the message. */
  static readonly exposed: boolean = true

  readonly arguments: readonly unknown[]
  readonly context: Readonly<Record<string, unknown>>

  constructor(message: string, options: PergolaErrorOptions = {}) {
    super(message, options)
    this.arguments = options.arguments ?? [message]
    this.context = options.context ?? {}
  }

  override get name(): string {
    return this.constructor.name
  }

  /** The code under which the catalogue has this kind of error. */
  get code(): string {
    return (this.constructor as typeof PergolaError).code
  }

  /** The HTTP status with which it is answered. */
  get status(): number {
    return (this.constructor as typeof PergolaError).status
  }
}
