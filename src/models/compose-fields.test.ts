// What the definitions of fields are, by their declarations.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TransientModel } from './abstract-model.ts'
import { api } from './api.ts'
import { composeModels } from './compose-models.ts'
import { fields } from './fields.ts'
import type { FieldDefinition } from './field-definition.ts'
import type { ModelDefinition } from './model-definition.ts'
import { Model, type ModelClass } from './model.ts'
import { common, compose, Country, field, part, Partner } from './compose-support.test.ts'

test('the defaults of a field', () => {
  const { kind, ...rest } = field(compose(...common), 'res.partner.country_id')
  assert.equal(typeof kind.toCache, 'function')
  assert.deepEqual(rest, {
    name: 'country_id',
    type: 'many2one',
    model: 'res.partner',
    addons: ['test'],
    label: 'Country',
    help: null,
    required: false,
    readonly: false,
    index: false,
    copy: true,
    groups: null,
    store: true,
    columnType: 'int4',
    default: undefined,
    compute: null,
    computeSudo: false,
    inverse: null,
    search: null,
    depends: [],
    related: null,
    comodel: 'res.country',
    inverseName: null,
    relation: null,
    ondelete: 'set null',
    domain: [],
    context: {},
    selection: null,
    currencyField: null,
    digits: null,
    size: null,
    inherited: null,
    automatic: false,
    aggregator: null,
  })
})

test('labels follow from names, as in Odoo', () => {
  class Named extends Model {
    static override model = 'test.named'
    list_price = fields.float()
    tag_ids = fields.many2many('res.country')
    paid = fields.boolean({ label: { en_US: 'Paid', de_DE: 'Bezahlt' } })
  }
  const found = compose(...common, Named)
  const labels = [...(found.get('test.named')?.fields.values() ?? [])].map(({ name, label }) => [name, label])
  assert.deepEqual(labels, [
    ['id', 'ID'],
    ['list_price', 'List Price'],
    ['tag_ids', 'Tag'],
    ['paid', { en_US: 'Paid', de_DE: 'Bezahlt' }],
    ['display_name', 'Display Name'],
    ['create_uid', 'Created by'],
    ['create_date', 'Created on'],
    ['write_uid', 'Last Updated by'],
    ['write_date', 'Last Updated on'],
  ])
})

test('automatic fields', () => {
  const found = compose(...common)
  assert.deepEqual(
    part(field(found, 'res.country.create_uid'), 'type', 'comodel', 'automatic', 'readonly', 'copy', 'columnType'),
    {
      type: 'many2one',
      comodel: 'res.users',
      automatic: true,
      readonly: true,
      copy: false,
      columnType: 'int4',
    },
  )
  assert.equal(field(found, 'res.country.create_date').columnType, 'timestamp')
  assert.equal(field(found, 'res.country.id').columnType, 'int4')
  const name = field(found, 'res.country.display_name')
  assert.deepEqual(part(name, 'compute', 'store', 'columnType', 'depends', 'search', 'automatic', 'readonly'), {
    compute: 'computeDisplayName',
    store: false,
    columnType: null,
    depends: ['code'],
    search: 'searchDisplayName',
    automatic: false,
    readonly: true,
  })
  assert.deepEqual(field(found, 'res.partner.display_name').depends, ['name'])
  const alone = compose(Country, Partner)
  assert.equal(field(alone, 'res.country.create_uid').type, 'integer')
})

test('a model without log', () => {
  class Quiet extends Model {
    static override model = 'test.quiet'
    static override logAccess = false
  }
  const found = compose(...common, Quiet).get('test.quiet')
  assert.deepEqual([...(found?.fields.keys() ?? [])], ['id', 'display_name'])
  assert.deepEqual([found?.recName, found?.auto], [null, true])
})

test('computed fields: not stored, not copied, read-only, unless they say so', () => {
  class Computed extends Model {
    static override model = 'test.computed'
    a = fields.float()
    plain = fields.float({ compute: 'compute' })
    kept = fields.float({ compute: 'compute', store: true })
    both = fields.float({ compute: 'compute', inverse: 'inverse' })
    editable = fields.float({ compute: 'compute', store: true, readonly: false })
    @api.depends('a')
    compute(): void {}
    inverse(): void {}
  }
  const found = compose(...common, Computed)
  const of = (name: string): unknown =>
    Object.values(part(field(found, `test.computed.${name}`), 'store', 'copy', 'readonly', 'computeSudo', 'columnType'))
  assert.deepEqual(of('plain'), [false, false, true, false, null])
  assert.deepEqual(of('kept'), [true, false, true, true, 'float8'])
  assert.deepEqual(of('both'), [false, false, false, false, null])
  assert.deepEqual(of('editable'), [true, true, false, true, 'float8'])
})

