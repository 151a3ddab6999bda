// Creating, writing, assigning and deleting.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countQueries, openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import { retrying } from '../database/retrying.ts'
import type { Environment } from './environment.ts'
import type { AnyRecords } from './models.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

let room: ModelRoom
before(async () => {
  room = await openModelRoom(shopModels)
})
after(() => room[Symbol.asyncDispose]())

const scene = (name: string, run: (env: Environment) => Promise<void>): void => {
  test(name, () => room.withEnv(run))
}

/** What stands in the table. */
async function column(env: Environment, table: string, name: string): Promise<unknown[]> {
  await env.flush()
  const { rows } = await env.cr.query(`select "${name}" as value from "${table}" order by id`)
  return rows.map(({ value }) => value as unknown)
}

scene('create: one, several, none; defaults of every kind', async (env) => {
  const Book = env.records('shop.book')
  const book = await Book.create({ name: 'Momo' })
  assert.equal(book.length, 1)
  assert.deepEqual(
    [
      book['name'],
      book['price'],
      book['sold'],
      book['state'],
      book['isbn'],
      book['active'],
      book['author_id'].length,
      book['line_ids'].ids,
    ],
    ['Momo', 10, false, 'draft', null, true, 0, []],
  )
  const several = await Book.create([
    { name: 'A', price: 1 },
    { name: 'B', isbn: '1' },
    { name: 'C', price: 3 },
  ])
  assert.deepEqual(several.mapped('name'), ['A', 'B', 'C'])
  assert.deepEqual(several.mapped('price'), [1, 10, 3])
  assert.deepEqual(
    several.ids,
    [1, 2, 3].map((step) => book.id + step),
  )
  assert.deepEqual((await Book.create([])).ids, [])
  const given = await Book.withContext({
    default_price: 7,
    default_name: 'from the context',
    default_nothing: 1,
  }).create({})
  await given.load('name', 'price')
  assert.deepEqual([given['name'], given['price']], ['from the context', 7])
  const none = await Book.create({ name: 'X', price: null })
  await none.load('price')
  assert.equal(none['price'], null)
  assert.equal((await env.records('shop.copy').create({ name: 'Y' }))['shelf'], 'A1')
  assert.deepEqual(await Book.defaultGet(['price', 'state', 'name']), { price: 10, state: 'draft' })
})

scene('create: what is missing, unknown, wrong, or not to be given', async (env) => {
  const Book = env.records('shop.book')
  await assert.rejects(Book.create({}), {
    name: 'ValidationError',
    message: "Missing required value for the field 'Name' (name).",
  })
  await assert.rejects(Book.create({ name: null }), { name: 'ValidationError' })
  await assert.rejects(Book.create({ name: 'X', nothing: 1 }), {
    name: 'UnknownFieldError',
    message: 'The model shop.book has no field "nothing".',
  })
  await assert.rejects(Book.create(JSON.parse('{ "name": "X", "__proto__": { "price": 3 } }') as never), {
    name: 'UnknownFieldError',
  })
  await assert.rejects(Book.create({ name: 'X', constructor: 1 }), { name: 'UnknownFieldError' })
  for (const wrong of [
    { price: 'much' },
    { price: Number.NaN },
    { price: {} },
    { pages: 1.5 },
    { pages: 2 ** 31 },
    { published: '2024-02-30' },
    { moment: 'now' },
    { state: 'gone' },
    { author_id: 'x' },
    { author_id: -1 },
    { sold: 'maybe' },
    { cover: '%%' },
    { isbn: 'a\0b' },
    { about: 'shop.tag,1' },
    { tag_ids: 'x' },
    { tag_ids: [[9, 0, 0]] },
    { tag_ids: [[4, -1, 0]] },
    { tag_ids: [[0, 0, 'x']] },
    { line_ids: [[6, 0, ['x']]] },
  ])
    await assert.rejects(Book.create({ name: 'X', ...wrong }), { name: 'ValidationError' }, JSON.stringify(wrong))
  await assert.rejects(Book.create({ name: 'X', later: 'no' }), {
    name: 'UserError',
    message: 'The field Later (shop.book.later) is computed: it cannot be written.',
  })
  await assert.rejects(Book.create({ name: 'X', author_name: 'no' }), { name: 'UserError' })
  const made = await Book.create({ name: 'X', id: 5000, create_uid: 7 })
  assert.notEqual(made.id, 5000)
  await assert.rejects(env.records('shop.book').create([{ name: 'A' }, 3] as never), {
    name: 'ValidationError',
    message: 'The values of shop.book are given by the names of fields.',
  })
})

