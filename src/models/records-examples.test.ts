// EXAMPLES.md's models at work, in two databases; names by a method, and results that are kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openModelRoom } from '../../test/support/model-room.ts'
import { api } from './api.ts'
import type { Domain } from './domain/domain.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

class Author extends Model {
  static override model = 'shop.author'
  first = fields.char()
  last = fields.char()

  @api.depends('first', 'last')
  override computeDisplayName(): void {
    for (const author of this) author.display_name = `${author.last}, ${author.first}`
  }
  override searchDisplayName(operator: string, value: unknown): Domain {
    return ['|', ['first', operator, value], ['last', operator, value]] as unknown as Domain
  }
}

class Book extends Model {
  static override model = 'shop.book'
  name = fields.char({ required: true, index: true })
  price = fields.monetary({ currency: 'currency_id' })
  author_id = fields.many2one('shop.author')
  display_price = fields.float({ compute: 'computeDisplayPrice' })

  @api.depends('price')
  computeDisplayPrice(): void {
    for (const book of this) book.display_price = book.price
  }

  @api.ormcache()
  async dearest(least: number): Promise<number> {
    calls.push(least)
    const found = await this.search([['price', '>=', least]] as never, { order: 'price desc', limit: 1 })
    return found.length
  }
}

class DiscountedBook extends Book {
  discount = fields.float({ label: 'Discount (%)', default: 0 })

  @api.depends('price', 'discount')
  override computeDisplayPrice(): void {
    super.computeDisplayPrice()
    for (const book of this) book.display_price *= 1 - book.discount / 100
  }
}

const calls: number[] = []

test('one addon, and another that changes it, in two databases of one process', async () => {
  await using plain = await openModelRoom([
    ['bookshop', Author],
    ['bookshop', Book],
  ])
  await using sale = await openModelRoom([
    ['bookshop', Author],
    ['bookshop', Book],
    ['bookshop_discount', DiscountedBook],
  ])
  await plain.withEnv(async (env) => {
    const book = (await env.records('shop.book').create({ name: 'Momo', price: 10 })) as Loose
    assert.equal((await book.load('display_price')).display_price, 10)
    assert.throws(() => env.records('nothing.here'), {
      name: 'UnknownModelError',
      message: 'There is no model "nothing.here" in the database "memory".',
    })
    await assert.rejects(book.load('discount'), { name: 'UnknownFieldError' })
  })
  await sale.withEnv(async (env) => {
    const book = (await env.records('shop.book').create({ name: 'Momo', price: 10, discount: 10 })) as Loose
    assert.equal((await book.load('display_price')).display_price, 9)
    await book.write({ discount: 50 })
    assert.equal((await book.load('display_price')).display_price, 5)
  })
})

test('a name by a method, searched by another', async () => {
  await using room = await openModelRoom([Author, Book])
  await room.withEnv(async (env) => {
    const ende = (await env.records('shop.author').create({ first: 'Michael', last: 'Ende' })) as Loose
    assert.deepEqual(await env.records('shop.author').nameSearch('mich'), [[ende.id, 'Ende, Michael']])
    assert.deepEqual(await env.records('shop.author').nameSearch('none'), [])
    await ende.write({ last: 'E.' })
    const book = await env.records('shop.book').create({ name: 'Momo', author_id: ende })
    assert.deepEqual((await book.read(['author_id'] as never))[0]!['author_id'], [ende.id, 'E., Michael'])
    await assert.rejects(env.records('shop.author').nameCreate('x'), { name: 'UserError' })
  })
})

test('results that are kept, until they are forgotten', async () => {
  await using room = await openModelRoom([Author, Book])
  await room.withEnv(async (env) => {
    const books = env.records('shop.book') as Loose
    await books.create({ name: 'Momo', price: 10 })
    assert.deepEqual([await books.dearest(5), await books.dearest(5), await books.dearest(20)], [1, 1, 0])
    assert.deepEqual(calls, [5, 20])
    env.transaction.clearCaches('mine')
    assert.equal(await books.dearest(5), 1)
    assert.deepEqual(calls, [5, 20, 5])
  })
})
