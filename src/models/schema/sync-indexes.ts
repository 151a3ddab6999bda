import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { indexName, quoted } from './names.ts'
import type { SchemaWork, Step } from './schema-work.ts'
import { columnFields } from './sync-columns.ts'

interface WantedIndex {
  readonly method: 'btree' | 'gin'
  readonly partial: boolean
  readonly body: string
}

/** Makes the indexes that fields ask for. One that is asked for no more stays: somebody may have come to need it. */
export async function syncIndexes(work: SchemaWork, definition: ModelDefinition): Promise<void> {
  const steps: Step[] = []
  for (const field of columnFields(definition)) {
    const wanted = wantedIndex(field, work.catalogue.trigrams)
    if (wanted === null) continue
    const name = indexName(definition.table, field.name)
    const present = work.table(definition.table)?.indexes.get(name)
    if (present?.method === wanted.method && present.partial === wanted.partial) continue
    const create = `create index ${quoted(name)} on ${quoted(definition.table)} ${wanted.body}`
    steps.push({
      statement: present === undefined ? create : `drop index ${quoted(name)};\n${create}`,
      warning: `The index of ${definition.name}.${field.name} cannot be made`,
    })
  }
  await work.attempt(steps)
}

function wantedIndex({ name, index }: FieldDefinition, trigrams: boolean): WantedIndex | null {
  const column = quoted(name)
  switch (index) {
    case false:
      return null
    case 'btree_not_null':
      return { method: 'btree', partial: true, body: `(${column}) where ${column} is not null` }
    case 'trigram':
      return trigrams ? { method: 'gin', partial: false, body: `using gin (${column} gin_trgm_ops)` } : null
    default:
      return { method: 'btree', partial: false, body: `(${column})` }
  }
}
