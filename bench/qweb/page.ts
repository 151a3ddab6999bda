/** One row of the page that every engine renders: five columns that must be escaped, and a conditional class. */
export interface Row {
  readonly name: string
  readonly author: string
  readonly isbn: string
  readonly shelf: string
  readonly stock: number
}

/** What the page shows. */
export interface PageData {
  readonly title: string
  readonly rows: readonly Row[]
}

/** The same hundred rows for all engines; every tenth has something to escape. */
export const data: PageData = {
  title: 'Books & more',
  rows: Array.from({ length: 100 }, (_, index) => ({
    name: index % 10 === 0 ? `Bread & "<butter" ${index}` : `The book number ${index}`,
    author: index % 10 === 5 ? `O'Neil ${index}` : `Author ${index}`,
    isbn: `978-0-00-${100000 + index}`,
    shelf: `Shelf ${index % 7}`,
    stock: index % 13,
  })),
}

/** What all engines must print, but for white space between tags and the spelling of quotes. */
export function normalize(html: string): string {
  return html
    .replaceAll(/&#34;|&quot;/g, '"')
    .replaceAll(/&#x27;|&#39;|&apos;/g, "'")
    .replaceAll(/>\s+/g, '>')
    .replaceAll(/\s+</g, '<')
    .trim()
}
