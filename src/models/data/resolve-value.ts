import type { Values } from '../context.ts'
import type { Domain } from '../domain/domain.ts'
import type { FieldDefinition, SelectionItem } from '../field-definition.ts'
import { labelIn } from '../label.ts'
import type { ValueSource } from './data-entry.ts'
import type { DataRun } from './data-run.ts'
import { evaluateExpression } from './literal/evaluate-expression.ts'
import { refsOf, type Expression } from './literal/expression.ts'
import { suggestion } from '../suggestion.ts'
import { readText } from './read-text.ts'

/**
 * The value for a field, as create and write take it. Records of a one2many come later.
 *
 * @param field null for the argument of a method
 * @throws {DataFileError} where it refers to what is not there, or is none for the field
 */
export async function resolveValue(
  run: DataRun,
  source: ValueSource,
  field: FieldDefinition | null,
  line: number,
): Promise<unknown> {
  switch (source.kind) {
    case 'value':
      return source.value
    case 'text':
      return field === null ? source.text : run.at(line, async () => readText(source.text, field))
    case 'names':
      return isRelation(field)
        ? recordsByName(run, source.text, field, line)
        : resolveValue(run, { kind: 'text', text: choiceOf(source.text, field) }, field, line)
    case 'ids':
      return recordValue(source.ids, field)
    case 'refs':
      return recordsByXmlId(run, source.xmlIds, field, line)
    case 'eval':
      return resolveExpression(run, source.expression, line)
    case 'search':
      return recordsByDomain(run, source, field, line)
    case 'list':
      return resolveItems(run, source.items, line)
    default:
      return []
  }
}

// One after the other: they share one connection.
async function resolveItems(run: DataRun, items: readonly ValueSource[], line: number): Promise<unknown[]> {
  const values: unknown[] = []
  for (const item of items) values.push(await resolveValue(run, item, null, line))
  return values
}

/** The value of an expression. @throws {DataFileError} */
export async function resolveExpression(run: DataRun, expression: Expression, line: number): Promise<unknown> {
  const found = new Map<string, number | null>()
  for (const xmlId of refsOf(expression)) found.set(xmlId, (await run.look(xmlId))?.id ?? null)
  return run.at(line, async () =>
    evaluateExpression(expression, (xmlId, optional) => {
      const id = found.get(xmlId) ?? null
      if (id === null && !optional) throw run.error(line, `External ID not found in the system: ${xmlId}`)
      return id
    }),
  )
}

/** The external ids that a value refers to. */
export function sourceRefs(source: ValueSource): readonly string[] {
  switch (source.kind) {
    case 'refs':
      return source.xmlIds
    case 'eval':
      return refsOf(source.expression)
    case 'search':
      return refsOf(source.domain)
    case 'list':
      return source.items.flatMap(sourceRefs)
    default:
      return []
  }
}

/** In CSV, a choice may be called by its label, too. Source: odoo ir.fields.converter `_str_to_selection`. */
function choiceOf(text: string, field: FieldDefinition | null): string {
  if (field?.type !== 'selection' || !Array.isArray(field.selection)) return text
  const choices = field.selection as readonly SelectionItem[]
  const wanted = text.trim()
  if (choices.some(([value]) => value === wanted)) return text
  return choices.find(([, label]) => labelIn(label, null) === wanted)?.[0] ?? text
}

function isRelation(field: FieldDefinition | null): field is FieldDefinition & { readonly comodel: string } {
  return field !== null && field.comodel !== null
}

function isMany(field: FieldDefinition | null): boolean {
  return field?.type === 'one2many' || field?.type === 'many2many'
}

function recordValue(ids: readonly number[], field: FieldDefinition | null): unknown {
  return isMany(field) ? [[6, 0, ids]] : (ids[0] ?? null)
}

async function recordsByXmlId(
  run: DataRun,
  xmlIds: readonly string[],
  field: FieldDefinition | null,
  line: number,
): Promise<unknown> {
  const ids: number[] = []
  for (const xmlId of xmlIds) {
    const { model, id } = await run.need(xmlId, line)
    if (field?.type === 'reference') return `${model},${id}`
    if (isRelation(field) && field.comodel !== model) {
      throw run.error(
        line,
        `${xmlId} is a record of ${model}, but ${field.model}.${field.name} needs one of ${field.comodel}`,
      )
    }
    ids.push(id)
  }
  return recordValue(ids, field)
}

async function recordsByName(
  run: DataRun,
  text: string,
  field: FieldDefinition & { readonly comodel: string },
  line: number,
): Promise<unknown> {
  const names = isMany(field)
    ? text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
    : [text]
  const ids: number[] = []
  for (const name of names) {
    const found = await run.at(line, () => run.env.records(field.comodel).nameSearch(name, { operator: '=', limit: 2 }))
    const [first, second] = found
    if (first === undefined) throw run.error(line, `No record of ${field.comodel} is called ${JSON.stringify(name)}`)
    if (second !== undefined)
      run.warn(line, `Several records of ${field.comodel} are called ${JSON.stringify(name)}; the first is taken`)
    ids.push(first[0])
  }
  return recordValue(ids, field)
}

async function recordsByDomain(
  run: DataRun,
  { domain, model }: Extract<ValueSource, { kind: 'search' }>,
  field: FieldDefinition | null,
  line: number,
): Promise<unknown> {
  const name = model ?? field?.comodel ?? null
  if (name === null) throw run.error(line, 'search needs model="…" here')
  const value = (await resolveExpression(run, domain, line)) as Domain
  const { ids } = await run.at(line, () => run.env.records(name).search(value))
  if (field?.type === 'reference') return ids.length === 0 ? null : `${name},${ids[0]}`
  return field === null ? ids : recordValue(ids, field)
}

/** Values of a record, and the records of its one2many fields. */
export async function resolveValues(
  run: DataRun,
  model: string,
  sources: Readonly<Record<string, ValueSource>>,
  line: number,
): Promise<Values> {
  const { fields } = await run.at(line, async () => run.env.definition(model))
  const values = Object.create(null) as Record<string, unknown>
  for (const [name, source] of Object.entries(sources)) {
    const field = fields.get(name)
    if (field === undefined) {
      const hint = suggestion(name, fields.keys())
      throw run.error(line, `The model ${model} has no field ${JSON.stringify(name)}${hint}`)
    }
    if (source.kind !== 'records') values[name] = await resolveValue(run, source, field, line)
  }
  return values
}
