// Reading: browse, load, attributes, sets of records, read and search.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countQueries, openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import type { Environment } from './environment.ts'
import type { AnyRecords } from './models.ts'

let room: ModelRoom
before(async () => {
  room = await openModelRoom(shopModels)
})
after(() => room[Symbol.asyncDispose]())

async function fill(env: Environment): Promise<Record<'ende' | 'lindgren' | 'momo' | 'pippi' | 'stray', AnyRecords>> {
  const [ende, lindgren] = (await env.records('shop.author').create([
    { name: 'Ende', country: 'DE' },
    { name: 'Lindgren', country: 'SE' },
  ])) as never as AnyRecords[]
  const [red, blue] = (await env
    .records('shop.tag')
    .create([{ name: 'red' }, { name: 'blue', weight: 5 }])) as never as AnyRecords[]
  const books = await env
    .records('shop.book')
    .create([
      { name: 'Momo', price: 12, author_id: ende, tag_ids: [red!.id, blue!.id], published: '1973-01-01', pages: 304 },
      { name: 'Pippi', price: 8, author_id: lindgren, tag_ids: [blue!.id], state: 'done' },
      { name: 'Stray' },
    ])
  env.transaction.invalidate()
  const [momo, pippi, stray] = books as never as AnyRecords[]
  return { ende: ende!, lindgren: lindgren!, momo: momo!, pippi: pippi!, stray: stray! }
}

const scene = (
  name: string,
  run: (env: Environment, data: Awaited<ReturnType<typeof fill>>) => Promise<void>,
): void => {
  test(name, () => room.withEnv(async (env) => run(env, await fill(env))))
}

scene('browse gives records without asking; exists asks', async (env, { momo, pippi }) => {
  const Book = env.records('shop.book')
  assert.equal(await countQueries(env.cr, () => Book.browse([momo.id, 99_999])), 0)
  const some = Book.browse([momo.id, 99_999, momo.id, pippi.id])
  assert.deepEqual(some.ids, [momo.id, 99_999, pippi.id])
  assert.deepEqual((await some.exists()).ids, [momo.id, pippi.id])
  assert.deepEqual(Book.browse().ids, [])
  assert.deepEqual(Book.browse(null).ids, [])
  for (const bad of [0, -1, 1.5, Number.NaN, '3', {}, [[1]]]) assert.throws(() => Book.browse(bad as never), TypeError)
  await assert.rejects(
    some.load('name'),
    (error: Error) =>
      error.name === 'MissingError' && error.message === 'Record does not exist or has been deleted: shop.book(99999).',
  )
})

scene('attributes: not loaded, of none, of several', async (env, { momo, pippi, ende }) => {
  const Book = env.records('shop.book')
  assert.throws(() => momo['name'], {
    name: 'NotLoadedError',
    message: `shop.book(${momo.id}).name is not loaded: call await records.load('name') before.`,
  })
  const both = momo.union(pippi)
  await both.load('name', 'author_id', 'tag_ids')
  assert.throws(() => both['name'], {
    name: 'SingletonError',
    message: `name was read of several records: shop.book(${momo.id}, ${pippi.id}).`,
  })
  assert.equal(both['author_id'].length, 2)
  assert.deepEqual(both['tag_ids'].length, 2)
  assert.throws(() => both.ensureOne(), {
    name: 'SingletonError',
    message: `One record is expected, not shop.book(${momo.id}, ${pippi.id}).`,
  })
  assert.throws(() => Book.ensureOne(), { name: 'SingletonError', message: 'One record is expected, not shop.book().' })
  assert.equal(momo.ensureOne(), momo)
  await assert.rejects(momo.load('nothing'), {
    name: 'UnknownFieldError',
    message: 'The model shop.book has no field "nothing".',
  })
  await assert.rejects(Book.load('nothing'), { name: 'UnknownFieldError' })
  await assert.rejects(momo.load('name.x'), { name: 'UnknownFieldError' })
  await assert.rejects(momo.load('author_id.x'), { name: 'UnknownFieldError' })
  assert.equal(Book['name'], null)
  assert.equal(Book['sold'], false)
  assert.equal(Book['price'], null)
  assert.equal(Book.id, null)
  assert.equal(Book['author_id'].length, 0)
  assert.equal(Book['author_id']['name'], null)
  assert.deepEqual(Book['tag_ids'].ids, [])
  assert.deepEqual(both['author_id'].ids[0], ende.id)
  assert.equal(momo.id, momo.ids[0])
  assert.throws(() => both.id, { name: 'SingletonError' })
})

