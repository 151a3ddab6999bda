import type { Formatter } from './field-description.ts'
import { escapeHtml } from './escape.ts'
import { Markup } from './markup.ts'
import { spread } from './operators.ts'
import { toText } from './to-text.ts'
import { isPlainObject, truth } from './truth.ts'
import { safeUrl } from './url-attributes.ts'

/** The name of a record: its `display_name`, else its `name`; a `[id, name]` pair as RPC gives it works too. */
export function displayName(value: unknown): string {
  if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'string') return value[1]
  if (typeof value !== 'object' || value === null || value instanceof Markup) return toText(value)
  const name = property(value, 'display_name') ?? property(value, 'name')
  return name === undefined ? toText(value) : toText(name)
}

/** A property, or undefined where the record refuses to tell. */
function property(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key] ?? undefined
  } catch (error) {
    if (key === 'display_name') return undefined
    throw error
  }
}

/** Text with its line breaks as `<br>`. */
export function withBreaks(text: string): Markup {
  return new Markup(escapeHtml(text).replaceAll(/\r?\n/g, '<br>\n'))
}

/** `text`: line breaks stay. */
export const formatText: Formatter = (value) => withBreaks(toText(value))

/** `html`: printed as it is. The value must be clean: html fields are cleaned when they are written. */
export const formatHtml: Formatter = (value) => new Markup(toText(value))

/** `many2one`: the record's name. */
export const formatMany2one: Formatter = (value) => (truth(value) ? withBreaks(displayName(value)) : null)

/** `one2many` and `many2many`: the records' names. */
export const formatX2many: Formatter = (value) => {
  const names = Array.from(spread(value), displayName)
  return names.length === 0 ? null : names.join(', ')
}

/** `selection`: the label of a key; `selection` is a map, an object or a list of pairs. */
export const formatSelection: Formatter = (value, options) => {
  const { selection } = options
  const label =
    selection instanceof Map
      ? selection.get(value)
      : isPlainObject(selection)
        ? own(selection, toText(value))
        : Array.isArray(selection)
          ? (selection as unknown[][]).find(([key]) => key === value)?.[1]
          : undefined
  return toText(label ?? value)
}

function own(labels: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

const CONTACT_FIELDS = ['name', 'address', 'phone', 'mobile', 'email']

/** `contact`: name, address and ways to reach a partner; `fields` says which, `no_tag_br` and `separator` how joined. */
export const formatContact: Formatter = (value, options) => {
  const nothing = typeof options['null_text'] === 'string' ? options['null_text'] : null
  if (!truth(value) || typeof value !== 'object' || value === null) return nothing
  const partner = value as Record<string, unknown>
  const fields = Array.isArray(options['fields']) ? options['fields'].map(toText) : CONTACT_FIELDS
  const address = addressOf(partner)
  const lines = fields.flatMap((field) => (field === 'address' ? addressLines(address) : contactLine(partner, field)))
  if (lines.length === 0) return nothing
  const separator = truth(options['separator'])
    ? escapeHtml(toText(options['separator']))
    : truth(options['no_tag_br'])
      ? ', '
      : '<br>\n'
  return new Markup(`<address class="o_contact">${lines.join(separator)}</address>`)
}

function addressOf(partner: Readonly<Record<string, unknown>>): string[] {
  const { street, street2, zip, city, country_id: country } = partner
  const town = [zip, city]
    .filter((part) => truth(part))
    .map(toText)
    .join(' ')
  const lines = [street, street2].filter((part) => truth(part)).map(toText)
  return [...lines, town, truth(country) ? displayName(country) : ''].filter((line) => line !== '')
}

function addressLines(lines: readonly string[]): string[] {
  return lines.map((line) => `<span itemprop="address">${escapeHtml(line)}</span>`)
}

/** The fields that are links: how their URL begins, and what they are. */
const LINKS: Readonly<Record<string, readonly [scheme: string, property: string]>> = {
  phone: ['tel:', 'telephone'],
  mobile: ['tel:', 'telephone'],
  email: ['mailto:', 'email'],
  website: ['', 'website'],
}

function contactLine(partner: Readonly<Record<string, unknown>>, field: string): string[] {
  const value =
    field === 'name' ? displayName(partner) : Object.hasOwn(partner, field) || field in partner ? partner[field] : null
  if (!truth(value)) return []
  const text = escapeHtml(toText(value))
  const link = Object.hasOwn(LINKS, field) ? LINKS[field] : undefined
  if (link !== undefined) {
    const [scheme, property] = link
    return [`<a href="${escapeHtml(safeUrl(scheme + toText(value)))}" itemprop="${property}">${text}</a>`]
  }
  return [field === 'name' ? `<strong itemprop="name">${text}</strong>` : `<span>${text}</span>`]
}