scene('create with delegation: parents are made, taken, written', async (env) => {
  const Copy = env.records('shop.copy')
  const [one, two] = (await Copy.create([
    { name: 'Momo', price: 3, shelf: 'B' },
    { name: 'Pippi' },
  ])) as never as Loose[]
  await one.load('name', 'price', 'shelf', 'state', 'book_id.name')
  assert.deepEqual([one.name, one.price, one.shelf, one.state, one.book_id.name], ['Momo', 3, 'B', 'draft', 'Momo'])
  assert.notEqual(one.book_id.id, (await two.load('book_id')).book_id.id)
  const third = await Copy.create({ book_id: one.book_id, price: 4 })
  assert.deepEqual([(await third.load('price'))['price'], (await one.load('price')).price], [4, 4])
  await one.write({ name: 'Momo 2', shelf: 'C', author_id: null })
  await third.load('name', 'shelf')
  assert.deepEqual([third['name'], third['shelf']], ['Momo 2', 'A1'])
  assert.equal((await one.book_id.load('name')).name, 'Momo 2')
  assert.deepEqual((await Copy.search([['name', '=', 'Momo 2']] as never)).ids, [one.id, third.id])
  await assert.rejects(Copy.create({}), { name: 'ValidationError' })
  one.name = 'assigned'
  assert.equal((await third.load('name'))['name'], 'assigned')
})

scene('write: several records, nothing, unknown fields, records that are gone', async (env) => {
  const Book = env.records('shop.book')
  const books = await Book.create([{ name: 'A' }, { name: 'B' }])
  assert.equal(await books.write({ price: 5, state: 'done' }), true)
  assert.deepEqual(await column(env, 'shop_book', 'price'), [5, 5])
  assert.deepEqual(books.mapped('price'), [5, 5])
  assert.equal(await books.write({}), true)
  assert.equal(await Book.write({ price: 1 }), true)
  await assert.rejects(books.write({ nothing: 1 }), { name: 'UnknownFieldError' })
  await assert.rejects(books.write({ name: null }), { name: 'ValidationError' })
  await assert.rejects(books.write({ name: false }), { name: 'ValidationError' })
  const [first, second] = books as never as AnyRecords[]
  await second!.unlink()
  await assert.rejects(
    env.cr.savepoint(() => books.write({ price: 9 })),
    { name: 'MissingError', message: `Record does not exist or has been deleted: shop.book(${second!.id}).` },
  )
  assert.equal((await first!.load('price'))['price'], 5)
  await first!.write({ price: '7.5', pages: '12', published: '2024-02-29', sold: 1 })
  assert.deepEqual(
    [first!['price'], first!['pages'], first!['published'], first!['sold']],
    [7.5, 12, '2024-02-29', true],
  )
  assert.equal(await countQueries(env.cr, () => first!.write({ isbn: '3' })), 1)
})

scene(
  'assigned attributes are written before queries, before the commit, and not after an undone savepoint',
  async (env) => {
    const Book = env.records('shop.book')
    const books = (await Book.create([{ name: 'A' }, { name: 'B' }, { name: 'C' }])) as Loose
    const [a, b] = books
    assert.equal(
      await countQueries(env.cr, () => {
        for (const book of books) book.price = 20
      }),
      0,
    )
    assert.deepEqual([a.price, env.transaction.pending.size], [20, 1])
    assert.equal((await Book.search([['price', '=', 20]] as never)).length, 3)
    assert.equal(env.transaction.pending.size, 0)
    a.price = 30
    assert.throws(() => a.double, { name: 'NotLoadedError' })
    assert.equal((await a.load('double')).double, 60)
    books.state = 'done'
    await env.cr.flush()
    assert.deepEqual(await column(env, 'shop_book', 'state'), ['done', 'done', 'done'])
    assert.throws(() => (a.price = 'much'), { name: 'ValidationError' })
    assert.throws(() => (a.id = 3))
    const failed = env.cr.savepoint(async () => {
      a.price = 99
      await env.flush()
      b.price = 98
      throw new Error('no')
    })
    await assert.rejects(failed, { message: 'no' })
    assert.equal(env.transaction.pending.size, 0)
    assert.deepEqual(await column(env, 'shop_book', 'price'), [30, 20, 20])
    assert.throws(() => a.price, { name: 'NotLoadedError' })
    assert.equal((await a.load('price')).price, 30)
    a.author_id = await env.records('shop.author').create({ name: 'Ende' })
    assert.equal(a.author_id.name, 'Ende')
    assert.equal((await a.load('author_name')).author_name, 'Ende')
    a.tag_ids = await env.records('shop.tag').create([{ name: 'x' }, { name: 'y' }])
    assert.equal(a.tag_ids.length, 2)
    await env.flush()
    assert.equal((await env.cr.query('select * from shop_book_tag_rel')).rows.length, 2)
    a.tag_ids = null
    await env.flush()
    assert.equal((await env.cr.query('select * from shop_book_tag_rel')).rows.length, 0)
    a.author_id = null
    await env.flush()
    assert.deepEqual((await column(env, 'shop_book', 'author_id'))[0], null)
  },
)

