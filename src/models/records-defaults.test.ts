// Values that methods, the context and currencies decide about.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import type { Environment } from './environment.ts'
import type { AnyRecords } from './models.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

let room: ModelRoom
before(async () => {
  room = await openModelRoom(shopModels)
})
after(() => room[Symbol.asyncDispose]())

function scene(name: string, run: (env: Environment) => Promise<void>): void {
  test(name, () => room.withEnv(run))
}

scene('choices that a method gives are asked for', async (env) => {
  const tag = await env.records('shop.tag').create({ name: 't' })
  const Book = env.records('shop.book')
  const book = await Book.create({ name: 'X', mark: 'new', topic: tag })
  for (const [values, message] of [
    [{ mark: 'old' }, '"Mark" takes one of its choices, not "old".'],
    [{ topic: `shop.book,${book.id}` }, `"Topic" takes one of its choices, not "shop.book,${book.id}".`],
  ] as const) {
    await assert.rejects(book.write(values), { name: 'ValidationError', message })
    await assert.rejects(Book.create([{ name: 'Y' }, { name: 'Z', ...values }]), { name: 'ValidationError', message })
  }
  await book.write({ mark: null, topic: false })
  await book.load('mark')
  assert.equal(book['mark'], null)
})

scene(
  'what the context gives a new record is not given to its lines; what it delegates to has defaults too',
  async (env) => {
    const Book = env.records('shop.book').withContext({ default_name: 'B' })
    const book = (await Book.create({ line_ids: [[0, 0, {}]] })) as Loose
    await book.load('name', 'line_ids.name')
    assert.deepEqual([book.name, book.line_ids.name], ['B', null])
    assert.deepEqual(await env.records('shop.copy').defaultGet(['price', 'shelf', 'name']), { price: 10, shelf: 'A1' })
  },
)

scene('money is rounded to its currency', async (env) => {
  const [cents, five] = (await env
    .records('res.currency')
    .create([{ name: 'EUR' }, { name: 'CHF', rounding: 0.05 }])) as never as AnyRecords[]
  const book = (await env.records('shop.book').create({ name: 'A', cost: 1.239, currency_id: cents })) as Loose
  assert.equal((await book.load('cost')).cost, 1.24)
  await book.write({ cost: 2.13, currency_id: five })
  assert.equal((await book.load('cost')).cost, 2.15)
  await book.write({ cost: 2.12 })
  assert.equal(book.cost, 2.1)
  book.cost = 3.333
  await env.flush()
  assert.equal(book.cost, 3.35)
  book.cost = 7.777
  assert.equal((await book.load('cost')).cost, 7.8)
  await book.write({ currency_id: null, cost: 1.23456 })
  assert.equal((await book.load('cost')).cost, 1.23456)
  // Arithmetic may leave a half just below itself.
  await book.write({ currency_id: cents, cost: 4.3549999999999995 })
  assert.equal((await book.load('cost')).cost, 4.36)
  await book.write({ cost: -4.3549999999999995 })
  assert.equal((await book.load('cost')).cost, -4.36)
  await book.write({ cost: 4.35499 })
  assert.equal((await book.load('cost')).cost, 4.35)
})
