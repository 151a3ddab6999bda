/**
 * Decides what expressions may reach: told of every member that one reads, and of every method that one calls (`args`).
 * It throws where that is not allowed. What it returns for a member that is read stands in the place of that member's value;
 * undefined leaves it.
 */
export type Guard = (object: object, key: string, args?: readonly unknown[]) => unknown

let current: Guard | null = null

/** Runs something with the guard of an engine, or with none. */
export function withGuard<Result>(guard: Guard | null, run: () => Result): Result {
  const outer = current
  current = guard
  try {
    return run()
  } finally {
    current = outer
  }
}

/** Asks the guard, if there is one, and gives what it gives. */
export function checkRead(object: unknown, key: string | number, args?: readonly unknown[]): unknown {
  return current !== null && typeof object === 'object' && object !== null
    ? current(object, String(key), args)
    : undefined
}

/** Asks the guard about everything that a copy of an object would have. */
export function checkCopy(object: unknown): void {
  if (current === null || typeof object !== 'object' || object === null) return
  for (const key of Object.keys(object)) current(object, key)
}

/** `object.key` in code of an engine with a guard. */
export function read(object: unknown, key: string): unknown {
  const instead = checkRead(object, key)
  return instead === undefined ? (object as Record<string, unknown>)[key] : instead
}
