/** Where to put something into a sorted list: before the first item that is greater, so that equals keep their order. */
export function placeFor<T>(sorted: readonly T[], isGreater: (item: T) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isGreater(sorted[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}
