// Models that the tests of composition share.
import assert from 'node:assert/strict'
import { api } from './api.ts'
import { composeModels } from './compose-models.ts'
import type { Environment } from './environment.ts'
import { fields } from './fields.ts'
import type { FieldDefinition } from './field-definition.ts'
import type { ModelDefinition } from './model-definition.ts'
import { Model, type ModelClass } from './model.ts'

export class Partner extends Model {
  static override model = 'res.partner'
  name = fields.char({ label: 'Full Name', help: 'First and last', required: true })
  email = fields.char({ size: 100, groups: 'base.group_user' })
  active = fields.boolean({ default: true })
  state = fields.selection([
    ['new', 'New'],
    ['old', 'Old'],
  ])
  country_id = fields.many2one('res.country')
  label = fields.char({ compute: 'computeLabel' })
  @api.depends('name', 'country_id.code')
  computeLabel(): void {}
}

export class Country extends Model {
  static override model = 'res.country'
  static override recName = 'code'
  code = fields.char()
  partner_ids = fields.one2many('res.partner', 'country_id')
}

export class User extends Model {
  static override model = 'res.users'
  static override inherits = { 'res.partner': 'partner_id' }
  partner_id = fields.many2one('res.partner', { required: true })
  login = fields.char({ required: true })
}

export const common = [Partner, Country, User]

export function compose(...classes: ModelClass[]): ReadonlyMap<string, ModelDefinition> {
  return composeModels(classes.map((modelClass) => ({ addon: 'test', modelClass }))).definitions
}

export function field(definitions: ReadonlyMap<string, ModelDefinition>, path: string): FieldDefinition {
  const at = path.lastIndexOf('.')
  const found = definitions.get(path.slice(0, at))?.fields.get(path.slice(at + 1))
  assert.ok(found, path)
  return found
}

export const part = (from: FieldDefinition, ...keys: Array<keyof FieldDefinition>): Partial<FieldDefinition> =>
  Object.fromEntries(keys.map((key) => [key, from[key]]))

export type Listed = readonly [addon: string, ...classes: ModelClass[]]

export function composed(...addons: readonly Listed[]): ReadonlyMap<string, ModelDefinition> {
  const { definitions, warnings } = composeModels(listing(addons))
  assert.deepEqual(warnings, [])
  return definitions
}

export function listing(addons: readonly Listed[]): Array<{ addon: string; modelClass: ModelClass }> {
  return addons.flatMap(([addon, ...classes]) => classes.map((modelClass) => ({ addon, modelClass })))
}

export function get(definitions: ReadonlyMap<string, ModelDefinition>, name: string): ModelDefinition {
  const found = definitions.get(name)
  assert.ok(found, `there is a model ${name}`)
  return found
}

export function call(definition: ModelDefinition, method: string): unknown {
  const records = new definition.records({} as Environment, [1], null)
  return (records as unknown as Record<string, () => unknown>)[method]?.()
}