test('what was assigned is written by the commit; a failure leaves nothing to write', async () => {
  await using cr = room.database.cursor()
  const env = room.registry.env(cr)
  const made = await retrying(
    async () => {
      const book = (await env.records('shop.book').create({ name: 'A' })) as Loose
      book.price = 77
      return book
    },
    { cursor: cr },
  )
  const look = (): Promise<unknown> =>
    room.withEnv(async (other) => (await other.records('shop.book').browse(made.id).load('price'))['price'])
  assert.equal(await look(), 77)
  let tries = 0
  await retrying(
    async () => {
      const book = await made.load('price')
      book.price += 1
      if (++tries === 1) throw Object.assign(new Error('again'), { code: '40001', severity: 'ERROR', length: 1 })
    },
    { cursor: cr, backoffScale: 0 },
  ).catch((error: Error) => error)
  await cr.rollback()
  assert.equal(env.transaction.pending.size, 0)
  await retrying(() => made.unlink(), { cursor: cr })
})

scene('constraints: methods and those of the database', async (env) => {
  const Book = env.records('shop.book')
  const cheap = { name: 'ValidationError', message: 'Nobody is paid for taking a book.' }
  await assert.rejects(
    env.cr.savepoint(() => Book.create({ name: 'A', price: -1 })),
    cheap,
  )
  const book = await Book.create({ name: 'A', isbn: '1' })
  await assert.rejects(
    env.cr.savepoint(() => book.write({ price: -1 })),
    cheap,
  )
  assert.equal((await book.load('price'))['price'], 10)
  await assert.rejects(
    env.cr.savepoint(async () => {
      ;(book as Loose).price = -2
      await env.flush()
    }),
    cheap,
  )
  await assert.rejects(
    env.cr.savepoint(() => env.records('shop.line').create({ book_id: book.id, quantity: 1001 })),
    { message: 'Too much in one book.' },
  )
  const taken = await Book.create({ name: 'B', isbn: '1' }).catch((error: Error) => error as Loose)
  assert.equal(taken.code, '23505')
  assert.equal(env.registry.constraintMessage(taken), 'The ISBN is taken.')
  assert.equal(env.registry.constraintMessage({ ...taken, constraint: 'other' }), null)
  await env.cr.rollback()
  const twice = retrying(
    () =>
      Book.create([
        { name: 'A', isbn: '1' },
        { name: 'B', isbn: '1' },
      ]),
    { cursor: env.cr, constraintMessage: (violation) => env.registry.constraintMessage(violation) },
  )
  await assert.rejects(twice, { name: 'ValidationError', message: 'The ISBN is taken.' })
  assert.equal(await Book.searchCount([]), 0)
})

scene('unlink: cascades, empties, restricts, and is forgotten', async (env) => {
  const Book = env.records('shop.book')
  const author = await env.records('shop.author').create({ name: 'Ende' })
  const book = (await Book.create({
    name: 'A',
    author_id: author,
    line_ids: [[0, 0, { name: 'x' }]],
    note_ids: [[0, 0, { text: 'n' }]],
  })) as Loose
  const note = book.id && ((await env.records('shop.note').search([])) as Loose)
  await note.load('book_id')
  const restricted = await env.cr.savepoint(() => author.unlink()).catch((error: Error) => error as Loose)
  assert.match(restricted.code, /^23(503|001)$/)
  await author.load('book_ids')
  assert.deepEqual(author['book_ids'].ids, book.ids)
  await book.write({ sold: true })
  await assert.rejects(book.unlink(), { name: 'UserError', message: 'Sold books stay.' })
  await book.write({ sold: false })
  assert.equal(await book.unlink(), true)
  await assert.rejects(book.load('name'), { name: 'MissingError' })
  assert.deepEqual((await env.records('shop.line').search([])).ids, [])
  assert.equal((await note.load('book_id')).book_id.length, 0)
  await author.load('book_ids', 'book_count')
  assert.deepEqual([author['book_ids'].ids, author['book_count']], [[], 0])
  assert.equal(await Book.unlink(), true)
  assert.equal(await Book.browse(99_999).unlink(), true)
})

scene('trees: circles are found', async (env) => {
  const Category = env.records('shop.category')
  const [a, b] = (await Category.create([{ name: 'a' }, { name: 'b' }])) as never as AnyRecords[]
  await b!.write({ parent_id: a })
  assert.equal(await a!.hasCycle(), false)
  await env.cr.query('update shop_category set parent_id = $1 where id = $2', [b!.id, a!.id])
  assert.equal(await a!.hasCycle(), true)
  assert.equal(await Category.hasCycle(), false)
  await assert.rejects(a!.hasCycle('name'), { name: 'UnknownFieldError' })
})

scene('an attribute that is no field cannot be assigned: it would be lost', async (env) => {
  const book = (await env.records('shop.book').create({ name: 'Momo' })) as Loose
  assert.throws(() => (book.nmae = 'Momo!'), TypeError)
  assert.equal(book.name, 'Momo')
})
