import type { Cursor } from '../../database/cursor.ts'
import { MissingError } from '../../errors/business-errors.ts'
import { BoundedCache } from '../caches.ts'
import type { Environment } from '../environment.ts'
import type { Model } from '../model.ts'
import type { Registry } from '../registry.ts'

/** What an external id stands for. */
export interface ExternalIdTarget {
  readonly model: string
  readonly id: number
  /** Whether an upgrade leaves the record as it is. */
  readonly noupdate: boolean
}

/** An external id that is to be kept. */
export interface ExternalIdRow {
  readonly xmlId: string
  readonly model: string
  readonly id: number
  /** Default: as it is; false where it is new. */
  readonly noupdate?: boolean
}

/** The model whose table has them. */
const DATA_MODEL = 'ir.model.data'

const XML_ID = /^[a-z_][\w-]{0,99}\.[\w.-]{1,200}$/i

/**
 * The external ids of one registry: names, `addon.name`, for records, the same in every database. What is looked up is
 * remembered, but not what a transaction wrote before it is committed.
 *
 * Source: odoo ir.model.data.
 */
export class ExternalIds {
  readonly #registry: Registry
  readonly #known = new BoundedCache<ExternalIdTarget>(20_000)

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /**
   * The record with an external id, in the given environment; access is checked when it is used.
   *
   * @returns null where there is none, or it was deleted, if that is `optional`
   * @throws {MissingError} where there is none, unless `optional`
   */
  async record(env: Environment, xmlId: string, optional: boolean = false): Promise<Model | null> {
    const target = await this.find(env, xmlId)
    if (target === null) return this.#missing(xmlId, optional)
    const record = env.records(target.model, [target.id])
    if ((await record.exists()).length > 0) return record
    this.#known.delete(xmlId)
    return this.#missing(xmlId, optional)
  }

  /** The id of the record, or null where there is none. */
  async idOf(env: Environment, xmlId: string): Promise<number | null> {
    return this.knownId(env, xmlId) ?? (await this.find(env, xmlId))?.id ?? null
  }

  /** The id of a record that is remembered, or undefined. */
  knownId(env: Environment, xmlId: string): number | undefined {
    return env.transaction.hasChanged('ids') ? undefined : this.#known.get(xmlId)?.id
  }

  /** What an external id stands for, or null. Whether the record still exists is not looked at. */
  async find(env: Environment, xmlId: string): Promise<ExternalIdTarget | null> {
    return (await this.findAll(env, [xmlId])).get(xmlId) ?? null
  }

  /** What external ids stand for, in one query; those that are not there, or no external ids at all, are left out. */
  async findAll(env: Environment, xmlIds: Iterable<string>): Promise<Map<string, ExternalIdTarget>> {
    const found = new Map<string, ExternalIdTarget>()
    const unknown: string[] = []
    // What a transaction wrote is not for others before it is committed.
    const shared = !env.transaction.hasChanged('ids')
    for (const xmlId of new Set(xmlIds)) {
      const known = shared ? this.#known.get(xmlId) : undefined
      if (known !== undefined) found.set(xmlId, known)
      else if (isExternalId(xmlId)) unknown.push(xmlId)
    }
    if (unknown.length > 0) {
      for (const [xmlId, target] of await this.#read(env.cr, unknown)) {
        found.set(xmlId, target)
        if (shared) this.#known.set(xmlId, target)
      }
    }
    return found
  }

  /** Keeps an external id for a record; one that is there already comes to stand for this record. */
  async set(
    env: Environment,
    xmlId: string,
    model: string,
    id: number,
    options: { noupdate?: boolean } = {},
  ): Promise<void> {
    await this.setAll(env, [{ xmlId, model, id, ...options }])
  }

  /**
   * Keeps several external ids, in two statements.
   *
   * @throws {MissingError} for a text that is no external id
   */
  async setAll(env: Environment, rows: readonly ExternalIdRow[]): Promise<void> {
    if (rows.length === 0) return
    const parts = rows.map(({ xmlId }) => split(xmlId))
    const values = [
      parts.map(({ module }) => module),
      parts.map(({ name }) => name),
      rows.map(({ model }) => model),
      rows.map(({ id }) => id),
      rows.map(({ noupdate }) => noupdate ?? null),
    ]
    const given = `unnest($1::text[], $2::text[], $3::text[], $4::int4[], $5::bool[]) with ordinality as given(module, name, model, res_id, noupdate, place)`
    await env.cr.query(
      `update ir_model_data as d set model = given.model, res_id = given.res_id, noupdate = coalesce(given.noupdate, d.noupdate)
       from ${given} where d.module = given.module and d.name = given.name`,
      values,
    )
    await env.cr.query(
      `insert into ir_model_data (module, name, model, res_id, noupdate)
       select module, name, model, res_id, coalesce(noupdate, false) from ${given}
       where not exists (select 1 from ir_model_data d where d.module = given.module and d.name = given.name)
       order by place`,
      values,
    )
    env.transaction.invalidate(DATA_MODEL)
    env.transaction.clearCaches('ids')
  }

  /** The external ids of records, by the records' ids; the first of each, and none for those that have none. Source: odoo get_external_id. */
  async of(records: Model): Promise<Map<number, string>> {
    if (!this.#registry.has(DATA_MODEL) || records.length === 0) return new Map()
    const { rows } = await records.env.cr.query<{ module: string; name: string; res_id: number }>(
      'select module, name, res_id from ir_model_data where model = $1 and res_id = any($2::int4[]) order by id desc',
      [records.definition.name, records.ids],
    )
    return new Map(rows.map(({ module, name, res_id: id }) => [id, `${module}.${name}`]))
  }

  /** Forgets what was looked up. */
  clear(): void {
    this.#known.clear()
  }

  async #read(cr: Cursor, xmlIds: readonly string[]): Promise<Map<string, ExternalIdTarget>> {
    if (!this.#registry.has(DATA_MODEL)) return new Map()
    const parts = xmlIds.map(split)
    interface Row {
      module: string
      name: string
      model: string
      res_id: number
      noupdate: boolean | null
    }
    const { rows } = await cr.query<Row>(
      `select d.module, d.name, d.model, d.res_id, d.noupdate from ir_model_data d
       join unnest($1::text[], $2::text[]) as wanted(module, name) on d.module = wanted.module and d.name = wanted.name
       where d.res_id is not null`,
      [parts.map(({ module }) => module), parts.map(({ name }) => name)],
    )
    return new Map(
      rows.map(({ module, name, model, res_id: id, noupdate }) => [
        `${module}.${name}`,
        { model, id, noupdate: noupdate ?? false },
      ]),
    )
  }

  #missing(xmlId: string, optional: boolean): null {
    if (optional) return null
    throw isExternalId(xmlId) ? new MissingError(`External ID not found in the system: ${xmlId}`) : malformed(xmlId)
  }
}

/** Whether a text can be an external id. */
export function isExternalId(text: unknown): text is string {
  return typeof text === 'string' && XML_ID.test(text)
}

function split(xmlId: string): { module: string; name: string } {
  if (!isExternalId(xmlId)) throw malformed(xmlId)
  const dot = xmlId.indexOf('.')
  return { module: xmlId.slice(0, dot), name: xmlId.slice(dot + 1) }
}

function malformed(xmlId: unknown): MissingError {
  return new MissingError(`${JSON.stringify(xmlId).slice(0, 120)} is no external id: it is written as addon.name.`)
}
