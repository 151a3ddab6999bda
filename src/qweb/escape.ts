const SPECIAL = /[&<>"']/

/**
 * Escapes text for HTML text and attribute values: `& < > ' "`.
 *
 * @param text any string
 * @returns the escaped string; the same string when nothing had to be escaped
 * @example
 * escapeHtml(`<a href='x'>`) // '&lt;a href=&#39;x&#39;&gt;'
 *
 * Source: markupsafe.escape
 */
export function escapeHtml(text: string): string {
  // Most text has nothing to escape: one regex test is the fastest way to know.
  return SPECIAL.test(text) ? escapeSlowly(text) : text
}

function escapeSlowly(text: string): string {
  let result = ''
  let done = 0
  for (let index = 0; index < text.length; index++) {
    const entity = entityFor(text.charCodeAt(index))
    if (entity === '') continue
    result += text.slice(done, index) + entity
    done = index + 1
  }
  return result + text.slice(done)
}

function entityFor(code: number): string {
  switch (code) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 34:
      return '&#34;'
    case 39:
      return '&#39;'
    default:
      return ''
  }
}
