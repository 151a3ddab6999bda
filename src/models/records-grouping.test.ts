// readGroup: what is put together, by what, and that each group's domain finds its records.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { countQueries, openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import type { Environment } from './environment.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

let room: ModelRoom
before(async () => {
  room = await openModelRoom(shopModels)
})
after(() => room[Symbol.asyncDispose]())

interface Scene {
  env: Environment
  Book: Loose
  ids: Record<'ende' | 'adams' | 'red' | 'blue', number>
}

function scene(name: string, run: (scene: Scene) => Promise<void>): void {
  test(name, () =>
    room.withEnv(async (env) => {
      const [ende = 0, adams = 0] = (await env.records('shop.author').create([{ name: 'Ende' }, { name: 'Adams' }])).ids
      const [red = 0, blue = 0] = (await env.records('shop.tag').create([{ name: 'red' }, { name: 'blue' }])).ids
      const Book = env.records('shop.book')
      await Book.create([
        {
          name: 'A',
          price: 10,
          pages: 100,
          author_id: ende,
          tag_ids: [red, blue],
          state: 'draft',
          published: '2024-01-31',
          moment: '2024-03-31 00:30:00',
          sold: true,
        },
        {
          name: 'B',
          price: 20,
          author_id: adams,
          tag_ids: [red],
          state: 'done',
          published: '2024-02-01',
          moment: '2024-03-31 01:30:00',
        },
        {
          name: 'C',
          price: 60,
          pages: 50,
          author_id: ende,
          state: 'done',
          published: '2023-12-31',
          moment: '2024-10-27 00:30:00',
          sold: true,
        },
        { name: 'D', price: 0, state: null },
      ])
      await run({ env, Book, ids: { ende, adams, red, blue } })
    }),
  )
}

const plain = (groups: Loose[]): Loose[] =>
  groups.map((group) => Object.fromEntries(Object.entries(group as object).filter(([name]) => name !== '__domain')))

scene('sums and counts, without groups and by several fields', async ({ Book, ids }) => {
  assert.deepEqual(
    plain(
      await Book.readGroup(
        [],
        [
          'price',
          'pages:avg',
          'dearest:max(price)',
          'cheap:min(price)',
          'n:count(pages)',
          'kinds:count_distinct(state)',
          'ids:array_agg(id)',
          'all:bool_and(sold)',
          'any:bool_or(sold)',
        ],
        [],
      ),
    ).map(({ ids: list, ...rest }) => ({ ...rest, count: list.length })),
    [{ price: 90, pages: 75, dearest: 60, cheap: 0, n: 2, kinds: 2, all: false, any: true, __count: 4, count: 4 }],
  )
  assert.deepEqual(plain(await Book.readGroup([], ['price'], 'author_id')), [
    { author_id: [ids.adams, 'Adams'], price: 20, __count: 1, author_id_count: 1 },
    { author_id: [ids.ende, 'Ende'], price: 70, __count: 2, author_id_count: 2 },
    { author_id: null, price: 0, __count: 1, author_id_count: 1 },
  ])
  assert.deepEqual(plain(await Book.readGroup([], ['price'], ['state', 'author_id'])), [
    { state: 'done', author_id: [ids.adams, 'Adams'], price: 20, __count: 1, state_count: 1 },
    { state: 'done', author_id: [ids.ende, 'Ende'], price: 60, __count: 1, state_count: 1 },
    { state: 'draft', author_id: [ids.ende, 'Ende'], price: 10, __count: 1, state_count: 1 },
    { state: null, author_id: null, price: 0, __count: 1, state_count: 1 },
  ])
  assert.deepEqual(plain(await Book.readGroup([], [], { groupby: ['state', 'author_id'], lazy: true }))[0], {
    state: 'done',
    __count: 2,
    state_count: 2,
    __context: { group_by: ['author_id'] },
  })
  assert.deepEqual(
    (await Book.readGroup([['price', '>', 1]], ['price'], { groupby: 'sold', orderby: 'price desc' })).map(
      ({ sold, price }: Loose) => [sold, price],
    ),
    [
      [true, 70],
      [false, 20],
    ],
  )
  assert.deepEqual(
    (await Book.readGroup([], [], { groupby: 'author_id', orderby: 'author_id desc' })).map(
      ({ author_id }: Loose) => author_id?.[1],
    ),
    [undefined, 'Ende', 'Adams'],
  )
  assert.deepEqual(
    (await Book.readGroup([], [], { groupby: 'author_id', orderby: '__count desc, author_id', limit: 2 })).map(
      ({ author_id }: Loose) => author_id?.[1],
    ),
    ['Ende', 'Adams'],
  )
  assert.deepEqual((await Book.readGroup([], [], { groupby: 'author_id', offset: 2 })).length, 1)
  assert.deepEqual(await Book.readGroup([['id', '=', 0]], ['price'], 'state'), [])
})

