/**
 * Joins two lists, keeping both orders: what the second has in common with the first says where its other items stand.
 * Source: odoo.tools.merge_sequences.
 *
 * @example
 * mergeSequences(['draft', 'done'], ['draft', 'sent', 'done', 'void']) // ['draft', 'sent', 'done', 'void']
 */
export function mergeSequences(first: readonly string[], second: readonly string[]): string[] {
  const merged = [...first]
  second.forEach((item, index) => {
    if (merged.includes(item)) return
    const before = index === 0 ? undefined : second[index - 1]
    merged.splice(before === undefined ? placeAtStart(merged, second) : merged.indexOf(before) + 1, 0, item)
  })
  return merged
}

/** Where an item goes that nothing stands before: before the next one that is known, else to the end. */
function placeAtStart(merged: readonly string[], second: readonly string[]): number {
  const next = second.find((item) => merged.includes(item))
  return next === undefined ? merged.length : merged.indexOf(next)
}