scene(
  'load: columns, paths, x2many, computed, related, delegated, display_name',
  async (env, { momo, pippi, stray }) => {
    const books = env.records('shop.book').browse([momo.id, pippi.id, stray.id])
    await books.load(
      'name',
      'author_id.name',
      'tag_ids.name',
      'double',
      'later',
      'author_name',
      'author_stored',
      'display_name',
      'author_id.display_name',
    )
    assert.deepEqual(books.mapped('name'), ['Momo', 'Pippi', 'Stray'])
    assert.deepEqual(books.mapped('author_id.name'), ['Ende', 'Lindgren'])
    assert.deepEqual(momo['tag_ids'].mapped('name'), ['red', 'blue'])
    assert.deepEqual(books.mapped('tag_ids.name'), ['red', 'blue'])
    assert.deepEqual(books.mapped('double'), [24, 16, 20])
    assert.deepEqual(books.mapped('later'), [
      'Momo by Ende, one of 1',
      'Pippi by Lindgren, one of 1',
      'Stray by nobody, one of 1',
    ])
    assert.deepEqual(books.mapped('author_name'), ['Ende', 'Lindgren', null])
    assert.deepEqual(books.mapped('author_stored'), ['Ende', 'Lindgren', null])
    assert.deepEqual(books.mapped('display_name'), ['Momo', 'Pippi', 'Stray'])
    assert.equal(momo['author_id'].displayName, 'Ende')
    const copy = await env.records('shop.copy').create({ book_id: momo.id })
    await copy.load('name', 'author_id.name', 'double', 'display_name', 'shelf')
    assert.deepEqual(
      [copy['name'], copy['author_id'].name, copy['double'], copy.displayName, copy['shelf']],
      ['Momo', 'Ende', 24, 'Momo', 'A1'],
    )
    const all = await momo.load()
    assert.deepEqual(
      [all['name'], all['pages'], all['published'], all['sold'], all['text']],
      ['Momo', 304, '1973-01-01', false, null],
    )
  },
)

scene('records that came together are read together', async (env) => {
  const books = await env.records('shop.book').search([])
  assert.equal(books.length, 3)
  assert.equal(
    await countQueries(env.cr, async () => {
      for (const book of books) await book.load('name', 'price')
    }),
    1,
  )
  assert.equal(
    await countQueries(env.cr, async () => {
      for (const book of books) await book.load('author_id.name')
    }),
    2,
  )
  env.transaction.invalidate()
  assert.equal(
    await countQueries(env.cr, async () => {
      for (const book of books) await book.load('author_id')
      for (const book of books) await (book['author_id'] as AnyRecords).load('name')
    }),
    2,
  )
  assert.equal(
    await countQueries(env.cr, async () => {
      for (const book of books) await book.load('tag_ids')
      for (const book of books) await (book['tag_ids'] as AnyRecords).load('name')
    }),
    2,
  )
  assert.equal(await countQueries(env.cr, () => books.load('name', 'price', 'author_id.name', 'tag_ids.name')), 1)
  assert.equal(await countQueries(env.cr, () => books.load('name', 'price', 'author_id.name', 'tag_ids.name')), 0)
  env.transaction.invalidate()
  assert.equal(await countQueries(env.cr, () => books.read(['name', 'author_id', 'currency_id', 'tag_ids'])), 3)
})