scene('many2many: by each that is linked', async ({ env, Book, ids }) => {
  assert.deepEqual(plain(await Book.readGroup([], ['price'], 'tag_ids')), [
    { tag_ids: [ids.red, 'red'], price: 30, __count: 2, tag_ids_count: 2 },
    { tag_ids: [ids.blue, 'blue'], price: 10, __count: 1, tag_ids_count: 1 },
    { tag_ids: null, price: 60, __count: 2, tag_ids_count: 2 },
  ])
  await env.records('shop.tag').browse(ids.red).write({ active: false })
  const groups = await Book.readGroup([], [], 'tag_ids')
  assert.deepEqual(
    groups.map(({ tag_ids, __count }: Loose) => [tag_ids?.[1], __count]),
    [
      ['blue', 1],
      [undefined, 3],
    ],
  )
  for (const { __domain, __count } of groups) assert.equal(await Book.searchCount(__domain), __count)
})

scene('related fields group, count and order as those that they show', async ({ env, Book }) => {
  const Author = env.records('shop.author')
  await Author.search([['name', '=', 'Ende']] as never).then((found: Loose) => found.write({ country: 'DE' }))
  await Author.search([['name', '=', 'Adams']] as never).then((found: Loose) => found.write({ country: 'UK' }))
  const groups = await Book.readGroup([], ['price', 'author_name:max'], 'author_country')
  assert.deepEqual(
    plain(groups),
    [
      ['DE', 70, 'Ende', 2],
      ['UK', 20, 'Adams', 1],
      [null, 0, null, 1],
    ].map(([author_country, price, author_name, count]) => ({
      author_country,
      price,
      author_name,
      __count: count,
      author_country_count: count,
    })),
  )
  for (const { __domain, __count } of groups) assert.equal(await Book.searchCount(__domain), __count)
  const names = async (order: string): Promise<string> =>
    (await (await Book.search([], { order })).load('name')).mapped('name').join('')
  assert.equal(await names('author_country desc nulls last, name desc'), 'BCAD')
  assert.equal(await names('author_name, name'), 'BACD')
  // What another model delegates is shown through two steps, its sets of records too.
  const copies = await env
    .records('shop.copy')
    .create((await Book.search([], { order: 'name' })).ids.map((book_id: number) => ({ book_id })))
  await env.records('shop.loan').create(copies.ids.map((copy_id) => ({ copy_id })))
  const Loan = env.records('shop.loan') as Loose
  const loans = await Loan.search([], { order: 'author_country, name desc' })
  assert.deepEqual((await loans.load('name')).mapped('name'), ['C', 'A', 'B', 'D'])
  const byTag = await Loan.readGroup([], ['price'], 'tag_ids')
  assert.deepEqual(
    byTag.map(({ tag_ids, price }: Loose) => [tag_ids?.[1] ?? null, price]),
    [
      ['red', 30],
      ['blue', 10],
      [null, 60],
    ],
  )
  for (const { __domain, __count } of byTag) assert.equal(await Loan.searchCount(__domain), __count)
  const [first] = await Book.readGroup([], ['price:sum'], {
    groupby: 'author_id',
    orderby: 'price:sum desc nulls last',
  })
  assert.equal(first.price, 70)
})

