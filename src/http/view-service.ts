import type { Request } from './request.ts'
import type { Response } from './response.ts'

/** What requests need of the views of their set of addons. */
export interface ViewService {
  /** Whether there are views for errors at all. */
  readonly answersErrors: boolean
  /**
   * The answer of the view for an error; null where there is none, or none whose predicates hold. While it runs, the
   * request has this error and a fresh `response`; it keeps the error where the view answered.
   *
   * @throws what the view throws
   */
  answerError(request: Request, error: unknown): Promise<Response | null>
}
