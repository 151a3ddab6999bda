/** What all contestants serve: the same routes and the same data, whatever serves them. */

/** A line of an order. */
export interface Line {
  readonly book: string
  readonly quantity: number
  readonly price: number
}

/** An order, as it is sent to the servers. */
export interface Order {
  readonly number: string
  readonly customer: string
  readonly lines: readonly Line[]
}

export const TEXT = 'hello'

const AREAS = ['shop', 'stock', 'sales', 'staff', 'press', 'forum', 'events', 'library']
const THINGS = ['books', 'authors', 'orders', 'reviews', 'series']

/** 40 beginnings of paths, of five routes each: `''`, `/new`, `/:id`, `/:id/edit` and `/:id/pages/:page`. */
export const SECTIONS: readonly string[] = AREAS.flatMap((area) => THINGS.map((thing) => `/${area}/${thing}`))

const BOOKS = [
  'Middlemarch',
  'Bleak House',
  'The Idiot',
  'Walden',
  'Emma',
  'Dracula',
  'Moby-Dick',
  'Jane Eyre',
  'Kim',
  'Candide',
  'Germinal',
  'The Monk',
  'Villette',
]

/** 1 KB of JSON, but for some bytes. */
export const ORDER: Order = {
  number: 'S-2026-000417',
  customer: 'Dorothea Brooke, Lowick Manor, near Middlemarch',
  lines: BOOKS.map((book, index) => ({ book, quantity: 1 + (index % 3), price: 9.5 + index, note: 'a used copy' })),
}

/** What an order costs. */
export function totalOf(lines: readonly Line[]): number {
  let total = 0
  for (const { quantity, price } of lines) total += quantity * price
  return total
}

/** What a call over JSON-RPC asks for. */
export interface PriceCall {
  readonly price: number
  readonly quantity: number
}

export function priceOf({ price, quantity }: PriceCall): { total: number; currency: string } {
  return { total: price * quantity, currency: 'EUR' }
}

/** Tells the process that started this one where the server listens, and how much it worked when asked. */
export function announce(port: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: user + system })
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port })
}
