import { reasonPhrase } from './http-error.ts'
import { PergolaError } from './pergola-error.ts'

/** What may be told to a client about an error. */
export interface ErrorDescription {
  /** Name of the error's class; `'InternalServerError'` for an error that is not of the catalogue. */
  readonly name: string
  readonly code: string
  readonly status: number
  /** The status's reason phrase. */
  readonly title: string
  readonly message: string
  readonly arguments: readonly unknown[]
  readonly context: Readonly<Record<string, unknown>>
}

/** The message that stands for an error whose own is nobody's business. */
export const HIDDEN_MESSAGE = 'Server Error'

/**
 * Tells apart what a client may see of an error and what only the log gets: an error of the catalogue below status 500
 * gives its own text, any other is hidden.
 *
 * @param error anything that was thrown
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof PergolaError) || !(error.constructor as typeof PergolaError).exposed) {
    const status = error instanceof PergolaError ? error.status : 500
    return {
      name: 'InternalServerError',
      code: error instanceof PergolaError ? error.code : 'PERGOLA_SERVER_ERROR',
      status,
      title: reasonPhrase(status),
      message: HIDDEN_MESSAGE,
      arguments: [],
      context: {},
    }
  }
  const { name, code, status, message, arguments: args, context } = error
  return { name, code, status, title: reasonPhrase(status), message, arguments: args, context }
}
