// What decorators and constraints of several classes come to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from './api.ts'
import { common, compose } from './compose-support.test.ts'
import { fields } from './fields.ts'
import type { ModelDefinition } from './model-definition.ts'
import { Model } from './model.ts'

test('constraints, methods before deletion and at night, along the order', () => {
  class Checked extends Model {
    static override model = 'test.checked'
    static override sqlConstraints: typeof Model.sqlConstraints = [
      ['name_uniq', 'unique (name)', 'Taken.'],
      ['old', 'check (true)', 'Old.'],
    ]
    name = fields.char()
    code = fields.char()
    @api.constrains('name')
    check(): void {}
    @api.ondelete({ atUninstall: false })
    keep(): void {}
    @api.autovacuum
    sweep(): void {}
  }
  class More extends Checked {
    static override sqlConstraints: typeof Model.sqlConstraints = [
      ['old', 'check (name is not null)', 'New.'],
      ['x'.repeat(60), 'check (true)', ''],
    ]
    @api.constrains('code')
    override check(): void {}
    override keep(): void {}
  }
  const found = compose(...common, Checked, More).get('test.checked') as ModelDefinition
  assert.deepEqual(found.constraints, [{ method: 'check', fields: ['name', 'code'] }])
  assert.deepEqual(found.ondelete, ['keep'])
  assert.deepEqual(found.autovacuum, ['sweep'])
  assert.deepEqual(found.sqlConstraints.slice(0, 2), [
    { name: 'test_checked_name_uniq', definition: 'unique (name)', message: 'Taken.', addon: 'test' },
    { name: 'test_checked_old', definition: 'check (name is not null)', message: 'New.', addon: 'test' },
  ])
  assert.equal(found.sqlConstraints[2]?.name.length, 63)
})
