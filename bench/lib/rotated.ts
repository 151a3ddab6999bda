/** The same items, beginning with another one each round: what is slow for a moment is unfair to none. */
export function rotated<Item>(items: readonly Item[], round: number): Item[] {
  const start = round % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
