import { accessDomain } from '../access/access-domain.ts'
import { DomainError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { FALSE, joined, sql, TRUE, type Sql } from '../sql.ts'
import { compileCondition } from './compile-condition.ts'
import type { Domain } from './domain.ts'
import type { DomainNode } from './domain-node.ts'
import { parseDomain } from './parse-domain.ts'

/** Where a condition stands: on which model's table, called `alias` in the query, and with whose rights. */
export interface Place {
  readonly env: Environment
  readonly definition: ModelDefinition
  readonly alias: string
  /** How many searches it is inside of. */
  readonly depth: number
}

const MOST_DEPTH = 60
const MOST_TABLES = 500

/**
 * A domain as a condition of SQL. It is true or false for every record, never null.
 *
 * Paths into other models see what the user may read there, unless `env.su`; archived records of x2many fields are left out as
 * the context's `active_test` says. The model's own access rules and active test are not in it.
 *
 * Source: odoo.osv.expression.expression.
 *
 * @param alias what the model's table is called in the query
 * @throws {DomainError} where the domain is malformed, or names what the model does not have
 * @throws {AccessError} where the user may not use a field, or not read a model on the way
 */
export async function compileDomain(
  env: Environment,
  definition: ModelDefinition,
  domain: Domain,
  alias: string,
): Promise<Sql> {
  return new DomainCompiler().node({ env, definition, alias, depth: 0 }, parseDomain(domain), false)
}

/** Compiles one domain: gives names to the tables in it, and bounds them. @internal */
export class DomainCompiler {
  #tables = 0

  /** A place on another model inside of one. */
  inside(place: Place, definition: ModelDefinition, env: Environment = place.env): Place {
    if (++this.#tables > MOST_TABLES)
      throw new DomainError(`A domain leads into other models at most ${MOST_TABLES} times.`)
    return { env, definition, alias: `d${this.#tables}`, depth: deeper(place) }
  }

  /** A name for what is no model's table. */
  name(): string {
    return `d${++this.#tables}`
  }

  async node(place: Place, node: DomainNode, negated: boolean): Promise<Sql> {
    switch (node.kind) {
      case 'true':
      case 'false':
        return (node.kind === 'true') === negated ? FALSE : TRUE
      case 'not':
        return this.node(place, node.node, !negated)
      case 'and':
      case 'or':
        return this.#several(place, node.nodes, (node.kind === 'and') === negated ? ' or ' : ' and ', negated)
      default:
        return compileCondition(this, place, node, negated)
    }
  }

  /** A domain that a method gave, in the same place. */
  async given(place: Place, domain: unknown, negated: boolean): Promise<Sql> {
    return this.node(this.nested(place), parseDomain(domain), negated)
  }

  /** The same place, one step deeper. */
  nested(place: Place): Place {
    return { ...place, depth: deeper(place) }
  }

  /** What the user may read of a place's model; null where that is everything. */
  async readable(place: Place): Promise<Sql | null> {
    const { env, definition } = place
    if (env.su) return null
    const domain = await accessDomain(env, definition, 'read')
    // Rules are the administrator's: what they name is not itself restricted.
    return domain === null ? null : this.given({ ...place, env: env.with({ su: true }) }, domain, false)
  }

  async #several(place: Place, nodes: readonly DomainNode[], word: string, negated: boolean): Promise<Sql> {
    const parts: Sql[] = []
    const [neutral, decisive] = word === ' and ' ? [TRUE, FALSE] : [FALSE, TRUE]
    for (const node of nodes) {
      const part = await this.node(place, node, negated)
      if (part !== neutral) parts.push(part)
    }
    if (parts.includes(decisive)) return decisive
    if (parts.length === 0) return neutral
    return parts.length === 1 ? parts[0]! : sql`(${joined(parts, word)})`
  }
}

function deeper({ depth }: Place): number {
  if (depth >= MOST_DEPTH) throw new DomainError('A domain leads into itself, or too deep.')
  return depth + 1
}
