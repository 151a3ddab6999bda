/** By variable the field paths that are read from it. */
export type FieldPaths = Record<string, string[]>
export function fieldPaths(_name: string, _find: unknown): FieldPaths {
  return {}
}
