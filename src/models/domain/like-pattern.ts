/** A pattern whose last character escapes nothing: a single backslash at the end then stands for itself. */
export function literalEnd(pattern: string): string {
  let backslashes = 0
  while (pattern[pattern.length - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1 ? `${pattern}\\` : pattern
}

/**
 * Whether a text fits a pattern of SQL: `%` is any text, `_` any character, `\` takes the next one as it is. Its time is
 * bounded by the product of both lengths.
 */
export function matchesLike(text: string, pattern: string, anyCase: boolean): boolean {
  const characters = Array.from(anyCase ? text.toLowerCase() : text)
  const parts = tokens(anyCase ? pattern.toLowerCase() : pattern)
  let [at, part, star, resume] = [0, 0, -1, 0]
  while (at < characters.length) {
    const token = parts[part]
    if (token === ANY_TEXT) {
      star = part++
      resume = at
    } else if (token !== undefined && (token === ANY_CHARACTER || token === characters[at])) {
      part++
      at++
    } else if (star !== -1) {
      // The last `%` takes one character more.
      part = star + 1
      at = ++resume
    } else return false
  }
  while (parts[part] === ANY_TEXT) part++
  return part === parts.length
}

const ANY_TEXT: unique symbol = Symbol('%')
const ANY_CHARACTER: unique symbol = Symbol('_')

function tokens(pattern: string): Array<string | symbol> {
  const found: Array<string | symbol> = []
  const characters = Array.from(pattern)
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!
    if (character === '\\' && index + 1 < characters.length) found.push(characters[++index]!)
    else found.push(character === '%' ? ANY_TEXT : character === '_' ? ANY_CHARACTER : character)
  }
  return found
}
