/**
 * A piece of SQL with its values beside it. Pieces nest; values only ever leave as `$1`, `$2`, …, never as text.
 *
 * Source: odoo.tools.SQL.
 */
export class Sql {
  readonly texts: readonly string[]
  readonly values: readonly unknown[]

  /** @internal Use the tag `sql`, `identifier` or `joined`. */
  constructor(texts: readonly string[], values: readonly unknown[]) {
    this.texts = texts
    this.values = values
  }

  /** Whether nothing is in it. */
  get isEmpty(): boolean {
    return this.texts.length === 1 && this.texts[0] === ''
  }

  /** The same in one piece, for what is used again and again. */
  flat(): Sql {
    const texts = ['']
    const values: unknown[] = []
    const add = (piece: Sql): void => {
      for (const [index, text] of piece.texts.entries()) {
        texts[texts.length - 1] += text
        if (index === piece.values.length) return
        const value = piece.values[index]
        if (value instanceof Sql) add(value)
        else {
          values.push(value)
          texts.push('')
        }
      }
    }
    add(this)
    return new Sql(texts, values)
  }

  /** The statement's text with `$n` for its values, and the values. */
  compile(): { text: string; values: unknown[] } {
    const values: unknown[] = []
    return { text: textOf(this, values), values }
  }
}

function textOf({ texts, values: own }: Sql, values: unknown[]): string {
  let text = texts[0] as string
  for (let index = 0; index < own.length; index++) {
    const value = own[index]
    text += value instanceof Sql ? textOf(value, values) : `$${values.push(value)}`
    text += texts[index + 1] as string
  }
  return text
}

/**
 * Writes SQL: what is put in becomes a parameter, unless it is SQL itself.
 *
 * @example
 * sql`select ${identifier('name')} from ${identifier('shop_book')} where id = ${7}`.compile()
 * // { text: 'select "name" from "shop_book" where id = $1', values: [7] }
 */
export function sql(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  return new Sql(texts, values)
}

export const NO_SQL: Sql = new Sql([''], [])
export const TRUE: Sql = new Sql(['true'], [])
export const FALSE: Sql = new Sql(['false'], [])

const known = new Map<string, Sql>()

/**
 * A name of a table or column, quoted; several parts are joined by dots. Only for names that declarations gave.
 *
 * @throws TypeError for a part that is not a plain name of at most 63 characters
 */
export function identifier(...parts: readonly string[]): Sql {
  const key = parts.join('.')
  const found = known.get(key)
  if (found !== undefined) return found
  for (const part of parts) {
    if (!/^[a-z_][a-z0-9_$]{0,62}$/i.test(part)) throw new TypeError(`${JSON.stringify(part)} is no name for SQL.`)
  }
  const made = new Sql([parts.map((part) => `"${part}"`).join('.')], [])
  if (known.size < 10_000) known.set(key, made)
  return made
}

/** Pieces with a separator between them. */
export function joined(pieces: readonly Sql[], separator = ', '): Sql {
  if (pieces.length === 0) return NO_SQL
  return new Sql(['', ...pieces.slice(1).map(() => separator), ''], pieces)
}
