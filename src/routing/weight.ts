/** How specific a dynamic part is; compared number by number, then list by list. Smaller is tried first. */
export interface Weight {
  /** Lengths of the static runs, in order. */
  readonly statics: readonly number[]
  /** Weights of the converters, in order. */
  readonly converters: readonly number[]
}

/**
 * Orders two dynamic parts: more static runs first, longer ones first (by the first run that differs), more variables
 * first, then the converters' weights.
 *
 * Source: werkzeug.routing.rules.Weighting
 */
export function compareWeights(left: Weight, right: Weight): number {
  return (
    right.statics.length - left.statics.length ||
    -compareNumbers(left.statics, right.statics) ||
    right.converters.length - left.converters.length ||
    compareNumbers(left.converters, right.converters)
  )
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? number)
    if (difference !== 0) return difference
  }
  return 0
}
