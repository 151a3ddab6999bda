import type { QueryResultRow } from 'pg'
import type { Cursor, QueryOptions } from '../../database/cursor.ts'
import type { Sql } from '../sql.ts'

/** For statements whose text follows from declarations, so that it comes again and again. */
export const PREPARED: QueryOptions = Object.freeze({ prepare: true })

/** Runs a statement and gives its rows. */
export function run<Row extends QueryResultRow = QueryResultRow>(
  cr: Cursor,
  statement: Sql,
  options?: QueryOptions,
): Promise<Row[]> {
  const { text, values } = statement.compile()
  return cr.query<Row>(text, values, options).then(rowsOf)
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
