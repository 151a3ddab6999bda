import { UserError } from '../../errors/business-errors.ts'
import type { Domain } from '../domain/domain.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, NO_SQL, sql, type Sql } from '../sql.ts'
import { columnPart, DATE_PARTS, isDatePart, localTime, zoneOf } from '../domain/date-part.ts'
import { sourceOf, type Source } from './group-column.ts'
import { buildSelection } from './search.ts'
import { localeOf, toUtc } from './time-zone.ts'

/** What a group is called, and which records are in it. */
export interface GroupValue {
  readonly shown: unknown
  readonly condition: Domain
  /** For dates: from, and to (not included). */
  readonly range?: { readonly from: string; readonly to: string } | false
}

/** What records are grouped by. */
export interface Grouping {
  /** As it was written: `'date:month'`. */
  readonly text: string
  readonly field: FieldDefinition
  readonly expression: Sql
  readonly join: Sql
  /** Reads what `describe` needs to know of all the groups. */
  prepare(raws: readonly unknown[]): Promise<void>
  describe(raw: unknown): GroupValue
}

const STEPS = new Set(['hour', 'day', 'week', 'month', 'quarter', 'year'])

const NOTHING = async (): Promise<void> => {}

/** Reads `'author_id'` or `'date:month'`. @throws {UserError} where records cannot be grouped so */
export async function parseGrouping(records: Model, text: string): Promise<Grouping> {
  if (typeof text !== 'string') throw new UserError('Records are grouped by the names of fields.')
  const [name = '', step, ...more] = text.split(':')
  const field = records.env.registry.field(records.definition.name, name)
  const source = await sourceOf(records.env, field)
  const { column } = source
  if (source.field.relation !== null && source.field.store) return byLink(records, field, source, text)
  if (column === null) throw new UserError(`Records cannot be grouped by ${name}: it is not stored.`)
  if (field.type === 'json' || field.type === 'binary')
    throw new UserError(`Records cannot be grouped by ${name}: its values cannot be compared.`)
  if (field.type === 'date' || field.type === 'datetime') {
    if (more.length > 0) throw new UserError(`${text} cannot be grouped by.`)
    const part = isDatePart(field, step) ? step : undefined
    if (part !== undefined) return byDatePart(records, field, { text, part, column })
    return byDate(records, field, { text, step: stepOf(field, step), column })
  }
  if (step !== undefined) throw new UserError(`${name} is no date: ${text} cannot be grouped by.`)
  return {
    text,
    field,
    join: NO_SQL,
    expression: field.type === 'boolean' ? sql`coalesce(${column}, false)` : column,
    prepare: field.type === 'many2one' ? (raws) => loadNames(records, field, raws) : NOTHING,
    describe: (raw) => valueGroup(records, field, field.kind.fromColumn(raw, field)),
  }
}

function valueGroup(records: Model, field: FieldDefinition, value: unknown): GroupValue {
  const condition = [[field.name, '=', value]] as unknown as Domain
  if (value === null) return { shown: null, condition }
  if (field.type === 'many2one') return { shown: pair(records, field, value as number), condition }
  return { shown: field.kind.toRead(value, field), condition }
}

// Who may read a record may know what its relations are called.
async function loadNames(records: Model, field: FieldDefinition, raws: readonly unknown[]): Promise<void> {
  await targets(records, field, [...new Set(raws.filter((raw) => raw !== null) as number[])]).load('display_name')
}

function pair(records: Model, field: FieldDefinition, id: number): [number, string] {
  return [id, targets(records, field, [id]).displayName]
}

function targets({ env }: Model, { comodel }: FieldDefinition, ids: readonly number[]): Model {
  return env.with({ su: true }).records(comodel as string, ids)
}

/** By each of the records that are linked and may be seen; one without any is in a group of its own kind. */
async function byLink(records: Model, field: FieldDefinition, source: Source, text: string): Promise<Grouping> {
  const { env } = records
  const { table, column, otherColumn } = source.field.relation as NonNullable<typeof field.relation>
  const alias = identifier(`link_${field.name}`.slice(0, 60))
  const comodel = env.registry.definition(field.comodel as string)
  const seen = env.with({ context: { ...env.context, ...field.context } })
  const { where } = await buildSelection(seen, comodel, field.domain as never, null)
  const links = sql`select r.${identifier(column)} as source, t.id as target from ${identifier(table)} r join ${identifier(comodel.table)} t on t.id = r.${identifier(otherColumn)} where ${where}`
  return {
    text,
    field,
    join: sql`left join (${links}) ${alias} on ${alias}.source = ${source.id}`,
    expression: sql`${alias}.target`,
    prepare: (raws) => loadNames(records, field, raws),
    describe: (raw) =>
      raw === null
        ? { shown: null, condition: [[field.name, '=', null]] as unknown as Domain }
        : {
            shown: pair(records, field, raw as number),
            condition: [[field.name, 'in', [raw]]] as unknown as Domain,
          },
  }
}

