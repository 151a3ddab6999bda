// readGroup by dates: their steps, and the numbers in them, in the zone of the context.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
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
}

function scene(name: string, run: (scene: Scene) => Promise<void>): void {
  test(name, () =>
    room.withEnv(async (env) => {
      const Book = env.records('shop.book')
      await Book.create([
        { name: 'A', published: '2024-01-31', moment: '2024-03-31 00:30:00' },
        { name: 'B', published: '2024-02-01', moment: '2024-03-31 01:30:00' },
        { name: 'C', published: '2023-12-31', moment: '2024-10-27 00:30:00' },
        { name: 'D' },
      ])
      await run({ env, Book })
    }),
  )
}

scene('dates by every step, in the zone of the context', async ({ env, Book }) => {
  const labels = async (by: string, records = Book): Promise<unknown> =>
    (await records.readGroup([['published', '!=', false]], [], by)).map((group: Loose) => [group[by], group.__count])
  assert.deepEqual(await labels('published'), [
    ['December 2023', 1],
    ['January 2024', 1],
    ['February 2024', 1],
  ])
  assert.deepEqual(await labels('published:year'), [
    ['2023', 1],
    ['2024', 2],
  ])
  assert.deepEqual(await labels('published:quarter'), [
    ['Q4 2023', 1],
    ['Q1 2024', 2],
  ])
  assert.deepEqual(await labels('published:week'), [
    ['W52 2023', 1],
    ['W5 2024', 2],
  ])
  assert.deepEqual(await labels('published:day'), [
    ['31 Dec 2023', 1],
    ['31 Jan 2024', 1],
    ['01 Feb 2024', 1],
  ])
  const berlin = Book.withContext({ tz: 'Europe/Berlin' })
  assert.deepEqual(await labels('moment:hour', berlin), [
    ['01:00 31 Mar', 1],
    ['03:00 31 Mar', 1],
    ['02:00 27 Oct', 1],
  ])
  assert.deepEqual(await labels('moment:month', Book.withContext({ lang: 'de_DE' })), [
    ['März 2024', 2],
    ['Oktober 2024', 1],
  ])
  const [first] = await berlin.readGroup([['name', '=', 'A']], [], 'moment:hour')
  assert.deepEqual(first.__range, { 'moment:hour': { from: '2024-03-31 00:00:00', to: '2024-03-31 01:00:00' } })
  assert.deepEqual((await Book.readGroup([['name', '=', 'D']], [], 'published'))[0].__range, { published: false })
  for (const tz of ["'; drop table x", 'Mars/Base', '+05:00', ''])
    assert.equal((await Book.withContext({ tz }).readGroup([], [], 'moment:day')).length, 3)
  assert.equal((await Book.withContext({ lang: 'no language' }).readGroup([], [], 'moment:month')).length, 3)
  assert.ok(env)
})

scene('dates by the numbers in them, which domains know too', async ({ env, Book }) => {
  const berlin = Book.withContext({ tz: 'Europe/Berlin' })
  const groups = async (by: string): Promise<unknown> => {
    const found = await berlin.readGroup([['moment', '!=', false]], [], by)
    const all = await berlin.search([], { order: 'id' }).then((books: Loose) => books.load('moment', 'published'))
    for (const { __domain, __count } of found) {
      const records = await berlin.search(__domain, { order: 'id' })
      assert.equal(records.length, __count, JSON.stringify(__domain))
      assert.deepEqual(all.filteredDomain(__domain).ids, records.ids)
    }
    return found.map((group: Loose) => [group[by], group.__count])
  }
  const expected: ReadonlyArray<readonly [string, unknown]> = [
    [
      'moment:hour_number',
      [
        [1, 1],
        [2, 1],
        [3, 1],
      ],
    ],
    ['moment:minute_number', [[30, 3]]],
    ['moment:second_number', [[0, 3]]],
    ['moment:day_of_week', [[0, 3]]],
    [
      'moment:iso_week_number',
      [
        [13, 2],
        [43, 1],
      ],
    ],
    [
      'moment:day_of_year',
      [
        [91, 2],
        [301, 1],
      ],
    ],
    [
      'published:day_of_month',
      [
        [1, 1],
        [31, 2],
      ],
    ],
    [
      'published:month_number',
      [
        [1, 1],
        [2, 1],
        [12, 1],
      ],
    ],
    [
      'published:quarter_number',
      [
        [1, 2],
        [4, 1],
      ],
    ],
    [
      'published:year_number',
      [
        [2023, 1],
        [2024, 2],
      ],
    ],
    ['published:hour_number', [[0, 3]]],
  ]
  for (const [by, counts] of expected) assert.deepEqual(await groups(by), counts, by)
  const [empty] = await Book.readGroup([['name', '=', 'D']], [], 'published:month_number')
  assert.deepEqual([empty['published:month_number'], await Book.searchCount(empty.__domain)], [null, 1])
  const names = async (condition: Loose): Promise<string> =>
    (await (await Book.search([condition], { order: 'name' })).load('name')).mapped('name').join('')
  assert.equal(await names(['published.month_number', 'in', [1, 12]]), 'AC')
  assert.equal(await names(['published.day_of_month', '>', 30]), 'AC')
  assert.equal(await names(['published.month_number', '!=', 2]), 'ACD')
  assert.equal(await names(['line_ids.book_id.published.year_number', '=', 2024]), '')
  await env.records('shop.copy').create({ book_id: (await Book.search([['name', '=', 'A']])).id })
  assert.equal(await env.records('shop.copy').searchCount([['published.month_number', '=', 1]] as never), 1)
  for (const wrong of ['published.decade', 'name.month_number', 'published.month_number.day_of_week'])
    await assert.rejects(Book.search([[wrong, '=', 1]]), { name: 'DomainError' }, wrong)
})
