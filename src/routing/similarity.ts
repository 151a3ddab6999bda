/** How alike two texts are, from 0 to 1: the share of their pairs of neighbouring characters that they have in common. */
export function similarity(left: string, right: string): number {
  if (left === right) return 1
  const counts = new Map<string, number>()
  const pairs = toPairs(left)
  const others = toPairs(right)
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  let common = 0
  for (const pair of others) {
    const count = counts.get(pair) ?? 0
    if (count === 0) continue
    counts.set(pair, count - 1)
    common++
  }
  return (2 * common) / (pairs.length + others.length)
}

/** With one blank on either side, so that first and last characters count and even one character is a pair. */
function toPairs(text: string): string[] {
  const padded = ` ${text} `
  return Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2))
}
