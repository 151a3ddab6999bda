// Stored and other computed fields: when they are computed anew.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ModelDefinitionError } from '../errors/model-errors.ts'
import { countQueries, openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import { api } from './api.ts'
import { Command } from './command.ts'
import type { Environment } from './environment.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

/** Two fields that never agree, one that nothing decides, and one that follows from money. */
class Odd extends Model {
  static override model = 'odd'
  static override recName = 'parent_id'
  left = fields.integer({ compute: 'computeLeft', store: true })
  right = fields.integer({ compute: 'computeRight', store: true })
  start = fields.boolean()
  fixed = fields.char({ compute: 'computeFixed', store: true })
  forgotten = fields.char({ compute: 'computeForgotten' })
  parent_id = fields.many2one('odd')
  heir_id = fields.many2one('odd', { compute: 'computeHeir' })
  heir_start = fields.boolean({ compute: 'computeHeirStart', store: true })
  low = fields.float({ compute: 'computeBounds', store: true, readonly: false })
  high = fields.float({ compute: 'computeBounds', store: true })
  currency_id = fields.many2one('res.currency')
  amount = fields.float({ default: 0 })
  rounded = fields.monetary({ compute: 'computeRounded', store: true })
  shown = fields.monetary({ compute: 'computeShown' })
  parent_currency_id = fields.many2one('res.currency', { related: 'parent_id.currency_id' })
  price = fields.monetary({ currency: 'parent_currency_id' })
  kept_currency_id = fields.many2one('res.currency', { related: 'parent_id.currency_id', store: true })
  kept_price = fields.monetary({ compute: 'computeBounds', store: true, currency: 'kept_currency_id' })
  tag_ids = fields.many2many('shop.tag', { relation: 'odd_tags', column: 'odd', otherColumn: 'tag' })
  shown_tag_ids = fields.many2many('shop.tag', { compute: 'computeTags', inverse: 'inverseTags' })

  @api.depends('right', 'start')
  computeLeft(): void {
    for (const odd of this) odd.left = odd.start ? (odd.right ?? 0) + 1 : 0
  }
  @api.depends('left', 'start')
  computeRight(): void {
    for (const odd of this) odd.right = odd.start ? (odd.left ?? 0) + 1 : 0
  }
  computeFixed(): void {
    for (const odd of this) odd.fixed = `made ${odd.id}`
  }
  computeForgotten(): void {}
  @api.depends('parent_id')
  computeHeir(): void {
    for (const odd of this as Iterable<Loose>) odd.heir_id = odd.parent_id
  }
  @api.depends('heir_id.start')
  computeHeirStart(): void {
    for (const odd of this as Iterable<Loose>) odd.heir_start = odd.heir_id.start
  }
  @api.depends('amount', 'currency_id')
  computeRounded(): void {
    for (const odd of this) odd.rounded = odd.amount
  }
  @api.depends('amount')
  computeBounds(): void {
    for (const odd of this) {
      odd.low = odd.amount - 1
      odd.high = odd.amount + 1
      odd.kept_price = odd.amount
    }
  }
  @api.depends('tag_ids')
  computeTags(): void {
    for (const odd of this) odd.shown_tag_ids = odd.tag_ids
  }
  inverseTags(): void {
    for (const odd of this) odd.tag_ids = odd.shown_tag_ids
  }
  @api.depends('amount', 'currency_id')
  computeShown(): void {
    for (const odd of this) odd.shown = odd.amount
  }
}

class Person extends Model {
  static override model = 'person'
  first = fields.char()
  last = fields.char()
  full = fields.char({ compute: 'computeFull', inverse: 'inverseFull' })

  @api.depends('first', 'last')
  computeFull(): void {
    for (const person of this) person.full = `${person.first} ${person.last}`
  }
  async inverseFull(): Promise<void> {
    for (const person of this) {
      person.first = person.full.split(' ')[0]!
      await this.env.flush()
      person.last = person.full.split(' ')[1]!
    }
  }
}

let room: ModelRoom
before(async () => {
  room = await openModelRoom([...shopModels, Odd, Person])
})
after(() => room[Symbol.asyncDispose]())

const scene = (name: string, run: (env: Environment) => Promise<void>): void => {
  test(name, () => room.withEnv(run))
}

async function value(records: Loose, name: string): Promise<unknown> {
  await records.env.flush()
  const { rows } = await records.env.cr.query(
    `select "${name}" as v from "${records.definition.table}" where id = $1`,
    [records.id],
  )
  return rows[0]?.v as unknown
}

scene('stored: on create, write, through many2one, one2many, many2many, and in chains', async (env) => {
  const [ende, other] = (await env.records('shop.author').create([{ name: 'Ende' }, { name: 'Other' }])) as Loose
  const [red, blue] = (await env.records('shop.tag').create([
    { name: 'red', weight: 2 },
    { name: 'blue', weight: 3 },
  ])) as Loose
  const book = (await env.records('shop.book').create({
    name: 'A',
    price: 60,
    author_id: ende,
    tag_ids: [red.id],
    line_ids: [Command.create({ quantity: 2, unit: 5 })],
  })) as Loose
  const line = (await book.load('line_ids')).line_ids
  const state = async (): Promise<unknown[]> => [
    await value(book, 'level'),
    await value(book, 'author_stored'),
    await value(book, 'tag_weight'),
    await value(book, 'line_total'),
    await value(book, 'line_tax'),
    await value(ende, 'book_count'),
    await value(ende, 'total_price'),
  ]
  assert.deepEqual(await state(), ['dear', 'Ende', 2, 10, 1, 1, 60])
  await ende.write({ name: 'Michael' })
  await red.write({ weight: 7 })
  await line.write({ unit: 10 })
  await book.write({ price: 40 })
  assert.deepEqual(await state(), ['cheap', 'Michael', 7, 20, 2, 1, 40])
  await book.write({ tag_ids: [Command.link(blue.id)] })
  await env.records('shop.line').create({ book_id: book.id, quantity: 1, unit: 80 })
  assert.deepEqual((await state()).slice(2, 5), [10, 100, 10])
  await red.unlink()
  await line.unlink()
  assert.deepEqual((await state()).slice(2, 5), [3, 80, 8])
  const second = (await env.records('shop.book').create({ name: 'B' })) as Loose
  const moved = (await book.load('line_ids')).line_ids
  await moved.write({ book_id: second.id })
  assert.deepEqual(
    [await value(book, 'line_total'), await value(second, 'line_total'), await value(second, 'line_tax')],
    [0, 80, 8],
  )
  moved.book_id = book
  await env.flush()
  assert.deepEqual([await value(book, 'line_total'), await value(second, 'line_total')], [80, 0])
  await book.write({ author_id: other })
  assert.deepEqual(
    [
      await value(ende, 'book_count'),
      await value(ende, 'total_price'),
      await value(other, 'book_count'),
      await value(other, 'total_price'),
    ],
    [0, 0, 1, 40],
  )
  await book.unlink()
  assert.deepEqual([await value(other, 'book_count'), await value(other, 'total_price')], [0, 0])
})

scene('stored and open to writing: what was given is kept, until what it follows from changes', async (env) => {
  const book = (await env.records('shop.book').create({ name: 'A', price: 60, level: 'own' })) as Loose
  assert.equal(await value(book, 'level'), 'own')
  await book.write({ level: 'mine' })
  assert.equal(await value(book, 'level'), 'mine')
  await book.write({ price: 1, level: 'both' })
  assert.equal(await value(book, 'level'), 'both')
  await book.write({ price: 2 })
  assert.equal(await value(book, 'level'), 'cheap')
})

scene('a tree: the whole branch follows, in one go', async (env) => {
  const Category = env.records('shop.category')
  const [a, b, c] = (await Category.create([{ name: 'a' }, { name: 'b' }, { name: 'c' }])) as Loose
  await c.write({ parent_id: b })
  await b.write({ parent_id: a })
  assert.equal(await value(c, 'complete_name'), 'a / b / c')
  await a.write({ name: 'A' })
  assert.deepEqual(
    [await value(a, 'complete_name'), await value(b, 'complete_name'), await value(c, 'complete_name')],
    ['A', 'A / b', 'A / b / c'],
  )
  let parent: number | null = null
  for (let depth = 0; depth < 12; depth++)
    parent = (await Category.create({ name: String(depth), parent_id: parent })).id
  assert.equal(await value(Category.browse(parent), 'complete_name'), '0 / 1 / 2 / 3 / 4 / 5 / 6 / 7 / 8 / 9 / 10 / 11')
})

scene('a tree that would be a circle is refused before anything follows from it', async (env) => {
  const Category = env.records('shop.category')
  const a = await Category.create({ name: 'a' })
  const b = await Category.create({ name: 'b', parent_id: a.id })
  const circle = (parent_id: number) => env.cr.savepoint(() => a.write({ parent_id }))
  for (const parent of [a.id, b.id]) {
    await assert.rejects(circle(parent), { name: 'UserError', message: 'Recursion Detected.' })
  }
})

scene(
  'not stored: computed at each load after a change; written by its inverse, searched by its method',
  async (env) => {
    const book = (await env.records('shop.book').create({ name: 'A', price: 5 })) as Loose
    assert.equal((await book.load('double')).double, 10)
    await book.write({ price: 6 })
    assert.throws(() => book.double, { name: 'NotLoadedError' })
    assert.equal((await book.load('double')).double, 12)
    await book.write({ double: 30 })
    assert.equal(await value(book, 'price'), 15)
    assert.equal((await book.load('double', 'price')).double, 30)
    book.double = 8
    assert.equal((await book.load('price')).price, 4)
    const made = await env.records('shop.book').create([
      { name: 'B', double: 50 },
      { name: 'C', double: 60 },
    ])
    await made.load('price')
    assert.deepEqual(made.mapped('price'), [25, 30])
    assert.deepEqual((await env.records('shop.book').search([['double', '>', 40]] as never)).ids, made.ids)
    const author = (await env.records('shop.author').create({ name: 'E', country: 'DE' })) as Loose
    await book.write({ author_id: author })
    await book.write({ author_country: 'FR' })
    assert.equal((await author.load('country')).country, 'FR')
    await author.write({ country: 'IT' })
    assert.equal((await book.load('author_country')).author_country, 'IT')
  },
)

scene('an inverse reads its value as often as it likes, whatever it writes', async (env) => {
  const [one, two] = (await env
    .records('person')
    .create([{ full: 'Astrid Lindgren' }, { full: 'Michael Ende' }])) as Loose
  await one.load('first', 'last', 'full')
  assert.deepEqual([one.first, one.last, one.full], ['Astrid', 'Lindgren', 'Astrid Lindgren'])
  await one.union(two).write({ full: 'Otfried Preussler' })
  await two.load('first', 'last', 'full')
  assert.deepEqual([two.first, two.last, two.full], ['Otfried', 'Preussler', 'Otfried Preussler'])
})

scene('nothing to follow from, no value, no end, a relation that cannot be searched, money', async (env) => {
  const odd = (await env.records('odd').create({})) as Loose
  assert.equal(await value(odd, 'fixed'), `made ${odd.id}`)
  await assert.rejects(odd.load('forgotten'), {
    name: 'ModelDefinitionError',
    message: `computeForgotten gave odd(${odd.id}).forgotten no value.`,
  })
  await assert.rejects(
    env.cr.savepoint(() => odd.write({ start: true })),
    (error: Error) =>
      error instanceof ModelDefinitionError &&
      error.message.startsWith('Computed fields follow from each other without end: '),
  )
  const heir = (await env.records('odd').create({ parent_id: odd })) as Loose
  assert.deepEqual([await value(heir, 'heir_start'), (await heir.load('heir_id')).heir_id.id], [false, odd.id])
  await heir.load('display_name')
  assert.equal(heir.displayName, '')
  const currency = await env.records('res.currency').create({ name: 'X', rounding: 0.5 })
  await odd.write({ currency_id: currency, amount: 1.3 })
  assert.deepEqual([await value(odd, 'rounded'), (await odd.load('rounded')).rounded], ['1.5', 1.5])
})

scene('as many statements for one record as for a hundred', async (env) => {
  const Book = env.records('shop.book')
  const make = (count: number): Promise<unknown> =>
    Book.create(Array.from({ length: count }, (_, index) => ({ name: `B${index}`, price: 7 })))
  const few = await countQueries(env.cr, () => make(1))
  assert.equal(await countQueries(env.cr, () => make(100)), few)
  const all = await Book.search([])
  const write = await countQueries(env.cr, () => all.at(0).write({ price: 55 }))
  assert.equal(await countQueries(env.cr, () => all.write({ price: 66 })), write)
  const unlink = await countQueries(env.cr, () => all.at(0).unlink())
  assert.equal(await countQueries(env.cr, () => all.slice(1).unlink()), unlink)
})

scene('money without a column, and in a currency that another record has, is rounded too', async (env) => {
  const five = await env.records('res.currency').create({ name: 'CHF', rounding: 0.05 })
  const Odds = env.records('odd')
  const parent = (await Odds.create({ currency_id: five, amount: 0.1 + 0.17 })) as Loose
  const child = (await Odds.create({ parent_id: parent, amount: 1.23, price: 1.23 })) as Loose
  await Odds.withIds([parent.id, child.id]).load('shown', 'price', 'kept_price')
  assert.deepEqual([parent.shown, child.shown, child.price, child.kept_price], [0.25, 1.23, 1.25, 1.25])
  await child.write({ price: 2.34 })
  assert.equal((await child.load('price')).price, 2.35)
  await child.write({ parent_id: null, price: 2.34 })
  assert.equal((await child.load('price')).price, 2.34)
})

scene('what was given is kept by a method that computes several fields', async (env) => {
  const odds = await env.records('odd').create([{ amount: 5, low: 1 }, { amount: 6 }])
  const bounds = async (): Promise<unknown> => {
    await odds.load('low', 'high')
    return [...odds].map((odd: Loose) => [odd.low, odd.high])
  }
  assert.deepEqual(await bounds(), [
    [1, 6],
    [5, 7],
  ])
  await odds.write({ amount: 10, low: 2 })
  assert.deepEqual(await bounds(), [
    [2, 11],
    [2, 11],
  ])
  await odds.write({ amount: 20 })
  assert.deepEqual(await bounds(), [
    [19, 21],
    [19, 21],
  ])
})

scene('a computed set of records takes commands, which its inverse sees applied', async (env) => {
  const [a, b] = (await env.records('shop.tag').create([{ name: 'a' }, { name: 'b' }])).ids as [number, number]
  const odd = (await env.records('odd').create({ amount: 1, shown_tag_ids: [Command.link(a)] })) as Loose
  const ids = async (): Promise<number[]> => (await odd.load('tag_ids', 'shown_tag_ids')).shown_tag_ids.ids
  assert.deepEqual([await ids(), odd.tag_ids.ids], [[a], [a]])
  await odd.write({ shown_tag_ids: [Command.link(b), Command.unlink(a)] })
  assert.deepEqual(await ids(), [b])
  await odd.write({ shown_tag_ids: [a, b] })
  await odd.write({
    shown_tag_ids: [Command.create({ name: '0' }), Command.update(b, { name: 'B' }), Command.delete(a)],
  })
  await odd.load('tag_ids.name')
  assert.deepEqual(odd.tag_ids.mapped('name'), ['B', '0'])
  await odd.write({ shown_tag_ids: null })
  assert.deepEqual([await ids(), odd.tag_ids.ids], [[], []])
})

/** Two fields that wait for each other, and one that is taken over from the record above; none has a column. */
class Round extends Model {
  static override model = 'round'
  name = fields.char()
  above_id = fields.many2one('round')
  here = fields.char({ compute: 'computeHere' })
  there = fields.char({ compute: 'computeThere' })
  path = fields.char({ compute: 'computePath' })

  @api.depends('there')
  computeHere(): void {
    for (const round of this) round.here = round.there
  }
  @api.depends('here')
  computeThere(): void {
    for (const round of this) round.there = round.here
  }
  @api.depends('name', 'above_id.path')
  computePath(): void {
    for (const round of this) round.path = `${(round.above_id as unknown as Round).path ?? ''}/${round.name}`
  }
}

test('what waits for itself is an error that names the way, and no way without end', { timeout: 20_000 }, async () => {
  await using rounds = await openModelRoom([Round])
  await rounds.withEnv(async (env) => {
    const model = env.records('round')
    const top = (await model.create({ name: 'a' })) as Loose
    const below = (await model.create({ name: 'b', above_id: top.id })) as Loose
    const lowest = (await model.create({ name: 'c', above_id: below.id })) as Loose
    await assert.rejects(top.load('here'), {
      name: 'ModelDefinitionError',
      message: 'round.here follows from itself: here ← there ← here.',
    })
    const all = env.records('round', [lowest.id, top.id, below.id]) as Loose
    env.transaction.invalidate()
    await all.load('path')
    assert.deepEqual(all.mapped('path'), ['/a/b/c', '/a', '/a/b'])
    // Each on its own, side by side, which is no circle.
    env.transaction.invalidate()
    await Promise.all([top.load('path'), below.load('path'), lowest.load('path')])
    await top.write({ above_id: lowest.id })
    env.transaction.invalidate()
    await assert.rejects(all.load('path'), { message: 'round.path follows from itself: path ← path.' })
    await assert.rejects(below.load('path'), { message: 'round.path follows from itself: path ← path ← path ← path.' })
  })
})