scene('what cannot be', async ({ Book }) => {
  const wrong: ReadonlyArray<readonly [readonly string[], unknown, string]> = [
    [['nothing'], 'state', 'UnknownFieldError'],
    [['price:sum(nothing)'], 'state', 'UnknownFieldError'],
    [['price:steal'], 'state', 'UserError'],
    [['price:constructor'], 'state', 'UserError'],
    [['double:sum'], 'state', 'UserError'],
    [['price;'], 'state', 'UserError'],
    [['price:avg', 'price:max'], 'state', 'UserError'],
    [[], 'nothing', 'UnknownFieldError'],
    [[], 'double', 'UserError'],
    [[], 'state:month', 'UserError'],
    [[], 'published:decade', 'UserError'],
    [[], 'published:day:x', 'UserError'],
    [[], 'data', 'UserError'],
    [[], 'line_ids', 'UserError'],
    [[], { groupby: 'state', orderby: 'name' }, 'DomainError'],
    [[], { groupby: 'state', orderby: 'state; drop table x' }, 'DomainError'],
    [[], { groupby: 'state', limit: -1 }, 'DomainError'],
    [[], [3], 'UserError'],
  ]
  for (const [names, by, error] of wrong)
    await assert.rejects(Book.readGroup([], names, by), { name: error }, JSON.stringify([names, by]))
})

test('each group has exactly the records that its domain finds', () =>
  room.withEnv(async (env) => {
    const Book = env.records('shop.book') as Loose
    const authors = (await env.records('shop.author').create([{ name: 'x' }, { name: 'y' }])).ids
    const tags = (await env.records('shop.tag').create([{ name: 'x' }, { name: 'y' }, { name: 'z', active: false }]))
      .ids
    const moment = fc
      .integer({ min: Date.UTC(2023, 11, 1) / 1000, max: Date.UTC(2025, 1, 1) / 1000 })
      .map((seconds) => new Date(seconds * 1000))
    const book = fc.record({
      name: fc.constant('n'),
      price: fc.constantFrom(null, 0, 1, 2.5),
      pages: fc.constantFrom(null, 0, 7),
      sold: fc.boolean(),
      state: fc.constantFrom(null, 'draft', 'done'),
      author_id: fc.constantFrom(null, ...authors),
      tag_ids: fc.subarray([...tags]),
      moment: fc.option(moment),
      published: fc.option(moment),
      isbn: fc.constant(null),
      text: fc.constantFrom(null, '', 'a', 'A'),
    })
    const steps = ['hour', 'day', 'week', 'month', 'quarter', 'year']
    const by = fc.constantFrom(
      'price',
      'pages',
      'sold',
      'state',
      'author_id',
      'tag_ids',
      'text',
      'author_name',
      'moment:month_number',
      'moment:day_of_week',
      'published:iso_week_number',
      ...steps.map((step) => `moment:${step}`),
      ...steps.map((step) => `published:${step}`),
    )
    const zone = fc.constantFrom(
      null,
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/St_Johns',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(book, { minLength: 1, maxLength: 12 }),
        fc.uniqueArray(by, { minLength: 1, maxLength: 2 }),
        zone,
        async (values, groupby, tz) => {
          await env.cr
            .savepoint(async () => {
              await Book.create(values)
              const seen = Book.withContext({ tz })
              const groups = await seen.readGroup([], ['all:array_agg(id)'], groupby)
              for (const { __domain, __count, all } of groups) {
                const found = await seen.search(__domain, { order: 'id' })
                assert.deepEqual([found.ids, found.length], [all, __count], JSON.stringify(__domain))
              }
              if (!groupby.includes('tag_ids'))
                assert.equal(
                  groups.reduce((sum: number, { __count }: Loose) => sum + __count, 0),
                  values.length,
                )
              throw new Undo()
            })
            .catch((error: unknown) => {
              if (!(error instanceof Undo)) throw error
            })
        },
      ),
      { numRuns: 60 },
    )
  }))

class Undo extends Error {}

scene('few statements for many groups', async ({ env, Book }) => {
  const authors = await env
    .records('shop.author')
    .create(Array.from({ length: 40 }, (_, index) => ({ name: `N${index}` })))
  await Book.create(authors.ids.map((author_id: number) => ({ name: 'x', author_id })))
  env.transaction.invalidate()
  assert.equal(await countQueries(env.cr, () => Book.readGroup([], ['price'], 'author_id')), 2)
})
