import { DomainError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { identifier, joined, sql, type Sql } from '../sql.ts'
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
      const field = definition.fields.get(term.field)
      if (field === undefined) {
        throw new DomainError(`The model ${definition.name} has no field ${JSON.stringify(term.field)} to order by.`)
      }
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
    if (field.inherited !== null) return this.#inherited(definition, field, term, alias, descending, seen)
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
    const other = this.#join(comodel, column)
    await this.add(comodel, parseOrder(comodel.order || 'id'), other, descending, new Set([...seen, key]))
  }

  async #inherited(
    definition: ModelDefinition,
    field: FieldDefinition,
    term: OrderTerm,
    alias: string,
    descending: boolean,
    seen: ReadonlySet<string>,
  ): Promise<void> {
    const link = definition.fields.get(field.inherited!)
    const comodel = this.#env.registry.definition(link!.comodel!)
    const own = comodel.fields.get(field.name)
    if (own === undefined) throw new DomainError(`The model ${comodel.name} has no field ${field.name} to order by.`)
    await this.#field(comodel, own, term, this.#join(comodel, identifier(alias, link!.name)), descending, seen)
  }

  #join(comodel: ModelDefinition, column: Sql): string {
    if (this.joins.length >= MOST_JOINS)
      throw new DomainError(`An order leads through at most ${MOST_JOINS} relations.`)
    const other = `o${this.joins.length + 1}`
    this.joins.push(
      sql`left join ${identifier(comodel.table)} ${identifier(other)} on ${identifier(other, 'id')} = ${column}`,
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