scene('sets of records', async (_env, { momo, pippi, stray, ende }) => {
  const two = momo.union(pippi)
  assert.deepEqual(two.union(momo, stray).ids, [momo.id, pippi.id, stray.id])
  assert.deepEqual(two.concat(momo).ids, [momo.id, pippi.id, momo.id])
  assert.deepEqual(two.intersection(pippi.union(stray)).ids, [pippi.id])
  assert.deepEqual(two.difference(momo).ids, [pippi.id])
  assert.equal(two.includes(momo), true)
  assert.equal(two.includes(stray), false)
  assert.equal(two.includes(ende), false)
  assert.equal(two.equals(pippi.union(momo)), true)
  assert.equal(momo.isSubset(two), true)
  assert.equal(two.isSuperset(momo), true)
  assert.equal(momo.isSuperset(two), false)
  assert.throws(() => momo.union(ende), { message: 'Records of shop.book and of shop.author cannot be put together.' })
  assert.deepEqual(
    [...two].map(({ id }) => id),
    two.ids,
  )
  assert.deepEqual(two.at(-1).ids, [pippi.id])
  assert.deepEqual(two.at(9).ids, [])
  assert.deepEqual(two.slice(1).ids, [pippi.id])
  assert.equal(String(two), `shop.book(${momo.id}, ${pippi.id})`)
  assert.equal(JSON.stringify({ two }), `{"two":[${momo.id},${pippi.id}]}`)
  await two.load('price', 'name', 'author_id.name')
  assert.deepEqual(two.sorted('price').mapped('name'), ['Pippi', 'Momo'])
  assert.deepEqual(two.sorted('price desc').mapped('name'), ['Momo', 'Pippi'])
  assert.deepEqual(two.sorted((book) => book['name'], { reverse: true }).mapped('name'), ['Pippi', 'Momo'])
  const empty = await momo.env.records('shop.book').create({ name: 'Nobody’s', price: null })
  const three = two.union(empty)
  await three.load('author_id')
  for (const [order, ids] of [
    ['price', [pippi.id, momo.id, empty.id]],
    ['price desc', [empty.id, momo.id, pippi.id]],
    ['price nulls first', [empty.id, pippi.id, momo.id]],
    ['price desc nulls last', [momo.id, pippi.id, empty.id]],
  ] as const)
    assert.deepEqual(three.sorted(order).ids, ids, order)
  assert.equal(three.sorted('author_id').ids.at(-1), empty.id)
  assert.equal(three.sorted('author_id.id desc nulls last, id').ids.at(-1), empty.id)
  assert.equal(three.sorted('author_id desc').ids[0], empty.id)
  await empty.unlink()
  await two.load('price', 'name', 'author_id.name')
  assert.deepEqual(two.filtered((book) => book['price'] > 10).ids, [momo.id])
  assert.deepEqual(two.filtered('author_id.name').ids, two.ids)
  assert.deepEqual(two.filteredDomain([['price', '<', 10]] as never).ids, [pippi.id])
  assert.deepEqual(
    [...two.grouped('name')].map(([name, { ids }]) => [name, ids]),
    [
      ['Momo', [momo.id]],
      ['Pippi', [pippi.id]],
    ],
  )
  assert.deepEqual(two.mapped((book) => book['author_id']).ids.length, 2)
})

scene('search: order, limit, offset, archived ones, hostile bounds', async (env, { momo, pippi, stray, ende }) => {
  const Book = env.records('shop.book')
  const names = async (domain: unknown, options = {}): Promise<unknown> =>
    (await Book.searchFetch(domain as never, ['name'], options)).mapped('name')
  assert.deepEqual(await names([]), ['Momo', 'Pippi', 'Stray'])
  assert.deepEqual(await names([], { order: 'price desc' }), ['Momo', 'Stray', 'Pippi'])
  assert.deepEqual(await names([], { order: 'author_id desc' }), ['Stray', 'Pippi', 'Momo'])
  assert.deepEqual(await names([], { order: 'author_id, id' }), ['Momo', 'Pippi', 'Stray'])
  assert.deepEqual(await names([], { limit: 1, offset: 1 }), ['Pippi'])
  assert.deepEqual(await names([], { limit: 0 }), ['Momo', 'Pippi', 'Stray'])
  assert.deepEqual(await names([], { offset: 99 }), [])
  for (const bad of [
    { limit: -1 },
    { limit: 1.5 },
    { limit: '1; drop table x' },
    { offset: -1 },
    { offset: {} },
    { order: 'name; drop table x' },
    { order: 'nothing' },
    { order: 'tag_ids' },
  ])
    await assert.rejects(Book.search([], bad as never), { name: 'DomainError' })
  assert.equal(await Book.searchCount([]), 3)
  assert.equal(await Book.searchCount([], { limit: 2 }), 2)
  assert.equal(await Book.searchCount([['price', '>', 11]] as never), 1)
  await pippi.write({ active: false })
  assert.deepEqual(await names([]), ['Momo', 'Stray'])
  assert.equal(await Book.searchCount([]), 2)
  assert.deepEqual(await names([['active', '=', false]]), ['Pippi'])
  assert.deepEqual(await names([['active', 'in', [true, false]]]), ['Momo', 'Pippi', 'Stray'])
  assert.deepEqual((await Book.withContext({ active_test: false }).search([])).ids, [momo.id, pippi.id, stray.id])
  const author = env.records('shop.author').browse(pippi.id ? (await pippi.load('author_id'))['author_id'].id : 0)
  await author.load('book_ids')
  assert.deepEqual(author['book_ids'].ids, [])
  const wide = await author.withContext({ active_test: false }).load('book_ids')
  assert.deepEqual(wide['book_ids'].ids, [pippi.id])
  await ende.write({ active: false })
  assert.equal((await momo.load('author_id.name'))['author_id']['name'], 'Ende')
  assert.deepEqual(await names([['author_id.name', '=', 'Ende']]), ['Momo'])
  assert.deepEqual(await names([['double', '=', 24]]), ['Momo'])
  await assert.rejects(Book.search([['later', '=', 'x']] as never), { name: 'DomainError' })
})

