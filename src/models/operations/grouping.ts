import { UserError } from '../../errors/business-errors.ts'
import type { Domain } from '../domain/domain.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { Model } from '../model.ts'
import { identifier, NO_SQL, sql, type Sql } from '../sql.ts'
import { hasColumn } from './field-place.ts'
import { namePairs } from './names.ts'

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
  describe(raw: unknown): Promise<GroupValue>
}

const STEPS = new Set(['hour', 'day', 'week', 'month', 'quarter', 'year'])

/** Reads `'author_id'` or `'date:month'`. @throws {UserError} where records cannot be grouped so */
export function parseGrouping(records: Model, text: string): Grouping {
  const [name = '', step] = text.split(':')
  const field = records.env.registry.field(records.definition.name, name)
  if (field.relation !== null && field.store) return byLink(records, field, text)
  if (!hasColumn(field) && field.name !== 'id')
    throw new UserError(`Records cannot be grouped by ${name}: it is not stored.`)
  const column = sql`t.${identifier(field.name)}`
  if (field.type === 'date' || field.type === 'datetime') return byDate(records, field, { text, step: step ?? 'month' })
  if (step !== undefined) throw new UserError(`${name} is no date: ${text} cannot be grouped by.`)
  return {
    text,
    field,
    join: NO_SQL,
    expression: field.type === 'boolean' ? sql`coalesce(${column}, false)` : column,
    describe: async (raw) => valueGroup(records, field, field.kind.fromColumn(raw, field)),
  }
}

async function valueGroup(records: Model, field: FieldDefinition, value: unknown): Promise<GroupValue> {
  const condition = [[field.name, '=', value]] as unknown as Domain
  if (value === null) return { shown: null, condition }
  if (field.type === 'many2one') return { shown: await named(records, field, value as number), condition }
  if (field.type === 'selection') return { shown: value, condition }
  return { shown: field.kind.toRead(value, field), condition }
}

async function named({ env }: Model, field: FieldDefinition, id: number): Promise<unknown> {
  const [pair] = await namePairs(env.with({ su: true }).records(field.comodel as string, [id]))
  return pair
}

/** By each of the records that are linked; one without any stands for itself. */
function byLink(records: Model, field: FieldDefinition, text: string): Grouping {
  const { table, column, otherColumn } = field.relation as NonNullable<typeof field.relation>
  const alias = identifier(`link_${field.name}`.slice(0, 60))
  return {
    text,
    field,
    join: sql`left join ${identifier(table)} ${alias} on ${alias}.${identifier(column)} = t.id`,
    expression: sql`${alias}.${identifier(otherColumn)}`,
    describe: async (raw) =>
      raw === null
        ? { shown: null, condition: [[field.name, '=', null]] as unknown as Domain }
        : {
            shown: await named(records, field, raw as number),
            condition: [[field.name, 'in', [raw]]] as unknown as Domain,
          },
  }
}

function byDate(records: Model, field: FieldDefinition, { text, step }: { text: string; step: string }): Grouping {
  if (!STEPS.has(step)) throw new UserError(`${step} is none of ${[...STEPS].join(', ')}.`)
  const { lang, tz } = records.env
  const column = sql`t.${identifier(field.name)}`
  const zone = field.type === 'datetime' && tz !== null ? tz : null
  const local = zone === null ? sql`${column}::timestamp` : sql`(${column} at time zone 'UTC' at time zone ${zone})`
  return {
    text,
    field,
    join: NO_SQL,
    expression: sql`to_char(date_trunc(${step}, ${local}), 'YYYY-MM-DD HH24:MI:SS')`,
    describe: async (raw) => {
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
  const text = local.toISOString()
  if (field.type === 'date') return text.slice(0, 10)
  const utc = zone === null ? local : new Date(local.getTime() - offset(local, zone))
  return utc.toISOString().slice(0, 19).replace('T', ' ')
}

function offset(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - at.getTime()
}

function dateLabel(from: Date, step: string, lang: string | null): string {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat((lang ?? 'en_US').replace('_', '-'), { timeZone: 'UTC', ...options }).format(from)
  if (step === 'year') return String(from.getUTCFullYear())
  if (step === 'quarter') return `Q${Math.floor(from.getUTCMonth() / 3) + 1} ${from.getUTCFullYear()}`
  if (step === 'month') return format({ month: 'long', year: 'numeric' })
  if (step === 'week') return `W${isoWeek(from)} ${isoYear(from)}`
  if (step === 'day') return format({ day: '2-digit', month: 'short', year: 'numeric' })
  return format({ day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' })
}

function isoYear(monday: Date): number {
  return new Date(monday.getTime() + 3 * 86_400_000).getUTCFullYear()
}

function isoWeek(monday: Date): number {
  const start = Date.UTC(isoYear(monday), 0, 1)
  return Math.floor((monday.getTime() + 3 * 86_400_000 - start) / (7 * 86_400_000)) + 1
}
