/** What an {@link InheritanceError} is about. */
export type InheritanceErrorCode =
  | 'PERGOLA_NOT_A_CLASS'
  | 'PERGOLA_NOT_AN_EXTENSION'
  | 'PERGOLA_DUPLICATE_CLASS'
  | 'PERGOLA_NO_COMMON_ROOT'
  | 'PERGOLA_INCONSISTENT_ORDER'

/** Classes that cannot be combined; `code` says why. */
export class InheritanceError extends TypeError {
  override readonly name: string = 'InheritanceError'
  readonly code: InheritanceErrorCode

  constructor(code: InheritanceErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Classes whose parents contradict each other: one wants A before B, another B before A.
 *
 * Source: Python's `TypeError: Cannot create a consistent method resolution order (MRO) for bases …`.
 */
export class InconsistentOrderError extends InheritanceError {
  override readonly name = 'InconsistentOrderError'
  /** The names of the classes that block each other. */
  readonly classes: readonly string[]

  constructor(subject: string, classes: readonly string[]) {
    super(
      'PERGOLA_INCONSISTENT_ORDER',
      `No consistent order for ${subject}: each of ${classes.join(', ')} has to come after another of them`,
    )
    this.classes = classes
  }
}
