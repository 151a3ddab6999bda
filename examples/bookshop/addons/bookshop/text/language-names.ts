const names = new Intl.DisplayNames('en', { type: 'language' })

/** `['grc']` → `{ grc: 'Ancient Greek' }` */
export function languageNames(codes: Iterable<string>): Record<string, string> {
  return Object.fromEntries(Array.from(codes, (code) => [code, names.of(code) ?? code]))
}
