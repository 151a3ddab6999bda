import { ModelDefinitionError } from '../errors/model-errors.ts'
import type { FieldDeclaration } from './field-declaration.ts'
import type { FieldType, SelectionItem } from './field-definition.ts'
import { mergeSequences } from './merge-sequences.ts'
import type { ModelClass } from './model.ts'
import { readDeclarations } from './read-declarations.ts'

/** What all declarations of a field say together. */
export interface MergedDeclaration {
  readonly type: FieldType
  readonly options: Readonly<Record<string, unknown>>
  /** The addons of the declarations, the oldest first. */
  readonly addons: readonly string[]
}

/**
 * The fields of a model by all its classes: an extension's options count over those so far, another type replaces the
 * field. Source: odoo.models.BaseModel._setup_base.
 *
 * @param oldestFirst the classes that addons wrote, with their addons
 * @throws {ModelDefinitionError}
 */
export function mergeDeclarations(
  oldestFirst: ReadonlyArray<{ readonly modelClass: ModelClass; readonly addon: string }>,
): Map<string, MergedDeclaration> {
  const merged = new Map<string, MergedDeclaration>()
  for (const { modelClass, addon } of oldestFirst) {
    for (const [name, declaration] of readDeclarations(modelClass)) {
      merged.set(name, mergeOne(merged.get(name), declaration, addon, `${modelClass.name}.${name}`))
    }
  }
  return merged
}

function mergeOne(
  before: MergedDeclaration | undefined,
  { type, options }: FieldDeclaration,
  addon: string,
  place: string,
): MergedDeclaration {
  const isSame = before?.type === type
  const earlier = isSame ? before.options : {}
  const { selectionAdd, ...stated } = defined(options)
  // A field is computed, or shows another one, or neither: what is said last counts.
  const dropped = 'compute' in stated ? 'related' : 'related' in stated ? 'compute' : ''
  const together: Record<string, unknown> = { ...earlier, ...stated }
  if (dropped !== '' && !(dropped in stated)) delete together[dropped]
  if (selectionAdd !== undefined) together['selection'] = withAdded(together['selection'], selectionAdd, place)
  return { type, options: together, addons: [...new Set([...(isSame ? before.addons : []), addon])] }
}

function withAdded(selection: unknown, added: unknown, place: string): readonly SelectionItem[] {
  if (!Array.isArray(selection)) {
    throw new ModelDefinitionError(`${place}: selectionAdd adds to a list of choices, and there is none.`)
  }
  const items = new Map(
    [...(selection as SelectionItem[]), ...(added as SelectionItem[])].map((item) => [item[0], item]),
  )
  const names = (list: readonly SelectionItem[]): string[] => list.map(([name]) => name)
  return mergeSequences(names(selection as SelectionItem[]), names(added as SelectionItem[])).map(
    (name) => items.get(name) as SelectionItem,
  )
}

function defined(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
