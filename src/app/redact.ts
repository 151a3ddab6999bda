const SECRET =
  /(?:^|[_-])pass$|passw|passphrase|pwd|secret|token|csrf|cookie|authorization|api[-_]?key|private[-_]?key|credential|session[-_]?id|^sid$/i

/** What stands for a value that is nobody's business. */
export const REDACTED = '•••'

const DEPTH = 4
const MOST_ITEMS = 50
const LONGEST_TEXT = 500

/** Whether something of this name is kept from view. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name)
}

/** A value as text for people who look for a mistake, without what its names say is secret, and bounded in every way. */
export function describeValue(value: unknown, name = ''): string {
  if (isSecretName(name)) return REDACTED
  return describe(value, DEPTH)
}

function describe(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  if (typeof value === 'function') return '[function]'
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (depth === 0) return '…'
  if (Array.isArray(value)) return `[${items(value, (item) => describe(item, depth - 1))}]`
  const entries = plainEntries(value)
  if (entries === null) return `[${className(value)}]`
  return `{ ${items(entries, ([key, item]) => `${key}: ${isSecretName(key) ? REDACTED : describe(item, depth - 1)}`)} }`
}

function items<Item>(all: readonly Item[], toText: (item: Item) => string): string {
  const shown = all.slice(0, MOST_ITEMS).map(toText)
  return [...shown, ...(all.length > MOST_ITEMS ? [`… ${all.length - MOST_ITEMS} more`] : [])].join(', ')
}

/** What may be looked at without running code of others: data properties of plain objects. */
function plainEntries(value: object): Array<readonly [string, unknown]> | null {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return null
  return Object.entries(Object.getOwnPropertyDescriptors(value)).map(([key, each]) => [key, each.value] as const)
}

function className(value: object): string {
  const { constructor } = value
  return typeof constructor === 'function' ? constructor.name : 'object'
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : text
}