test('a related field is like the one that it shows', () => {
  class Order extends Model {
    static override model = 'test.order'
    partner_id = fields.many2one('res.partner')
    partner_email = fields.char({ related: 'partner_id.email' })
    partner_state = fields.selection({ related: 'partner_id.state', store: true, label: 'State' })
    code = fields.char({ related: 'partner_id.country_id.code', readonly: false })
    login = fields.char({ related: 'create_uid.login' })
  }
  const found = compose(...common, Order)
  assert.deepEqual(
    part(
      field(found, 'test.order.partner_email'),
      'related',
      'depends',
      'store',
      'copy',
      'readonly',
      'computeSudo',
      'size',
      'groups',
      'label',
      'columnType',
      'compute',
    ),
    {
      related: ['partner_id', 'email'],
      depends: ['partner_id.email'],
      store: false,
      copy: false,
      readonly: true,
      computeSudo: true,
      size: 100,
      groups: 'base.group_user',
      label: 'Email',
      columnType: null,
      compute: null,
    },
  )
  const state = field(found, 'test.order.partner_state')
  assert.deepEqual(state.selection, [
    ['new', 'New'],
    ['old', 'Old'],
  ])
  assert.deepEqual(part(state, 'store', 'columnType', 'label'), { store: true, columnType: 'varchar', label: 'State' })
  assert.equal(field(found, 'test.order.code').readonly, false)
})

test('a related field shows a related field', () => {
  class Chain extends Model {
    static override model = 'test.chain'
    user_id = fields.many2one('res.users')
    email = fields.char({ related: 'user_id.email' })
    parent_id = fields.many2one('test.chain')
    parent_email = fields.char({ related: 'parent_id.email' })
  }
  const found = compose(Chain, ...common)
  assert.equal(field(found, 'test.chain.parent_email').size, 100)
})

test('delegation gives a model the fields of its parent', () => {
  const found = compose(...common)
  const email = field(found, 'res.users.email')
  assert.deepEqual(
    part(email, 'related', 'inherited', 'store', 'readonly', 'depends', 'model', 'size', 'computeSudo'),
    {
      related: ['partner_id', 'email'],
      inherited: 'partner_id',
      store: false,
      readonly: false,
      depends: ['partner_id.email'],
      model: 'res.users',
      size: 100,
      computeSudo: false,
    },
  )
  const user = found.get('res.users') as ModelDefinition
  assert.equal(field(found, 'res.users.partner_id').ondelete, 'cascade')
  assert.deepEqual([...user.inherits], [['res.partner', 'partner_id']])
  assert.deepEqual([user.recName, user.activeName], ['name', 'active'])
  assert.deepEqual(field(found, 'res.users.display_name').depends, ['name'])
  assert.equal(field(found, 'res.users.create_date').inherited, null)
  assert.equal(field(found, 'res.users.label').compute, null)
})

test("delegation through two models, and a field of one's own", () => {
  class Employee extends Model {
    static override model = 'hr.employee'
    static override inherits = { 'res.users': 'user_id' }
    user_id = fields.many2one('res.users', { required: true, ondelete: 'restrict' })
    email = fields.char({ size: 7 })
  }
  const found = compose(Employee, ...common)
  assert.deepEqual(field(found, 'hr.employee.country_id').related, ['user_id', 'country_id'])
  assert.deepEqual(part(field(found, 'hr.employee.email'), 'size', 'inherited', 'store'), {
    size: 7,
    inherited: null,
    store: true,
  })
  assert.equal(field(found, 'hr.employee.user_id').ondelete, 'restrict')
})

test("many2many tables and columns have Odoo's names", () => {
  class Tag extends Model {
    static override model = 'shop.tag'
    partner_ids = fields.many2many('res.partner')
    other_ids = fields.many2many('shop.tag', { relation: 'tag_tag', column: 'a', otherColumn: 'b' })
  }
  class TaggedPartner extends Partner {
    tag_ids = fields.many2many('shop.tag')
  }
  const found = compose(...common, Tag, TaggedPartner)
  assert.deepEqual(field(found, 'shop.tag.partner_ids').relation, {
    table: 'res_partner_shop_tag_rel',
    column: 'shop_tag_id',
    otherColumn: 'res_partner_id',
  })
  assert.deepEqual(field(found, 'res.partner.tag_ids').relation, {
    table: 'res_partner_shop_tag_rel',
    column: 'res_partner_id',
    otherColumn: 'shop_tag_id',
  })
  assert.deepEqual(field(found, 'shop.tag.other_ids').relation, { table: 'tag_tag', column: 'a', otherColumn: 'b' })
  assert.deepEqual(part(field(found, 'shop.tag.partner_ids'), 'columnType', 'store', 'copy', 'ondelete'), {
    columnType: null,
    store: true,
    copy: true,
    ondelete: 'cascade',
  })
  assert.equal(field(found, 'res.country.partner_ids').copy, false)
})

