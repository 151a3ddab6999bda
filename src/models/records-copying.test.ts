// Copies: what is taken along, of one record and of several.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import type { Environment } from './environment.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

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

scene('copy: what is taken along, and what not', async (env) => {
  const author = await env.records('shop.author').create({ name: 'Ende' })
  const book = (await env.records('shop.book').create({
    name: 'A',
    isbn: '1',
    price: 3,
    author_id: author,
    tag_ids: [[0, 0, { name: 'red' }]],
    line_ids: [
      [0, 0, { name: 'x', quantity: 2 }],
      [0, 0, { name: 'y' }],
    ],
    note_ids: [[0, 0, { text: 'n' }]],
    level: 'own',
    data: { a: 1 },
  })) as Loose
  const copy = await book.copy({ name: 'B' })
  await copy.load(
    'name',
    'isbn',
    'price',
    'author_id',
    'tag_ids',
    'line_ids.name',
    'line_ids.quantity',
    'note_ids',
    'line_total',
    'data',
    'level',
  )
  await book.load('tag_ids', 'line_ids')
  assert.deepEqual(
    [copy.name, copy.isbn, copy.price, copy.author_id.id, copy.line_total, copy.data, copy.level],
    ['B', null, 3, author.id, 3, { a: 1 }, 'own'],
  )
  assert.deepEqual(copy.tag_ids.ids, book.tag_ids.ids)
  assert.deepEqual(copy.line_ids.mapped('name'), ['x', 'y'])
  assert.equal(copy.line_ids.intersection(book.line_ids).length, 0)
  assert.deepEqual(copy.note_ids.ids, [])
  const delegating = (await env.records('shop.copy').create({ name: 'C', shelf: 'Z' })) as Loose
  const other = await delegating.copy()
  await other.load('name', 'shelf', 'book_id')
  assert.deepEqual([other.name, other.shelf], ['C', 'Z'])
  assert.notEqual(other.book_id.id, (await delegating.load('book_id')).book_id.id)
  // A loan has a copy, which has a book: the loan's copy has new ones of both, or the one that is given.
  const loan = (await env.records('shop.loan').create({ name: 'L', shelf: 'S' })) as Loose
  const next = await loan.copy()
  const same = await loan.copy({ book_id: book.id, shelf: 'T' })
  await Promise.all([loan, next, same].map((each) => each.load('copy_id.book_id', 'name', 'shelf')))
  assert.deepEqual([next.name, next.shelf, same.name, same.shelf], ['L', 'S', 'A', 'T'])
  assert.notEqual(next.copy_id.book_id.id, loan.copy_id.book_id.id)
  assert.equal(same.copy_id.book_id.id, book.id)
})

scene(
  'copies of several records, with what is archived, and the lines in the order in which they were made',
  async (env) => {
    const Book = env.records('shop.book')
    const [old] = (await env.records('shop.tag').create([{ name: 'old', active: false }])).ids
    const books = (await Book.create([
      {
        name: 'A',
        tag_ids: [[4, old]],
        line_ids: [
          { name: 'x', sequence: 2 },
          { name: 'y', sequence: 1 },
        ].map((line) => [0, 0, line]),
      },
      { name: 'B', active: false },
    ])) as Loose
    const copies = await books.copy({ price: 7 })
    await copies.withContext({ active_test: false }).load('tag_ids')
    await copies.load('name', 'price', 'active', 'line_ids.name')
    assert.deepEqual(
      [...copies].map(({ name, price, active }: Loose) => [name, price, active]),
      [
        ['A', 7, true],
        ['B', 7, false],
      ],
    )
    const [first] = copies
    assert.deepEqual(first.withContext({ active_test: false }).tag_ids.ids, [old])
    assert.deepEqual(first.line_ids.sorted('id').mapped('name'), ['x', 'y'])
    assert.equal((await Book.copy()).length, 0)
    const [data] = await books.at(0).copyData({ name: 'C' })
    assert.deepEqual([data.name, data.line_ids.length, 'isbn' in data, 'id' in data], ['C', 2, false, false])
  },
)

class Quote extends Model {
  static override model = 't.quote'
  part_ids = fields.one2many('t.part', 'quote_id', { copy: true })
  small_ids = fields.one2many('t.part', 'quote_id', { copy: true, domain: [['size', '<', 2]] })
}

class Part extends Model {
  static override model = 't.part'
  size = fields.integer()
  quote_id = fields.many2one('t.quote')
  parent_id = fields.many2one('t.part')
  child_ids = fields.one2many('t.part', 'parent_id', { copy: true })
  again_ids = fields.one2many('t.part', 'parent_id', { copy: true })
}

test('a record to which several ways lead is copied once', async () => {
  await using parts = await openModelRoom([Quote, Part])
  await parts.withEnv(async (env) => {
    const quote: Loose = await env.records('t.quote').create({})
    const part: Loose = env.records('t.part')
    let last: Loose = null
    for (let size = 0; size < 8; size++) last = await part.create({ size, quote_id: quote, parent_id: last })
    const copy = await quote.copy()
    await copy.load('part_ids.size')
    assert.deepEqual(copy.part_ids.mapped('size'), [0, 1, 2, 3, 4, 5, 6, 7])
    assert.equal((await quote.load('part_ids')).part_ids.length, 8)
    assert.equal(await part.searchCount([]), 16)
    // Each of several records has copies of its own lines.
    const above = await part.create({})
    const below = await part.create({ parent_id: above })
    assert.equal((await part.browse([above.id, below.id]).copy()).length, 2)
    assert.equal(await part.searchCount([]), 16 + 2 + 3)
  })
})
