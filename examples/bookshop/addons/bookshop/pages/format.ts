const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })
const languages = new Intl.DisplayNames('en', { type: 'language' })

/** `10.5` → `€10.50` */
export function formatPrice(price: number): string {
  return euros.format(price)
}

/** `1813` → `1813`, `121` → `AD 121`, `-300` → `300 BC` */
export function formatYear(year: number): string {
  if (year < 0) return `${-year} BC`
  return year < 1000 ? `AD ${year}` : String(year)
}

/** `grc` → `Ancient Greek` */
export function formatLanguage(code: string): string {
  return languages.of(code) ?? code
}

/** `1, 'book'` → `1 book`, `2, 'book'` → `2 books` */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
