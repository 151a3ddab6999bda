import type { Cursor } from '../../database/cursor.ts'
import type { OnDelete } from '../field-definition.ts'

/** A column as the database has it. */
export interface ColumnState {
  /** As PostgreSQL writes it: `character varying(20)`. */
  readonly type: string
  readonly notNull: boolean
  /** Whether the database itself gives it a value: default, identity, generated. */
  readonly filled: boolean
  readonly comment: string | null
}

/** A constraint as the database has it. */
export interface ConstraintState {
  readonly name: string
  /** p: primary key, u: unique, c: check, x: exclude, f: foreign key. */
  readonly type: string
  readonly columns: readonly string[]
  readonly target: string | null
  readonly ondelete: OnDelete | 'no action' | null
  readonly comment: string | null
}

/** An index as the database has it. */
export interface IndexState {
  readonly method: string
  readonly partial: boolean
}

/** A table as the database has it. */
export interface TableState {
  /** r: a table, p: a partitioned one; others are views and the like. */
  readonly kind: string
  readonly comment: string | null
  readonly columns: Map<string, ColumnState>
  readonly constraints: Map<string, ConstraintState>
  readonly indexes: Map<string, IndexState>
}

/** What the database has of the tables that were asked for. */
export interface Catalogue {
  readonly tables: Map<string, TableState>
  /** Whether the extension pg_trgm is there. */
  readonly trigrams: boolean
}

interface ColumnRow {
  table: string
  kind: string
  table_comment: string | null
  column: string | null
  type: string
  not_null: boolean
  filled: boolean
  comment: string | null
}

const COLUMNS = `
  select c.relname as table, c.relkind as kind, obj_description(c.oid, 'pg_class') as table_comment, a.attname as column,
    format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
    a.atthasdef or a.attidentity <> '' as filled, col_description(c.oid, a.attnum) as comment
  from pg_class c
  left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname = any($1)
  order by c.relname, a.attnum`

interface ConstraintRow {
  table: string
  name: string
  type: string
  columns: string[]
  target: string | null
  deletion: string
  comment: string | null
}

const CONSTRAINTS = `
  select c.relname as table, k.conname as name, k.contype as type, t.relname as target, k.confdeltype as deletion,
    obj_description(k.oid, 'pg_constraint') as comment,
    array(select a.attname::text from unnest(k.conkey) with ordinality as part(number, place)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = part.number order by part.place) as columns
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  left join pg_class t on t.oid = k.confrelid
  where c.relnamespace = current_schema()::regnamespace and c.relname = any($1)
  order by c.relname, k.conname`

interface IndexRow {
  table: string
  name: string
  method: string
  partial: boolean
}

const INDEXES = `
  select c.relname as table, i.relname as name, am.amname as method, x.indpred is not null as partial
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_class c on c.oid = x.indrelid
  join pg_am am on am.oid = i.relam
  where c.relnamespace = current_schema()::regnamespace and c.relname = any($1)`

const DELETIONS: Readonly<Record<string, ConstraintState['ondelete']>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
}

/** Reads what the database has of some tables, in as many queries for one as for all. */
export async function readCatalogue(cr: Cursor, names: Iterable<string>): Promise<Catalogue> {
  const wanted = [[...new Set(names)]]
  const tables = new Map<string, TableState>()
  for (const row of (await cr.query<ColumnRow>(COLUMNS, wanted)).rows) {
    let table = tables.get(row.table)
    if (table === undefined) tables.set(row.table, (table = emptyTable(row.kind, row.table_comment)))
    const { type, not_null: notNull, filled, comment } = row
    if (row.column !== null) table.columns.set(row.column, { type, notNull, filled, comment })
  }
  for (const row of (await cr.query<ConstraintRow>(CONSTRAINTS, wanted)).rows) {
    const { name, type, columns, target, comment } = row
    const ondelete = type === 'f' ? (DELETIONS[row.deletion] ?? null) : null
    tables.get(row.table)?.constraints.set(name, { name, type, columns, target, ondelete, comment })
  }
  for (const { table, name, method, partial } of (await cr.query<IndexRow>(INDEXES, wanted)).rows) {
    tables.get(table)?.indexes.set(name, { method, partial })
  }
  const { rows } = await cr.query("select 1 from pg_extension where extname = 'pg_trgm'")
  return { tables, trigrams: rows.length > 0 }
}

/** A table of which nothing is known. */
export function emptyTable(kind = 'r', comment: string | null = null): TableState {
  return { kind, comment, columns: new Map(), constraints: new Map(), indexes: new Map() }
}
