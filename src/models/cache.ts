/** The values of one record that are known, by field. A field that is not in it is not known. */
export type Row = Record<string, unknown>

/** What one kind of environment (user, rights, companies) knows of one model: by id. */
export type ModelCache = Map<number, Row>

/** An empty row. It has no prototype: a field may be called like a member of Object. */
export function emptyRow(): Row {
  return Object.create(null) as Row
}
