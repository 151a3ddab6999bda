import type { QueryResultRow } from 'pg'
import type { Cursor, QueryOptions } from '../../database/cursor.ts'
import type { Sql } from '../sql.ts'

const READ: QueryOptions = Object.freeze({ reads: true })

/** For statements that read, and whose text follows from declarations, so that it comes again and again. */
export const PREPARED_READ: QueryOptions = Object.freeze({ reads: true, prepare: true })

/** Runs a statement and gives its rows. */
export function run<Row extends QueryResultRow = QueryResultRow>(
  cr: Cursor,
  statement: Sql,
  options?: QueryOptions,
): Promise<Row[]> {
  const { text, values } = statement.compile()
  return cr.query<Row>(text, values, options).then(rowsOf)
}

/** Runs a statement that writes nothing, and gives its rows. */
export function select<Row extends QueryResultRow = QueryResultRow>(cr: Cursor, statement: Sql): Promise<Row[]> {
  return run<Row>(cr, statement, READ)
}

function rowsOf<Row>({ rows }: { rows: Row[] }): Row[] {
  return rows
}

/** Runs a statement and gives how many rows it touched. */
export async function runCounting(cr: Cursor, statement: Sql): Promise<number> {
  const { text, values } = statement.compile()
  const { rowCount } = await cr.query(text, values)
  return rowCount ?? 0
}
