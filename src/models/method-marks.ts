/** What `@api` decorators say about a method. */
export interface MethodMarks {
  /** The paths that the method computes from. */
  depends?: readonly string[]
  /** The fields whose values the method checks. */
  constrains?: readonly string[]
  /** Whether it is called without records. */
  model?: true
  autovacuum?: true
  /** Whether it is called before records are deleted, and whether also while its addon is uninstalled. */
  ondelete?: { readonly atUninstall: boolean }
  /** Whether it may be called by RPC. */
  rpc?: true
  /** Whether it can run on a read-only cursor. */
  readonly?: true
}

const marks = new WeakMap<object, MethodMarks>()

/** Adds marks to a method; paths and fields of several decorators count together. */
export function mark(method: object, added: MethodMarks): void {
  const { depends, constrains } = marks.get(method) ?? {}
  const together = {
    ...(added.depends && { depends: [...added.depends, ...(depends ?? [])] }),
    ...(added.constrains && { constrains: [...added.constrains, ...(constrains ?? [])] }),
  }
  marks.set(method, { ...marks.get(method), ...added, ...together })
}

/** The marks of one method go over to the function that stands in its place. */
export function keepMarks(from: object, to: object): void {
  const found = marks.get(from)
  if (found !== undefined) marks.set(to, found)
}

/** What was said about a method itself; overrides have marks of their own. */
export function marksOf(method: unknown): MethodMarks {
  return (typeof method === 'function' && marks.get(method)) || {}
}

/** The paths that `@api.depends` names on this very method. */
export function dependsOf(method: unknown): readonly string[] {
  return marksOf(method).depends ?? []
}

/** The fields that `@api.constrains` names on this very method. */
export function constrainsOf(method: unknown): readonly string[] {
  return marksOf(method).constrains ?? []
}

/** Whether the method has `@api.autovacuum`. */
export function isAutovacuum(method: unknown): boolean {
  return marksOf(method).autovacuum === true
}

/** What `@api.ondelete` says on the method, or null. */
export function ondeleteOf(method: unknown): { readonly atUninstall: boolean } | null {
  return marksOf(method).ondelete ?? null
}

/** Whether the method has `@api.model`: it is called without records. */
export function isModelMethod(method: unknown): boolean {
  return marksOf(method).model === true
}

/** Whether the method has `@api.rpc`. For an override, see `marksAlong`. */
export function isCallableFromOutside(method: unknown): boolean {
  return marksOf(method).rpc === true
}

/** Whether the method has `@api.readonly`. */
export function isReadonlyMethod(method: unknown): boolean {
  return marksOf(method).readonly === true
}
