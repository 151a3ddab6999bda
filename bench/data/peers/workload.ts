// What all peers do: the same rows for the same number, and the same made of them.

export const SALES = 10_000
export const WORLDS = 10_000
/** Whose sales every second one is: the user of the measured operations. */
export const LOGIN = 'seller'

/** A sale as it is read. */
export interface SaleValues {
  readonly name: string
  readonly note: string
  readonly amount: number
  readonly quantity: number
  readonly partner: number
}

export interface World {
  readonly id: number
  readonly randomNumber: number
}

export interface Fortune {
  readonly id: number
  readonly message: string
}

/** A number between 0 and 1 that follows from another. */
function scattered(number: number): number {
  let mixed = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}

/** 100 sales of the user's; theirs have even ids. */
export function saleIds(operation: number): number[] {
  const first = Math.floor(scattered(operation) * (SALES / 2 - 100))
  return Array.from({ length: 100 }, (_, index) => 2 * (first + index + 1))
}

/** 20 different rows, in the order of their ids: so no two transactions wait for each other in a circle. */
export function worldIds(operation: number): number[] {
  const ids = new Set<number>()
  for (let index = 0; ids.size < 20; index++) ids.add(worldId(operation * 64 + index))
  return [...ids].sort((left, right) => left - right)
}

export function worldId(operation: number): number {
  return 1 + Math.floor(scattered(operation) * WORLDS)
}

export function randomNumber(operation: number, index: number): number {
  return 1 + Math.floor(scattered(operation * 64 + index + 7919) * 10_000)
}

/** Reads all that was asked for. */
export function checksum(sales: Iterable<SaleValues>): number {
  let sum = 0
  for (const { name, note, amount, quantity, partner } of sales) {
    sum += name.length + note.length + amount * quantity + partner
  }
  return Math.round(sum * 100) / 100
}

/** A row to insert. */
export function newSale(operation: number): Omit<SaleValues, 'partner'> & { readonly state: string } {
  return {
    name: `New sale ${operation}`,
    note: 'made by a benchmark',
    amount: 12.5,
    quantity: operation % 10,
    state: 'draft',
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The page of TechEmpower's fortunes: one more than was read, in the order of the messages. */
export function fortunesPage(read: readonly Fortune[]): string {
  const fortunes = [...read, { id: 0, message: 'Additional fortune added at request time.' }]
  fortunes.sort((left, right) => (left.message < right.message ? -1 : 1))
  const rows = fortunes.map(
    ({ id, message }) =>
      `<tr><td>${id}</td><td>${message.replace(/[<>&"']/g, (sign) => ESCAPES[sign] ?? sign)}</td></tr>`,
  )
  return `<!DOCTYPE html><html><body><table>${rows.join('')}</table></body></html>`
}
