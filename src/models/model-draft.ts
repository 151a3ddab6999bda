import type { FieldDefinition } from './field-definition.ts'
import type { ModelDefinition } from './model-definition.ts'
import type { ModelClass } from './model.ts'

/** A field while models are put together. */
export type FieldDraft = { -readonly [Key in keyof FieldDefinition]: FieldDefinition[Key] } & {
  /** What its declarations state; the rest follows from its model, its type, or the field that it shows. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A model while models are put together. */
export type ModelDraft = Omit<
  { -readonly [Key in keyof ModelDefinition]: ModelDefinition[Key] },
  'fields' | 'records'
> & {
  readonly fields: Map<string, FieldDraft>
  /** All its classes, combined. */
  readonly composite: ModelClass
}

/** The models so far, by name. */
export type ModelDrafts = ReadonlyMap<string, ModelDraft>

/** How messages name a field. */
export function placeOf({ model, name }: FieldDraft): string {
  return `${model}.${name}`
}
