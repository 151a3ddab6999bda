/** The steps that a rendering may take unless told otherwise: far more than pages need, seconds at most. */
export const DEFAULT_STEPS = 5_000_000
/** The longest string that one call may make, in UTF-16 code units. */
export const MAX_STRING = 10_000_000

const UNLIMITED = 2 ** 30

// Rendering is synchronous, so one counter per thread is enough; nested renderings save and restore it.
let left = UNLIMITED

/** Counts one step (a loop, a template call, a call of an arrow function). */
export function step(): void {
  if (--left < 0) throw exhausted()
}

/** Counts the work of a call that takes longer for longer data. */
export function charge(steps: number): void {
  if (!(steps <= left)) throw exhausted()
  left -= steps
}

/** Runs something with a budget of its own, and gives back the budget that was there before. */
export function withBudget<T>(steps: number, run: () => T): T {
  const before = left
  left = steps
  try {
    return run()
  } finally {
    left = before
  }
}

function exhausted(): RangeError {
  left = 0
  return new RangeError('The template takes too many steps (a loop without end?); maxSteps sets the limit')
}
