import { definitions } from '../inheritance/linearize.ts'
import { marksOf, type MethodMarks } from './method-marks.ts'
import type { ModelClass } from './model.ts'

/**
 * What is said about a method along all its overrides: what an ancestor stated holds for an override without decorators;
 * paths and fields count together; of the rest the youngest counts. Only a read-only method has to say so itself: who
 * overrides it may write.
 *
 * @param modelClass a class, or what combines several
 */
export function marksAlong(modelClass: ModelClass, name: string): MethodMarks {
  const all = definitions(modelClass, name).map((owner) => {
    const member = Object.getOwnPropertyDescriptor(owner.prototype as object, name)
    return marksOf(member?.value)
  })
  const merged: MethodMarks = {}
  for (const marks of all) {
    const { depends, constrains, ...rest } = marks
    Object.assign(merged, rest)
    if (depends) merged.depends = [...new Set([...(merged.depends ?? []), ...depends])]
    if (constrains) merged.constrains = [...new Set([...(merged.constrains ?? []), ...constrains])]
  }
  if (merged.readonly && !all.at(-1)?.readonly) delete merged.readonly
  return merged
}

/** Whether a method of some records may be called by RPC: where it or what it overrides has `@api.rpc`. */
export function isMethodCallableFromOutside(modelClass: ModelClass, name: string): boolean {
  return marksAlong(modelClass, name).rpc === true
}
