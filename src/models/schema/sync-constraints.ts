import type { ModelDefinition, SqlConstraint } from '../model-definition.ts'
import { boundedName, literal, quoted } from './names.ts'
import type { SchemaWork, Step } from './schema-work.ts'
import { dropConstraint } from './sync-foreign-keys.ts'

/** How the comment of a constraint begins that declarations made: its definition follows, so that a change is seen. */
const MARK = 'pergola: '

/** Makes the constraints of `static sqlConstraints`, anew where the definition changed; removes those declared no more. */
export async function syncConstraints(work: SchemaWork, definition: ModelDefinition): Promise<void> {
  const present = work.table(definition.table)?.constraints ?? new Map()
  const declared = new Map(definition.sqlConstraints.map((each) => [boundedName(each.name), each]))
  const steps: Step[] = []
  for (const [name, { comment }] of present) {
    if (comment?.startsWith(MARK) && !declared.has(name)) {
      const warning = `Constraint ${name} of ${definition.name} cannot be removed`
      steps.push({ statement: dropConstraint(definition.table, name), warning })
    }
  }
  for (const [name, constraint] of declared) {
    const comment = present.get(name)?.comment
    if (comment === MARK + constraint.definition) continue
    const drop = present.has(name) ? `${dropConstraint(definition.table, name)};\n` : ''
    steps.push({
      statement: drop + addConstraint(definition.table, name, constraint),
      warning: `Constraint ${name} (${constraint.definition}) of ${definition.name} cannot be made`,
    })
  }
  await work.attempt(steps)
}

function addConstraint(table: string, name: string, { definition }: SqlConstraint): string {
  return [
    `alter table ${quoted(table)} add constraint ${quoted(name)} ${definition}`,
    `comment on constraint ${quoted(name)} on ${quoted(table)} is ${literal(MARK + definition)}`,
  ].join(';\n')
}
