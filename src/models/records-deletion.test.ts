// Stored fields that follow from records which the database deletes with others, or from links that it empties.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openModelRoom, statementsOf, type ModelRoom } from '../../test/support/model-room.ts'
import { api } from './api.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

class Customer extends Model {
  static override model = 't.customer'
  name = fields.char()
  line_ids = fields.one2many('t.order.line', 'customer_id')
  total = fields.integer({ compute: 'computeTotal', store: true })
  order_ids = fields.one2many('t.order', 'customer_id')
  orders = fields.integer({ compute: 'computeOrders', store: true })

  @api.depends('line_ids.amount')
  computeTotal(): void {
    for (const each of this as Iterable<Loose>)
      each.total = each.line_ids.mapped('amount').reduce((sum: number, amount: number) => sum + amount, 0)
  }
  @api.depends('order_ids')
  computeOrders(): void {
    for (const each of this as Iterable<Loose>) each.orders = each.order_ids.length
  }
}

class Batch extends Model {
  static override model = 't.batch'
  name = fields.char()
  parent_id = fields.many2one('t.batch', { ondelete: 'cascade' })
  before_id = fields.many2one('t.batch', { ondelete: 'cascade' })
}

class Order extends Model {
  static override model = 't.order'
  batch_id = fields.many2one('t.batch', { ondelete: 'cascade' })
  customer_id = fields.many2one('t.customer')
  label_ids = fields.many2many('t.label')
  has_customer = fields.boolean({ compute: 'computeHasCustomer', store: true })
  labels = fields.integer({ compute: 'computeLabels', store: true })

  @api.depends('customer_id')
  computeHasCustomer(): void {
    for (const each of this as Iterable<Loose>) each.has_customer = each.customer_id.length > 0
  }
  @api.depends('label_ids')
  computeLabels(): void {
    for (const each of this as Iterable<Loose>) each.labels = each.label_ids.length
  }
}

class OrderLine extends Model {
  static override model = 't.order.line'
  amount = fields.integer()
  order_id = fields.many2one('t.order', { required: true, ondelete: 'cascade' })
  customer_id = fields.many2one('t.customer')
}

class Label extends Model {
  static override model = 't.label'
  name = fields.char()
}

let room: ModelRoom
before(async () => {
  room = await openModelRoom([Customer, Batch, Order, OrderLine, Label])
})
after(() => room[Symbol.asyncDispose]())

test('what goes with a record, or loses its link to it, is seen by what follows from it', () =>
  room.withEnv(async (env) => {
    const make = (model: string, values: object): Promise<Loose> => env.records(model).create({ ...values })
    const [customer, top, label] = [await make('t.customer', {}), await make('t.batch', {}), await make('t.label', {})]
    const batch = await make('t.batch', { parent_id: top })
    const line = (amount: number): object => ({ order_id: order.id, customer_id: customer.id, amount })
    const order = await make('t.order', { batch_id: batch, customer_id: customer, label_ids: [label.id] })
    await make('t.order.line', line(3))
    await make('t.order.line', line(4))
    const other = await make('t.order', { customer_id: customer })
    await make('t.order.line', { ...line(5), order_id: other.id })
    await batch.write({ parent_id: top })
    const known = async (): Promise<unknown> => {
      await customer.load('total', 'orders')
      return [customer.total, customer.orders]
    }
    assert.deepEqual(await known(), [12, 2])
    await label.unlink()
    assert.equal((await order.load('labels')).labels, 0)
    await top.unlink()
    assert.equal((await order.exists()).length, 0)
    assert.deepEqual(await known(), [5, 1])
    await customer.unlink()
    assert.equal((await other.load('has_customer')).has_customer, false)
    // Records that go with each other in a circle.
    const one = await make('t.batch', {})
    const two = await make('t.batch', { parent_id: one })
    await one.write({ parent_id: two })
    await make('t.order', { batch_id: two })
    await one.unlink()
    assert.equal((await two.exists()).length, 0)
  }))

test('records that go with others for several reasons are looked at once', () =>
  room.withEnv(async (env) => {
    const batches: Loose = env.records('t.batch')
    const made: number[] = []
    for (let index = 0; index < 10; index++) {
      const [parent_id, before_id] = [made.at(-1) ?? null, made.at(-2) ?? null]
      made.push((await batches.create({ parent_id, before_id })).id)
    }
    const customer: Loose = await env.records('t.customer').create({})
    await env.records('t.order').create({ batch_id: made.at(-1), customer_id: customer })
    assert.equal((await customer.load('orders')).orders, 1)
    const statements = await statementsOf(env.cr, () => batches.browse(made[0]).unlink())
    assert.ok(statements.length < 100, `${statements.length} statements`)
    assert.equal((await customer.load('orders')).orders, 0)
  }))
