import { DomainError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { identifier, joined, sql, type Sql } from '../sql.ts'
import { accessCondition } from '../operations/access-checks.ts'
import { shownPath } from '../operations/field-place.ts'
import { expectAllowed, isStored } from './compile-condition.ts'
import { parseOrder, type OrderTerm } from './parse-order.ts'

/** An order in SQL. */
export interface CompiledOrder {
  /** `left join …`, or empty. */
  readonly joins: Sql
  /** What follows `order by`. */
  readonly orderBy: Sql
}

const MOST_JOINS = 24

/**
 * An order, `'name, id desc'`, in SQL. A many2one orders by its model's own order; `'partner_id.id'` by the id alone.
 *
 * Source: odoo.models.Model._order_to_sql.
 *
 * @param alias what the model's table is called in the query
 * @throws {DomainError} where it is malformed, or names what the model does not store
 * @throws {AccessError} where the user may not use a field
 */
export async function compileOrder(
  env: Environment,
  definition: ModelDefinition,
  order: string,
  alias: string,
): Promise<CompiledOrder> {
  const compiler = new OrderCompiler(env)
  const terms = parseOrder(order === '' ? definition.order || 'id' : order)
  for (const term of terms) {
    const field = definition.fields.get(term.field)
    if (field !== undefined) await expectAllowed(env, field)
  }
  await compiler.add(definition, terms, alias, false, new Set())
  return { joins: joined(compiler.joins, ' '), orderBy: joined(compiler.terms) }
}

interface JoinedTable {
  readonly definition: ModelDefinition
  readonly alias: string
}

function fieldOf({ name, fields }: ModelDefinition, wanted: string): FieldDefinition {
  const field = fields.get(wanted)
  if (field !== undefined) return field
  throw new DomainError(`The model ${name} has no field ${JSON.stringify(wanted)} to order by.`)
}

class OrderCompiler {
  readonly joins: Sql[] = []
  readonly terms: Sql[] = []
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  async add(
    definition: ModelDefinition,
    terms: readonly OrderTerm[],
    alias: string,
    reversed: boolean,
    seen: ReadonlySet<string>,
  ): Promise<void> {
    for (const term of terms) {
      const field = fieldOf(definition, term.field)
      await this.#field(definition, field, term, alias, term.descending !== reversed, seen)
    }
  }

  async #field(
    definition: ModelDefinition,
    field: FieldDefinition,
    term: OrderTerm,
    alias: string,
    descending: boolean,
    seen: ReadonlySet<string>,
  ): Promise<void> {
    const path = shownPath(field)
    if (path !== null) return this.#shown(definition, field, path, term, alias, descending, seen)
    const hasColumn = isStored(field) && field.type !== 'one2many' && field.type !== 'many2many'
    if (!hasColumn || field.type === 'json' || field.type === 'binary') {
      throw new DomainError(
        `Records cannot be ordered by ${field.model}.${field.name}: it has no column with an order.`,
      )
    }
    if (term.ofId && field.type !== 'many2one')
      throw new DomainError(`${field.model}.${field.name} is no relation: order by ${field.name}.`)
    const column = identifier(alias, field.name)
    if (field.type === 'many2one' && !term.ofId) return this.#many2one(field, term, alias, descending, seen)
    this.#term(field.type === 'boolean' ? sql`coalesce(${column}, false)` : column, descending, term.nulls)
  }

  // A tree is not followed in circles: a relation that was taken before adds nothing more.
  async #many2one(
    field: FieldDefinition,
    term: OrderTerm,
    alias: string,
    descending: boolean,
    seen: ReadonlySet<string>,
  ): Promise<void> {
    const key = `${field.model}.${field.name}`
    if (seen.has(key)) return
    const column = identifier(alias, field.name)
    if (term.nulls !== null) this.terms.push(sql`${column} is null${term.nulls === 'first' ? DESCENDING : NOTHING}`)
    const comodel = this.#env.registry.definition(field.comodel!)
    const other = await this.#join(comodel, column)
    await this.add(comodel, parseOrder(comodel.order || 'id'), other, descending, new Set([...seen, key]))
  }

  // Source: odoo.models.BaseModel._traverse_related_sql.
  async #shown(
    definition: ModelDefinition,
    field: FieldDefinition,
    path: readonly string[],
    term: OrderTerm,
    alias: string,
    descending: boolean,
    seen: ReadonlySet<string>,
  ): Promise<void> {
    const isTrusted = field.inherited !== null || field.computeSudo
    const end = await this.#follow(isTrusted ? this.#env.with({ su: true }) : this.#env, { definition, alias }, path)
    const last = fieldOf(end.definition, path.at(-1) as string)
    return this.#field(end.definition, last, term, end.alias, descending, seen)
  }

  /** The table at the end of a path, before its last field. */
  async #follow(env: Environment, from: JoinedTable, path: readonly string[]): Promise<JoinedTable> {
    let at = from
    for (const name of path.slice(0, -1)) {
      const step = fieldOf(at.definition, name)
      const further = shownPath(step)
      const { definition, alias } = further === null ? at : await this.#follow(env, at, further)
      const link = further === null ? step : fieldOf(definition, further.at(-1) as string)
      if (link.type !== 'many2one' || !isStored(link))
        throw new DomainError(`Records cannot be ordered through ${link.model}.${link.name}: it is no stored many2one.`)
      const comodel = env.registry.definition(link.comodel!)
      const other = this.#join(comodel, identifier(alias, link.name), (name) =>
        accessCondition(env, comodel, 'read', name),
      )
      at = { definition: comodel, alias: await other }
    }
    return at
  }

  async #join(
    comodel: ModelDefinition,
    column: Sql,
    readable: (alias: string) => Sql | null | Promise<Sql | null> = () => null,
  ): Promise<string> {
    if (this.joins.length >= MOST_JOINS)
      throw new DomainError(`An order leads through at most ${MOST_JOINS} relations.`)
    const other = `o${this.joins.length + 1}`
    const condition = await readable(other)
    const seen = condition === null ? NOTHING : sql` and ${condition}`
    this.joins.push(
      sql`left join ${identifier(comodel.table)} ${identifier(other)} on ${identifier(other, 'id')} = ${column}${seen}`,
    )
    return other
  }

  #term(column: Sql, descending: boolean, nulls: OrderTerm['nulls']): void {
    const place = nulls === null ? NOTHING : nulls === 'first' ? NULLS_FIRST : NULLS_LAST
    this.terms.push(sql`${column}${descending ? DESCENDING : NOTHING}${place}`)
  }
}

const NOTHING = sql``
const DESCENDING = sql` desc`
const NULLS_FIRST = sql` nulls first`
const NULLS_LAST = sql` nulls last`
