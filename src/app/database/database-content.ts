import type { Cursor } from '../../database/cursor.ts'
import { sqlStateOf } from '../../database/sql-state.ts'
import { AddonInstallError } from '../../errors/model-errors.ts'

/** What a database itself says of what it serves. */
export interface DatabaseContent {
  /** The names of its addons. */
  readonly installed: readonly string[]
  /** What only its servers know; null where it has none. */
  readonly secret: string | null
}

/** Reads what a database serves. @throws {AddonInstallError} where it is none of Pergola's */
export async function databaseContent(cr: Cursor): Promise<DatabaseContent> {
  return { installed: await installedAddons(cr), secret: await databaseSecret(cr) }
}

/** The secret of a database that has addons. */
export async function databaseSecret(cr: Cursor): Promise<string | null> {
  const { rows: tables } = await cr.query<{ there: boolean }>(
    `select to_regclass('ir_config_parameter') is not null as there`,
  )
  if (tables[0]?.there !== true) return null
  const { rows } = await cr.query<{ value: string }>(
    `select value from ir_config_parameter where key = 'database.secret'`,
  )
  return rows[0]?.value ?? null
}

/** The names of a database's installed addons. @throws {AddonInstallError} where it is none of Pergola's */
export async function installedAddons(cr: {
  query(text: string): Promise<{ rows: Array<Record<string, unknown>> }>
}): Promise<string[]> {
  try {
    const { rows } = await cr.query(
      `select name from ir_module_module where state in ('installed', 'to upgrade', 'to remove') order by name`,
    )
    return rows.map(({ name }) => name as string)
  } catch (error) {
    if (sqlStateOf(error) !== '42P01') throw error
    throw new AddonInstallError('The database has no addons: it was not made by `pergola db create`.', { cause: error })
  }
}
