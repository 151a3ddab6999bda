/** How much of a term an error shows. */
const MOST = 200

/** A term of a domain, for an error's text; cut where it is long, and safe for what is no JSON. */
export function describeTerm(term: unknown): string {
  let budget = 1000
  let text: string | undefined
  try {
    text = JSON.stringify(term, (_key, value: unknown) => {
      if (--budget < 0) return undefined
      if (typeof value === 'bigint') return String(value)
      if (typeof value === 'string' && value.length > MOST) return `${value.slice(0, MOST)}…`
      if (Array.isArray(value) && value.length > 20) return [...(value as unknown[]).slice(0, 20), '…']
      return value
    })
  } catch {
    text = undefined
  }
  text ??= typeof term
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