scene('read: each type as JSON', async (env, { momo, pippi, ende }) => {
  const currency = await env.records('res.currency').create({ name: 'EUR' })
  await momo.write({
    moment: '2024-02-29 12:30:15',
    cover: 'AP8=',
    data: { a: [1, null] },
    about: ende,
    cost: '1.005',
    currency_id: currency,
    text: '',
  })
  const [row] = await momo.read([
    'name',
    'published',
    'moment',
    'cover',
    'data',
    'about',
    'cost',
    'currency_id',
    'author_id',
    'tag_ids',
    'state',
    'text',
    'isbn',
    'sold',
    'double',
    'author_name',
    'line_ids',
  ] as never)
  await momo.load('tag_ids')
  assert.deepEqual(
    { ...row },
    {
      id: momo.id,
      name: 'Momo',
      published: '1973-01-01',
      moment: '2024-02-29 12:30:15',
      cover: 'AP8=',
      data: { a: [1, null] },
      about: `shop.author,${ende.id}`,
      cost: 1.01,
      currency_id: [currency.id, 'EUR'],
      author_id: [ende.id, 'Ende'],
      tag_ids: momo['tag_ids'].ids,
      state: 'draft',
      text: '',
      isbn: null,
      sold: false,
      double: 24,
      author_name: 'Ende',
      line_ids: [],
    },
  )
  assert.deepEqual(
    { ...(await momo.read(['author_id'] as never, { names: false }))[0] },
    { id: momo.id, author_id: ende.id },
  )
  const everything = (await pippi.read())[0]!
  assert.equal(everything['display_name'], 'Pippi')
  assert.equal(everything['write_uid'], 1)
  assert.match(everything['create_date'] as string, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.deepEqual(
    (
      await env.records('shop.book').searchRead([['price', '<', 11]] as never, ['name'] as never, { order: 'price' })
    ).map((each) => ({ ...each })),
    [
      { id: pippi.id, name: 'Pippi' },
      { id: momo.id + 2, name: 'Stray' },
    ],
  )
  await assert.rejects(momo.read(['nothing'] as never), { name: 'UnknownFieldError' })
})

scene('names: search, make, compute', async (env, { momo, ende }) => {
  const Book = env.records('shop.book')
  assert.deepEqual(await Book.nameSearch('om'), [[momo.id, 'Momo']])
  assert.equal((await Book.nameSearch('')).length, 3)
  assert.equal((await Book.nameSearch('', { limit: 2 })).length, 2)
  assert.deepEqual(await Book.nameSearch('Momo', { operator: '=' }), [[momo.id, 'Momo']])
  assert.deepEqual(await Book.nameSearch('o', { domain: [['author_id', '=', ende.id]] as never }), [[momo.id, 'Momo']])
  const [id, name] = await env.records('shop.author').nameCreate('Preussler')
  assert.equal(name, 'Preussler')
  assert.equal((await env.records('shop.author').browse(id).load('name'))['name'], 'Preussler')
  const line = await env.records('shop.line').create({})
  await line.load('display_name')
  assert.equal(line.displayName, '')
})

scene('groups by records and moments: equal ones are one', async (env, { momo, pippi, stray, ende }) => {
  await pippi.write({ author_id: ende })
  const all = await momo.union(pippi, stray).load('author_id', 'create_date')
  assert.deepEqual(
    [...all.grouped('author_id')].map(([author, { ids }]) => [(author as AnyRecords).ids, ids]),
    [
      [[ende.id], [momo.id, pippi.id]],
      [[], [stray.id]],
    ],
  )
  assert.deepEqual(
    [...all.grouped((book) => book['author_id']).values()].map(({ length }) => length),
    [2, 1],
  )
  // All were made in one transaction.
  assert.deepEqual(
    [...all.grouped('create_date').values()].map(({ length }) => length),
    [3],
  )
  assert.equal(env.records('shop.book').browse().grouped('author_id').size, 0)
})
