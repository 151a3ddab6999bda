import { AccessDenied } from 'pergola'

/** What a page says of a refused log-in: nothing of which part of it was wrong. */
export interface Refusal {
  readonly status: number
  readonly error: string
}

const WRONG = 'Wrong login/password'

/**
 * What a page says of a refused log-in.
 *
 * @param wrong where login and password do not fit
 * @throws every other error
 */
export function refusalOf(error: unknown, wrong: string = WRONG): Refusal {
  if (!(error instanceof AccessDenied)) throw error
  if (error.message === new AccessDenied().message) return { status: 200, error: wrong }
  return { status: 429, error: error.message }
}
