// What depends on the database itself, on PGlite and on PostgreSQL.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import type { Cursor } from '../database/cursor.ts'
import { retrying } from '../database/retrying.ts'
import { Command } from './command.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

onEachBackend({}, (backend) => {
  let room: ModelRoom
  before(async () => {
    room = await openModelRoom(shopModels, backend().server.database('main'))
  })

  test('every type of value comes back as it was given', () =>
    room.withEnv(async (env) => {
      const author = await env.records('shop.author').create({ name: 'Ünïcödé "quoted" \\ %s \'' })
      const book = (await env.records('shop.book').create({
        name: 'A',
        price: 0.1 + 0.2,
        cost: '12345678901.25',
        pages: -(2 ** 31),
        published: '0099-12-31',
        moment: new Date('1969-12-31T23:59:59.123Z'),
        data: { list: [1, 'two', null, { three: true }], 'a"b': '\\' },
        cover: new Uint8Array([0, 255, 128]),
        about: author,
        author_id: author,
        line_ids: [Command.create({ name: 'x', quantity: 3 })],
        tag_ids: [Command.create({ name: 'red', weight: 4 })],
      })) as Loose
      env.transaction.invalidate()
      await book.load()
      await book.load('author_id.name', 'line_total', 'tag_weight', 'tag_ids')
      assert.deepEqual(
        [
          book.price,
          book.cost,
          book.pages,
          book.published,
          book.moment,
          book.data,
          [...book.cover],
          book.about.id,
          book.author_id.name,
          book.line_total,
          book.tag_weight,
        ],
        [
          0.1 + 0.2,
          12345678901.25,
          -(2 ** 31),
          '0099-12-31',
          new Date('1969-12-31T23:59:59.123Z'),
          { list: [1, 'two', null, { three: true }], 'a"b': '\\' },
          [0, 255, 128],
          author.id,
          'Ünïcödé "quoted" \\ %s \'',
          3,
          4,
        ],
      )
      assert.ok(Math.abs(Date.now() - (book.create_date as Date).getTime()) < 3_600_000)
      for (const data of [0, '', false, [], {}, 'text', [[]]]) {
        await book.write({ data })
        env.transaction.invalidate()
        assert.deepEqual((await book.load('data')).data, data === false ? null : data, JSON.stringify(data))
      }
      assert.deepEqual((await book.copy()).length, 1)
      assert.deepEqual(
        (await env.records('shop.book').readGroup([], ['price'], 'published:year')).map(
          (group) => group['published:year'],
        ),
        ['99'],
      )
    }))

  test('two transactions that add to the same number: one is repeated, nothing is lost', async () => {
    const id = await room.database.transaction(
      async (cr) =>
        (await room.registry.env(cr).records('shop.book').create({ name: 'counted', price: 0, pages: 0 })).id,
    )
    const codes: string[] = []
    const add = async (cr: Cursor): Promise<void> => {
      const book = (await room.registry.env(cr).records('shop.book').browse(id).load('pages')) as Loose
      book.pages += 1
    }
    const once = async (): Promise<void> => {
      await using cr = room.database.cursor()
      await retrying(() => add(cr), {
        cursor: cr,
        tries: 50,
        backoffScale: 0,
        onRetry: (error) => void codes.push((error as { code: string }).code),
      })
    }
    await Promise.all(Array.from({ length: 6 }, once))
    assert.equal(
      await room.withEnv(async (env) => (await env.records('shop.book').browse(id).load('pages'))['pages']),
      6,
    )
    assert.deepEqual([...new Set(codes)], backend().kind === 'postgres' ? ['40001'] : [])
    await room.database.transaction(
      async (cr) => void (await room.registry.env(cr).records('shop.book').browse(id).unlink()),
    )
  })

  test('locks, savepoints, constraints', async () => {
    const made = await room.database.transaction(
      async (cr) =>
        (
          await room.registry
            .env(cr)
            .records('shop.book')
            .create([{ name: 'one', isbn: '1' }, { name: 'two' }])
        ).ids,
    )
    await room.withEnv(async (env) => {
      const [one, two] = env.records('shop.book').browse(made) as Loose
      assert.equal(await one.lockForUpdate(), one)
      if (backend().kind === 'postgres') {
        await using other = room.database.cursor()
        const theirs = room.registry.env(other).records('shop.book').browse(made[0])
        await assert.rejects(theirs.lockForUpdate(), { name: 'LockError' })
        assert.equal(((await theirs.load('name')) as Loose).name, 'one')
      }
      await assert.rejects(env.records('shop.book').browse(999_999).lockForUpdate(), { name: 'MissingError' })
      await two.load('name')
      const taken = await env.cr
        .savepoint(async () => {
          two.name = 'three'
          await two.write({ isbn: '1' })
        })
        .catch((error: unknown) => error as Loose)
      assert.deepEqual([taken.code, env.registry.constraintMessage(taken)], ['23505', 'The ISBN is taken.'])
      assert.throws(() => two.name, { name: 'NotLoadedError' })
      assert.equal((await two.load('name')).name, 'two')
    })
  })

  test('hostile values: large lists, deep domains, texts of all kinds', () =>
    room.withEnv(async (env) => {
      const Book = env.records('shop.book')
      const ids = Array.from({ length: 50_000 }, (_, index) => 1_000_000 + index)
      assert.deepEqual((await Book.browse(ids).exists()).ids, [])
      assert.deepEqual((await Book.search([['id', 'in', ids]] as never)).ids, [])
      await assert.rejects(Book.browse([...ids]).load('name'), { name: 'MissingError' })
      assert.throws(() => Book.browse([2 ** 40]), TypeError)
      const many = await Book.create(Array.from({ length: 3000 }, (_, index) => ({ name: `B${index}` })))
      assert.equal(new Set(many.ids).size, 3000)
      await many.load('name', 'double', 'tag_ids', 'line_ids')
      assert.equal((many.at(2999) as Loose).name, 'B2999')
      const text = `'; drop table shop_book; -- $1 %(x)s \u2028 🎉`
      const book = (await Book.create({ name: text })) as Loose
      env.transaction.invalidate()
      assert.equal((await book.load('name')).name, text)
      assert.deepEqual((await Book.search([['name', '=', text]] as never)).ids, book.ids)
    }))
})
