/** A query that ran for a request, as the development error page shows it. */
export interface LoggedQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** How long it took, in milliseconds; null where it is not known. */
  readonly duration: number | null
  /** What became of it, where it failed. */
  readonly error?: string
}