test('what becomes of a record whose many2one goes', () => {
  class Line extends Model {
    static override model = 'test.line'
    a = fields.many2one('res.partner')
    b = fields.many2one('res.partner', { required: true })
    c = fields.many2one('res.partner', { ondelete: 'cascade' })
  }
  class Wizard extends TransientModel {
    static override model = 'test.wizard'
    b = fields.many2one('res.partner', { required: true })
  }
  const found = compose(...common, Line, Wizard)
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => field(found, `test.line.${name}`).ondelete),
    ['set null', 'restrict', 'cascade'],
  )
  assert.equal(field(found, 'test.wizard.b').ondelete, 'cascade')
})

test('money has its currency', () => {
  class Currency extends Model {
    static override model = 'res.currency'
    name = fields.char()
  }
  class Sale extends Model {
    static override model = 'test.sale'
    currency_id = fields.many2one('res.currency')
    other_id = fields.many2one('res.currency')
    total = fields.monetary()
    tax = fields.monetary({ currency: 'other_id' })
  }
  const found = compose(...common, Currency, Sale)
  assert.equal(field(found, 'test.sale.total').currencyField, 'currency_id')
  assert.equal(field(found, 'test.sale.tax').currencyField, 'other_id')
  assert.deepEqual(part(field(found, 'test.sale.tax'), 'columnType', 'aggregator'), {
    columnType: 'numeric',
    aggregator: 'sum',
  })
  class Odd extends Model {
    static override model = 'test.odd'
    total = fields.monetary({ currency: 'currency_id' })
  }
  const { definitions, warnings } = composeModels([{ addon: 'test', modelClass: Odd }])
  assert.equal(field(definitions, 'test.odd.total').currencyField, null)
  assert.deepEqual(warnings, [
    {
      code: 'PERGOLA_W_UNKNOWN_CURRENCY',
      message: 'test.odd.total: there is no field currency_id for its currency: it is not rounded.',
    },
  ])
})

test('choices are added by extensions, in their places', () => {
  class Task extends Model {
    static override model = 'test.task'
    state = fields.selection<string>(
      [
        ['draft', 'Draft'],
        ['done', 'Done'],
      ],
      { required: true },
    )
  }
  class Sent extends Task {
    override state = fields.selection({
      selectionAdd: [
        ['draft', 'Fresh'],
        ['sent', 'Sent'],
        ['done', 'Done'],
      ],
    })
  }
  class Void extends Task {
    override state = fields.selection({ selectionAdd: [['void', 'Void']] })
  }
  class Replaced extends Task {
    override state = fields.selection([['only', 'Only']])
  }
  const state = (...classes: ModelClass[]): FieldDefinition =>
    field(compose(...common, Task, ...classes), 'test.task.state')
  assert.deepEqual(state(Sent, Void).selection, [
    ['draft', 'Fresh'],
    ['sent', 'Sent'],
    ['done', 'Done'],
    ['void', 'Void'],
  ])
  assert.equal(state(Sent).required, true)
  assert.deepEqual(state(Replaced).selection, [['only', 'Only']])
})

test('another type replaces a field', () => {
  class Retyped extends Model {
    static override inherit = 'res.partner'
    email = fields.text({ label: 'Addresses' })
  }
  const email = field(compose(...common, Retyped), 'res.partner.email')
  assert.deepEqual(part(email, 'type', 'groups', 'size', 'label', 'columnType'), {
    type: 'text',
    groups: null,
    size: null,
    label: 'Addresses',
    columnType: 'text',
  })
})

test('a computed field becomes a related one, and the other way', () => {
  class Shown extends Partner {
    override label = fields.char({ related: 'country_id.code' })
  }
  const label = field(compose(...common, Shown), 'res.partner.label')
  assert.deepEqual([label.compute, label.related], [null, ['country_id', 'code']])
})
