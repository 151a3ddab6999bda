// Changes of one2many and many2many: the seven commands, ids, records; on create and on write.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countQueries, openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import { Command } from './command.ts'
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
  book: Loose
  red: number
  blue: number
  green: number
  tags(book?: Loose): Promise<string[]>
  lines(book?: Loose): Promise<string[]>
}

function scene(name: string, run: (scene: Scene) => Promise<void>): void {
  test(name, () =>
    room.withEnv(async (env) => {
      const { ids } = await env.records('shop.tag').create([{ name: 'red' }, { name: 'blue' }, { name: 'green' }])
      const [red = 0, blue = 0, green = 0] = ids
      const book = (await env.records('shop.book').create({
        name: 'A',
        tag_ids: [red, blue],
        line_ids: [Command.create({ name: 'x' }), Command.create({ name: 'y' })],
      })) as Loose
      const names =
        (field: string) =>
        async (given: Loose = book) => {
          await given.load(`${field}.name`)
          return given[field].mapped('name') as string[]
        }
      await run({ env, book, red, blue, green, tags: names('tag_ids'), lines: names('line_ids') })
    }),
  )
}

scene('the commands themselves', async () => {
  assert.deepEqual(
    [
      Command.create({ a: 1 }),
      Command.update(2, { a: 1 }),
      Command.delete(2),
      Command.unlink(2),
      Command.link(2),
      Command.clear(),
      Command.set([1, 2]),
    ],
    [
      [0, 0, { a: 1 }],
      [1, 2, { a: 1 }],
      [2, 2, 0],
      [3, 2, 0],
      [4, 2, 0],
      [5, 0, 0],
      [6, 0, [1, 2]],
    ],
  )
})

scene('many2many', async ({ env, book, red, blue, green, tags }) => {
  assert.deepEqual(await tags(), ['red', 'blue'])
  await book.write({ tag_ids: [Command.link(green), Command.link(green)] })
  assert.deepEqual(await tags(), ['red', 'green', 'blue'])
  await book.write({ tag_ids: [Command.unlink(red)] })
  assert.deepEqual(await tags(), ['green', 'blue'])
  await book.write({ tag_ids: [Command.create({ name: 'new' }), Command.update(blue, { name: 'azure' })] })
  assert.deepEqual(await tags(), ['new', 'green', 'azure'])
  await book.write({ tag_ids: [Command.delete(green)] })
  assert.deepEqual(await tags(), ['new', 'azure'])
  assert.deepEqual((await env.records('shop.tag').browse([red, green]).exists()).ids, [red])
  await book.write({ tag_ids: [Command.clear()] })
  assert.deepEqual(await tags(), [])
  await book.write({ tag_ids: [Command.set([red, blue])] })
  assert.deepEqual(await tags(), ['red', 'azure'])
  await book.write({ tag_ids: [blue] })
  assert.deepEqual(await tags(), ['azure'])
  await book.write({ tag_ids: env.records('shop.tag').browse(red) })
  assert.deepEqual(await tags(), ['red'])
  // No command changes nothing.
  await book.write({ tag_ids: [] })
  assert.deepEqual(await tags(), ['red'])
  for (const nothing of [null, false]) {
    await book.write({ tag_ids: [red] })
    await book.write({ tag_ids: nothing })
    assert.deepEqual(await tags(), [])
  }
  await book.write({ tag_ids: [[6, false, [red]]] })
  assert.deepEqual(await tags(), ['red'])
  await book.write({ tag_ids: [Command.link(env.records('shop.tag').browse(blue) as never)] })
  assert.deepEqual(await tags(), ['red', 'azure'])
})

