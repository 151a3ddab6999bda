import type { Cursor } from '../../database/cursor.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { identifier, sql } from '../sql.ts'
import { run } from './run.ts'

/** Links records by a many2many; those that are linked already stay so. */
export async function linkMany2many(
  cr: Cursor,
  { relation }: FieldDefinition,
  pairs: ReadonlyArray<readonly [source: number, target: number]>,
): Promise<void> {
  if (pairs.length === 0) return
  const sources = pairs.map(([source]) => source)
  const targets = pairs.map(([, target]) => target)
  const { table, column, otherColumn } = relation as NonNullable<typeof relation>
  await run(
    cr,
    sql`insert into ${identifier(table)} (${identifier(column)}, ${identifier(otherColumn)}) select s, t from unnest(${sources}::int4[], ${targets}::int4[]) pairs(s, t) on conflict do nothing`,
  )
}

/** Takes links of a many2many away. */
export async function unlinkMany2many(
  cr: Cursor,
  { relation }: FieldDefinition,
  sources: readonly number[],
  targets: readonly number[],
): Promise<void> {
  if (targets.length === 0) return
  const { table, column, otherColumn } = relation as NonNullable<typeof relation>
  await run(
    cr,
    sql`delete from ${identifier(table)} where ${identifier(column)} = any(${sources}::int4[]) and ${identifier(otherColumn)} = any(${targets}::int4[])`,
  )
}

/** Makes the links of a record exactly these. */
export async function setMany2many(
  cr: Cursor,
  field: FieldDefinition,
  source: number,
  targets: readonly number[],
): Promise<void> {
  const { table, column, otherColumn } = field.relation as NonNullable<typeof field.relation>
  await run(
    cr,
    sql`delete from ${identifier(table)} where ${identifier(column)} = ${source} and ${identifier(otherColumn)} <> all(${targets}::int4[])`,
  )
  await linkMany2many(
    cr,
    field,
    targets.map((target) => [source, target]),
  )
}
