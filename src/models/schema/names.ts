import { createHash } from 'node:crypto'
import { identifier } from '../sql.ts'

/** The longest name that PostgreSQL keeps. */
const LONGEST = 63

/** A name for PostgreSQL: a longer one is cut, and a hash of the whole keeps it apart from others. Source: odoo.tools.sql.make_identifier. */
export function boundedName(name: string): string {
  if (name.length <= LONGEST) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, LONGEST - 9)}_${hash}`
}

/** A name of a table or column as it stands in a statement. @throws TypeError for what is no plain name */
export function quoted(name: string): string {
  return identifier(name).compile().text
}

/** A text as it stands in a statement that takes no parameters, as `comment on`. */
export function literal(text: string | null): string {
  if (text === null) return 'null'
  const plain = text.replaceAll('\0', '').replaceAll("'", "''")
  return plain.includes('\\') ? ` E'${plain.replaceAll('\\', '\\\\')}'` : `'${plain}'`
}

/** The name of a field's index. */
export function indexName(table: string, column: string): string {
  return boundedName(`${table}__${column}_index`)
}

/** The name of a field's foreign key. */
export function foreignKeyName(table: string, column: string): string {
  return boundedName(`${table}_${column}_fkey`)
}