scene('many2many: the other side sees it, and several records share what is made', async ({ env, book, red, tags }) => {
  const tag = env.records('shop.tag').browse(red) as Loose
  await tag.load('book_ids', 'book_total')
  assert.deepEqual([tag.book_ids.ids, tag.book_total], [[book.id], 1])
  const other = (await env.records('shop.book').create({ name: 'B' })) as Loose
  await other.write({ tag_ids: [Command.link(red)] })
  await tag.load('book_ids', 'book_total')
  assert.deepEqual([tag.book_ids.ids, tag.book_total], [[book.id, other.id], 2])
  await book.write({ tag_ids: [Command.unlink(red)] })
  await tag.load('book_ids', 'book_total')
  assert.deepEqual([tag.book_ids.ids, tag.book_total], [[other.id], 1])
  await tag.write({ book_ids: [Command.set([book.id])] })
  assert.deepEqual(await tags(), ['red', 'blue'])
  assert.deepEqual(await tags(other), [])
  assert.equal((await tag.load('book_total')).book_total, 1)
  const before = await env.records('shop.tag').searchCount([])
  await book.union(other).write({ tag_ids: [Command.create({ name: 'both' })] })
  assert.equal(await env.records('shop.tag').searchCount([]), before + 1)
  assert.deepEqual([await tags(), await tags(other)], [['red', 'both', 'blue'], ['both']])
})

scene('one2many', async ({ env, book, lines }) => {
  assert.deepEqual(await lines(), ['x', 'y'])
  const [x, y] = book.line_ids.ids as number[]
  await book.write({ line_ids: [Command.update(x!, { name: 'X' }), Command.create({ name: 'z', sequence: 1 })] })
  assert.deepEqual(await lines(), ['z', 'X', 'y'])
  await book.write({ line_ids: [Command.delete(y!)] })
  assert.deepEqual(await lines(), ['z', 'X'])
  // The many2one cascades: a line that is taken out is deleted.
  await book.write({ line_ids: [Command.unlink(x!)] })
  assert.deepEqual([await lines(), (await env.records('shop.line').browse(x).exists()).ids], [['z'], []])
  const loose = await env.records('shop.line').create([{ name: 'a' }, { name: 'b' }])
  await book.write({ line_ids: [Command.set(loose.ids)] })
  assert.deepEqual(await lines(), ['a', 'b'])
  assert.equal(await env.records('shop.line').searchCount([]), 2)
  await book.write({ line_ids: [Command.clear()] })
  assert.deepEqual([await lines(), await env.records('shop.line').searchCount([])], [[], 0])
  const [n, m] = (await env.records('shop.note').create([{ text: 'n' }, { text: 'm' }])).ids
  await book.write({ note_ids: [n, m] })
  assert.deepEqual((await book.load('note_ids')).note_ids.ids, [n, m])
  await book.write({ note_ids: [Command.unlink(n!)] })
  assert.deepEqual((await book.load('note_ids')).note_ids.ids, [m])
  const other = (await env.records('shop.book').create({ name: 'B', note_ids: [Command.link(m!)] })) as Loose
  await book.load('note_ids')
  assert.deepEqual([book.note_ids.ids, (await other.load('note_ids')).note_ids.ids], [[], [m]])
  await other.write({ note_ids: [] })
  assert.deepEqual((await other.load('note_ids')).note_ids.ids, [m])
  await other.write({ note_ids: null })
  assert.equal(await env.records('shop.note').searchCount([['book_id', '=', false]] as never), 2)
})

scene('one2many of several records: each gets lines of its own; links go to the last', async ({ env, book }) => {
  const other = (await env.records('shop.book').create({ name: 'B' })) as Loose
  const both = book.union(other)
  await both.write({ line_ids: [Command.create({ name: 'each' })] })
  await both.load('line_ids.name')
  assert.deepEqual([book.line_ids.mapped('name'), other.line_ids.mapped('name')], [['x', 'y', 'each'], ['each']])
  const note = await env.records('shop.note').create({ text: 'n' })
  await both.write({ note_ids: [Command.link(note.id)] })
  await both.load('note_ids')
  assert.deepEqual([book.note_ids.ids, other.note_ids.ids], [[], [note.id]])
})

