import Negotiator from 'negotiator'

// Where a language alone is asked for, its home: what likely subtags would give differs for these.
const homes: ReadonlyMap<string, string> = new Map([
  ['pt', 'PT'],
  ['en', 'US'],
])

/**
 * The language that a client likes best, as `fr_FR`; null where it states none that can be read.
 * Source: odoo.http.Request.best_lang.
 *
 * @param header the `Accept-Language` header
 */
export function bestLanguage(header: string | undefined): string | null {
  if (header === undefined) return null
  const [first] = new Negotiator({ headers: { 'accept-language': header } }).languages()
  if (first === undefined || first === '*') return null
  try {
    const locale = new Intl.Locale(first)
    const region = locale.region ?? homes.get(locale.language) ?? locale.maximize().region
    return region === undefined ? null : `${locale.language}_${region}`
  } catch {
    return null
  }
}
