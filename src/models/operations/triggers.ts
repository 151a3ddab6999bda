import { pathsIn } from '../domain/domain-node.ts'
import { parseDomain } from '../domain/parse-domain.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { hasColumn } from './field-place.ts'

/** A computed field that follows from another, and how its records are found: by this path from them to the other. */
export interface Trigger {
  readonly field: FieldDefinition
  readonly path: readonly string[]
}

/** How deep fields may follow from each other without being stored. */
const DEPTH_LIMIT = 16

type Definitions = ReadonlyMap<string, ModelDefinition>

/** Which computed fields, and which one2many and many2many values, follow from which fields. Source: odoo Registry.get_trigger_tree. */
export class Triggers {
  readonly #definitions: Definitions
  readonly #triggers = new Map<string, Map<string, Trigger[]>>()
  readonly #relations = new Map<string, FieldDefinition[]>()
  readonly #links = new Map<string, FieldDefinition[]>()
  readonly #matters = new Map<string, boolean>()

  constructor(definitions: Definitions) {
    this.#definitions = definitions
    for (const { fields } of definitions.values()) {
      for (const field of fields.values()) {
        if (field.comodel !== null && field.type !== 'many2one') push(this.#relations, field.comodel, field)
        if (field.type === 'many2one' && hasColumn(field)) push(this.#links, field.comodel as string, field)
        if (field.name === 'id' || field.automatic) continue
        for (const path of field.depends) this.#note(field, field.model, path.split('.'), [], 0)
      }
    }
  }

  /** The computed fields that follow from a field. */
  of(model: string, field: string): readonly Trigger[] {
    return this.#triggers.get(model)?.get(field) ?? []
  }

  /** The one2many and many2many fields that lead to a model. */
  relationsTo(model: string): readonly FieldDefinition[] {
    return this.#relations.get(model) ?? []
  }

  /** The many2one fields that lead to a model. */
  linksTo(model: string): readonly FieldDefinition[] {
    return this.#links.get(model) ?? []
  }

  /** Whether a stored field follows from a field. */
  isFollowed({ model, name }: FieldDefinition): boolean {
    return this.of(model, name).some(({ field }) => field.store)
  }

  /** Whether stored fields of other records follow from a model's records, or from those that are deleted with them. */
  matters(model: string): boolean {
    let known = this.#matters.get(model)
    if (known === undefined) this.#matters.set(model, (known = this.#counts(model, new Set())))
    return known
  }

  #counts(model: string, seen: Set<string>): boolean {
    if (seen.has(model)) return false
    seen.add(model)
    const own = [...(this.#triggers.get(model)?.values() ?? [])].flat()
    if (own.some(({ field, path }) => field.store && path.length > 0)) return true
    return this.linksTo(model).some((link) =>
      link.ondelete === 'cascade' ? this.#counts(link.model, seen) : this.isFollowed(link),
    )
  }

  #searchable(model: string, path: readonly string[]): boolean {
    let at: string | null | undefined = model
    for (const name of path) {
      const field: FieldDefinition | undefined = this.#definitions.get(at ?? '')?.fields.get(name)
      if (field === undefined) return false
      if (!field.store && field.type !== 'one2many' && field.related === null && field.search === null) return false
      at = field.comodel
    }
    return true
  }

  // Every field on the way is one that the computed field follows from.
  #note(
    field: FieldDefinition,
    model: string,
    path: readonly string[],
    before: readonly string[],
    depth: number,
  ): void {
    const [name, ...rest] = path
    const found = name === undefined ? undefined : this.#definitions.get(model)?.fields.get(name)
    if (found === undefined || depth > DEPTH_LIMIT) return
    this.#add(model, found.name, { field, path: before })
    if (!found.store && found !== field) {
      for (const further of found.depends) this.#note(field, model, further.split('.'), before, depth + 1)
    }
    if (found.comodel === null) return
    const through = [...before, found.name]
    for (const path of this.#decidedBy(found)) this.#note(field, found.comodel, path.split('.'), through, depth + 1)
    if (found.type === 'one2many' && found.inverseName !== null) {
      this.#add(found.comodel, found.inverseName, { field, path: through })
    }
    if (found.type === 'many2many') {
      for (const other of this.#definitions.get(found.comodel)?.fields.values() ?? []) {
        if (isOtherSide(found, other)) this.#add(found.comodel, other.name, { field, path: through })
      }
    }
    this.#note(field, found.comodel, rest, through, depth)
  }

  /** What decides which of the linked records a field shows: the fields in its domain, and whether they are active. */
  #decidedBy({ type, comodel, compute, related, domain, context }: FieldDefinition): readonly string[] {
    if (type === 'many2one' || compute !== null || related !== null) return []
    const names = domain.length === 0 ? [] : pathsOf(domain)
    const active = this.#definitions.get(comodel as string)?.activeName ?? null
    return active === null || context['active_test'] === false ? [...names] : [...names, active]
  }

  #add(model: string, name: string, trigger: Trigger): void {
    // Who depends on what cannot be found in the database is not found.
    if (trigger.field.store && !this.#searchable(trigger.field.model, trigger.path)) return
    let fields = this.#triggers.get(model)
    if (fields === undefined) this.#triggers.set(model, (fields = new Map()))
    const known = fields.get(name)
    if (known === undefined) fields.set(name, [trigger])
    else if (!known.some(({ field, path }) => field === trigger.field && path.join() === trigger.path.join())) {
      known.push(trigger)
    }
  }
}

// What is malformed is told where it is used.
function pathsOf(domain: readonly unknown[]): readonly string[] {
  try {
    return [...pathsIn(parseDomain(domain))]
  } catch {
    return []
  }
}

function push(lists: Map<string, FieldDefinition[]>, model: string, field: FieldDefinition): void {
  const known = lists.get(model)
  if (known === undefined) lists.set(model, [field])
  else known.push(field)
}

/** Whether two many2many fields are kept in the same table, seen from either side. */
export function isOtherSide({ relation }: FieldDefinition, { relation: other }: FieldDefinition): boolean {
  return (
    relation !== null &&
    other !== null &&
    relation.table === other.table &&
    relation.column === other.otherColumn &&
    relation.otherColumn === other.column
  )
}