scene('what replaces all replaces what the field shows', async ({ env, book, red, blue, green, tags }) => {
  await env.records('shop.tag').browse(blue).write({ active: false })
  await book.write({ tag_ids: [Command.set([green])] })
  assert.deepEqual(await tags(), ['green'])
  await env.records('shop.tag').browse(blue).write({ active: true })
  assert.deepEqual(await tags(), ['green', 'blue'])
  await book.withContext({ active_test: false }).write({ tag_ids: [Command.set([red])] })
  assert.deepEqual(await tags(), ['red'])
  // Of two fields with one inverse, each replaces its own.
  const many = [
    { name: 'a', quantity: 10 },
    { name: 'b', quantity: 20 },
  ]
  await book.write({ line_ids: [Command.clear(), ...many.map((line) => Command.create(line))] })
  const [a, b] = (await book.load('line_ids')).line_ids.ids
  await book.write({ large_line_ids: [Command.set([a])] })
  await book.load('line_ids', 'large_line_ids')
  assert.deepEqual([book.line_ids.ids, book.large_line_ids.ids], [[a, b], []])
  await env.records('shop.line').browse(b).write({ quantity: 2000, unit: 0.1 })
  await book.write({ large_line_ids: [Command.clear()] })
  assert.deepEqual((await book.load('line_ids')).line_ids.ids, [a])
  // Given to several records, a line belongs to the last.
  const other = await env.records('shop.book').create({ name: 'B' })
  await book.union(other).write({ line_ids: [Command.set([a])] })
  assert.deepEqual((await env.records('shop.line').browse(a).load('book_id')).book_id.ids, other.ids)
})

scene('nested creates, several records at once, with few statements', async ({ env }) => {
  const Author = env.records('shop.author')
  const author = (await Author.create({
    name: 'Ende',
    book_ids: [
      Command.create({
        name: 'Momo',
        price: 3,
        line_ids: [Command.create({ name: 'l', quantity: 2, unit: 4 })],
        tag_ids: [Command.create({ name: 't' })],
      }),
    ],
  })) as Loose
  await author.load(
    'book_ids.line_ids.name',
    'book_ids.line_total',
    'book_ids.tag_ids.name',
    'book_count',
    'total_price',
  )
  assert.deepEqual(
    [
      author.book_count,
      author.total_price,
      author.book_ids.line_total,
      author.book_ids.line_ids.name,
      author.book_ids.tag_ids.name,
    ],
    [1, 3, 8, 'l', 't'],
  )
  const tags = author.book_ids.tag_ids
  const make = (count: number): Promise<unknown> =>
    env.records('shop.book').create(
      Array.from({ length: count }, (_, index) => ({
        name: `B${index}`,
        line_ids: [Command.create({ name: 'a' }), Command.create({ name: 'b' })],
        tag_ids: [...tags.ids],
      })),
    )
  const few = await countQueries(env.cr, () => make(2))
  assert.equal(await countQueries(env.cr, () => make(30)), few)
  assert.equal(await env.records('shop.line').searchCount([]), 2 + 1 + 64)
  assert.equal((await tags.load('book_total')).book_total, 33)
  const last = (await env.records('shop.book').search([['name', '=', 'B29']] as never)) as Loose
  await last.load('line_ids.name', 'line_total')
  assert.deepEqual([last.line_ids.mapped('name'), last.line_total], [['a', 'b'], 2])
})

scene('what is no command', async ({ env, book, red }) => {
  for (const wrong of [
    'x',
    7,
    true,
    {},
    [[]],
    [[7, 0, 0]],
    [['0', 0, {}]],
    [[4, 'x']],
    [[4, 2 ** 31]],
    [[0, 0, []]],
    [[6, 0, 'x']],
    [[6, 0, [0]]],
    [null],
    [[1, 0, {}]],
    env.records('shop.line').browse(red),
  ])
    await assert.rejects(book.write({ tag_ids: wrong }), { name: 'ValidationError' }, JSON.stringify(wrong))
  assert.throws(() => (book.tag_ids = [Command.create({ name: 'x' })]), { name: 'ValidationError' })
  await assert.rejects(
    env.cr.savepoint(() => book.write({ tag_ids: [9999999] })),
    { code: '23503' },
  )
  await assert.rejects(
    env.cr.savepoint(() => book.write({ line_ids: [Command.update(9999999, { name: 'x' })] })),
    { name: 'MissingError' },
  )
})

scene(
  'what a new record makes and links is known from the other side, and to what follows from it',
  async ({ env }) => {
    const book = (await env
      .records('shop.book')
      .create({ name: 'A', tag_ids: [Command.create({ name: 'new' })] })) as Loose
    await book.load('tag_ids.book_ids', 'tag_ids.book_total')
    assert.deepEqual([book.tag_ids.book_ids.ids, book.tag_ids.mapped('book_total')], [[book.id], [1]])
  },
)
