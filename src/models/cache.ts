/** The values of one record that are known, by field. A field that is not in it is not known. */
export type Row = Record<string, unknown>

/** What one kind of environment (user, rights, companies) knows of one model: by id. */
export type ModelCache = Map<number, Row>

// Its rows inherit nothing, as those of `Object.create(null)`, which would be dictionaries: those are slow, and large.
function EmptyRow(): void {}
EmptyRow.prototype = Object.freeze(Object.create(null) as object)
const Empty = EmptyRow as unknown as new () => Row

/** An empty row. It has no members of its own or inherited: a field may be called like a member of Object. */
export function emptyRow(): Row {
  return new Empty()
}
