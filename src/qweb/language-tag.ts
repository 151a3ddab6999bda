/**
 * The BCP 47 tag for a language code as Odoo writes them.
 *
 * @returns `en-US` when there is no code, or it is none
 * @example
 * toLanguageTag('sr@latin') // 'sr-Latn'
 */
export function toLanguageTag(code: string | undefined): string {
  if (code === undefined || code === '') return 'en-US'
  const [plain = '', script] = code.replaceAll('_', '-').split('@')
  const [language = '', ...rest] = plain.split('-')
  const middle = script === 'latin' ? ['Latn'] : script === 'Cyrl' || script === 'cyrillic' ? ['Cyrl'] : []
  try {
    return Intl.getCanonicalLocales([language, ...middle, ...rest].join('-'))[0] ?? 'en-US'
  } catch {
    return 'en-US'
  }
}