// The days of a date have no hours.
function stepOf({ type }: FieldDefinition, step = 'month'): string {
  return type === 'date' && step === 'hour' ? 'day' : step
}

/** By a number in the date: all Mondays, or all of March. */
function byDatePart(
  { env }: Model,
  field: FieldDefinition,
  { text, part, column }: { text: string; part: string; column: Sql },
): Grouping {
  return {
    text,
    field,
    join: NO_SQL,
    expression: columnPart(env, field, column, part),
    prepare: NOTHING,
    describe: (raw) => ({ shown: raw, condition: [[`${field.name}.${part}`, '=', raw]] as unknown as Domain }),
  }
}

function byDate(
  records: Model,
  field: FieldDefinition,
  { text, step, column }: { text: string; step: string; column: Sql },
): Grouping {
  if (!STEPS.has(step)) throw new UserError(`${step} is none of ${[...STEPS, ...DATE_PARTS].join(', ')}.`)
  const { lang } = records.env
  const zone = zoneOf(records.env, field)
  const local = localTime(records.env, field, column)
  return {
    text,
    field,
    join: NO_SQL,
    expression: sql`to_char(date_trunc(${step}, ${local}), 'YYYY-MM-DD HH24:MI:SS')`,
    prepare: NOTHING,
    describe: (raw) => {
      if (raw === null) return { shown: null, range: false, condition: [[field.name, '=', null]] as unknown as Domain }
      const from = new Date(`${(raw as string).replace(' ', 'T')}Z`)
      const range = { from: bound(from, field, zone), to: bound(after(from, step), field, zone) }
      const condition = ['&', [field.name, '>=', range.from], [field.name, '<', range.to]] as unknown as Domain
      return { shown: dateLabel(from, step, lang), range, condition }
    },
  }
}

function after(from: Date, step: string): Date {
  const to = new Date(from)
  if (step === 'hour') to.setUTCHours(to.getUTCHours() + 1)
  else if (step === 'day') to.setUTCDate(to.getUTCDate() + 1)
  else if (step === 'week') to.setUTCDate(to.getUTCDate() + 7)
  else if (step === 'month') to.setUTCMonth(to.getUTCMonth() + 1)
  else if (step === 'quarter') to.setUTCMonth(to.getUTCMonth() + 3)
  else to.setUTCFullYear(to.getUTCFullYear() + 1)
  return to
}

/** A border of a group as the column has it: local time of the zone becomes UTC. */
function bound(local: Date, field: FieldDefinition, zone: string | null): string {
  const text = (zone === null ? local : toUtc(local, zone)).toISOString()
  return field.type === 'date' ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}

function dateLabel(from: Date, step: string, lang: string | null): string {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(localeOf(lang), { timeZone: 'UTC', ...options }).format(from)
  if (step === 'year') return String(from.getUTCFullYear())
  if (step === 'quarter') return `Q${Math.floor(from.getUTCMonth() / 3) + 1} ${from.getUTCFullYear()}`
  if (step === 'month') return format({ month: 'long', year: 'numeric' })
  if (step === 'week') return `W${isoWeek(from)} ${isoYear(from)}`
  const day = `${String(from.getUTCDate()).padStart(2, '0')} ${format({ month: 'short' })}`
  if (step === 'day') return `${day} ${from.getUTCFullYear()}`
  return `${String(from.getUTCHours()).padStart(2, '0')}:00 ${day}`
}

function isoYear(monday: Date): number {
  return new Date(monday.getTime() + 3 * 86_400_000).getUTCFullYear()
}

function isoWeek(monday: Date): number {
  const start = Date.UTC(isoYear(monday), 0, 1)
  return Math.floor((monday.getTime() + 3 * 86_400_000 - start) / (7 * 86_400_000)) + 1
}
