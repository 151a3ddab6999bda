import { DomainError, UnknownFieldError, UserError } from 'pergola'
import { sqlStateOf } from 'pergola/database'

/**
 * Does what a client asked for. Errors that are a developer's mistake elsewhere are the client's here, since domains, orders and names
 * of fields came from it: they are told, as `UserError`. What the database itself says never is.
 */
export async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw forClient(error)
  }
}

function forClient(error: unknown): unknown {
  // A rule whose text is wrong has the mistake as its cause: that is nobody's business but the administrator's.
  const isAsked = error instanceof DomainError && !(error.cause instanceof DomainError)
  if (isAsked || error instanceof UnknownFieldError) return new UserError(error.message, { cause: error })
  // Class 22: a number that is too big, a text with a NUL, a time zone that there is not.
  if (sqlStateOf(error)?.startsWith('22') === true) {
    return new UserError('A value is none that the database can hold.', { cause: error })
  }
  return error
}
