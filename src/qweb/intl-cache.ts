const MAX_KEPT = 500

/** Keeps what is expensive to make (Intl's formatters are), by a text key; bounded, since options come from templates. */
export function memoize<T>(create: (lang: string, options: object) => T): (lang: string, options: object) => T {
  const kept = new Map<string, T>()
  return (lang, options) => {
    const key = `${lang} ${JSON.stringify(options)}`
    const known = kept.get(key)
    if (known !== undefined) return known
    if (kept.size >= MAX_KEPT) kept.clear()
    const made = create(lang, options)
    kept.set(key, made)
    return made
  }
}

/** `Intl.NumberFormat`, kept. */
export const numberFormat: (lang: string, options: Intl.NumberFormatOptions) => Intl.NumberFormat = memoize(
  (lang, options) => new Intl.NumberFormat(lang, options),
)

/** `Intl.DateTimeFormat`, kept. */
export const dateFormat: (lang: string, options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat = memoize(
  (lang, options) => new Intl.DateTimeFormat(lang, options),
)

/** `Intl.RelativeTimeFormat`, kept. */
export const relativeFormat: (lang: string, options: Intl.RelativeTimeFormatOptions) => Intl.RelativeTimeFormat =
  memoize((lang, options) => new Intl.RelativeTimeFormat(lang, options))
