/** The words of a command do not fit: the exit status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
