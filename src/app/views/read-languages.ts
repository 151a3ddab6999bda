import type { Cursor } from '../../database/cursor.ts'
import type { LanguageFormat } from '../../qweb/language-format.ts'

/** The model that says how languages write. */
export const LANGUAGE_MODEL = 'res.lang'

interface Row {
  code: string
  date_format: string
  time_format: string
  grouping: string
  decimal_point: string
  thousands_sep: string | null
}

/** How the languages that are active in a database write numbers and dates, by code. Source: odoo's `res.lang`. */
export async function readLanguages(cr: Cursor): Promise<Array<readonly [string, LanguageFormat]>> {
  const { rows } = await cr.query<Row>(
    'select code, date_format, time_format, grouping, decimal_point, thousands_sep from res_lang where active order by id',
  )
  return rows.map((row) => [row.code, toFormat(row)])
}

function toFormat({
  date_format: date,
  time_format: time,
  grouping,
  decimal_point: decimal,
  thousands_sep,
}: Row): LanguageFormat {
  return { date, time, groups: JSON.parse(grouping) as number[], decimal, separator: thousands_sep ?? '' }
}
