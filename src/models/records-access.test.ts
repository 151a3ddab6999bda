// Rights, rules and groups of fields in everything that reads or writes; what environments know of each other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addRule, grant, makeAccessTables } from '../../test/support/access-tables.ts'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { shopModels } from '../../test/support/shop-models.ts'
import { Command } from './command.ts'
import type { Environment } from './environment.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
type Loose = any

class SecretBook extends Model {
  static override inherit = 'shop.book'
  secret = fields.char({ groups: 'test.staff', default: 'hidden' })
  author_seen = fields.char({ related: 'author_id.name', computeSudo: false })
}

let room: ModelRoom
before(async () => {
  room = await openModelRoom([...shopModels, SecretBook])
})
after(() => room[Symbol.asyncDispose]())

interface Scene {
  env: Environment
  staff: Environment
  guest: Environment
  nobody: Environment
  ids: number[]
}

/** Books A, B, C of 10, 20, 30; guests may read what costs less than 25. */
function scene(name: string, run: (scene: Scene) => Promise<void>): void {
  test(name, () =>
    room.withEnv(async (env) => {
      const models = [...env.registry.definitions.keys()]
      await makeAccessTables(env.cr, models)
      env.registry.clearCaches()
      try {
        for (const model of models) await grant(env.cr, model, 'rwcd', 3)
        await grant(env.cr, 'shop.book', 'r')
        await grant(env.cr, 'shop.line', 'r')
        await addRule(env.cr, 'shop.book', "[('price', '<', 100)]")
        await addRule(env.cr, 'shop.book', "[('name', '!=', 'C')]", 3)
        await addRule(env.cr, 'shop.line', "[('name', '!=', 'hidden')]")
        env.transaction.clearCaches('access')
        const author = await env.records('shop.author').create({ name: 'Ende' })
        const { ids } = await env.records('shop.book').create([
          {
            name: 'A',
            price: 10,
            author_id: author,
            line_ids: [Command.create({ name: 'shown' }), Command.create({ name: 'hidden' })],
          },
          { name: 'B', price: 20 },
          { name: 'C', price: 30 },
          { name: 'D', price: 300 },
        ])
        env.transaction.invalidate()
        await run({
          env,
          staff: env.with({ uid: 7 }),
          guest: env.with({ uid: 8 }),
          nobody: env.with({ uid: null, su: false }),
          ids: [...ids],
        })
      } finally {
        await env.cr.rollback()
        env.registry.clearCaches()
      }
    }),
  )
}

const refused = { name: 'AccessError' }

scene(
  'search, count, groups and names see what rules leave; limits count what is seen',
  async ({ env, staff, guest, nobody, ids }) => {
    const seen = async (who: Environment, options = {}): Promise<readonly number[]> =>
      (await who.records('shop.book').search([], { order: 'price desc', ...options })).ids
    const [a, b, c, d] = ids
    assert.deepEqual(await seen(env), [d, c, b, a])
    assert.deepEqual(await seen(guest), [c, b, a])
    assert.deepEqual(await seen(nobody), [c, b, a])
    assert.deepEqual(await seen(staff), [b, a])
    assert.deepEqual(await seen(staff, { limit: 1 }), [b])
    assert.deepEqual(await seen(staff, { limit: 1, offset: 1 }), [a])
    assert.equal(await staff.records('shop.book').searchCount([]), 2)
    assert.equal(await staff.records('shop.book').searchCount([], { limit: 1 }), 1)
    assert.deepEqual((await staff.records('shop.book').readGroup([], ['price'], []))[0]!['price'], 30)
    assert.deepEqual(await staff.records('shop.book').nameSearch(''), [
      [a, 'A'],
      [b, 'B'],
    ])
    assert.deepEqual(
      (await staff.records('shop.book').searchRead([], ['name'] as never)).map((row) => row['name']),
      ['A', 'B'],
    )
    await assert.rejects(guest.records('shop.author').search([]), refused)
    await assert.rejects(guest.records('shop.author').readGroup([], [], []), refused)
    await assert.rejects(guest.records('shop.author').nameSearch(''), refused)
    await assert.rejects(guest.records('shop.book').search([['author_id.name', '=', 'Ende']] as never), refused)
  },
)

scene('load and read: records, fields, relations', async ({ env, staff, guest, ids }) => {
  const [a = 0, , c = 0, d = 0] = ids
  const books = staff.records('shop.book').browse([a, c])
  await assert.rejects(books.load('name'), {
    name: 'AccessError',
    message: 'Due to access restrictions, you are not allowed to read this record of Book (shop.book).',
  })
  await assert.rejects(books.read(['name'] as never), refused)
  await assert.rejects(staff.records('shop.book').browse(999_999).load('name'), { name: 'MissingError' })
  const book = staff.records('shop.book').browse(a) as Loose
  await book.load('line_ids.name', 'author_id.name', 'secret')
  assert.deepEqual([book.line_ids.mapped('name'), book.author_id.name, book.secret], [['shown'], 'Ende', 'hidden'])
  const plain = guest.records('shop.book').browse(a) as Loose
  await assert.rejects(plain.load('secret'), {
    name: 'AccessError',
    message: 'You are not allowed to use the field Secret (shop.book.secret).',
  })
  await assert.rejects(guest.records('shop.book').search([['secret', '=', 'x']] as never), refused)
  await assert.rejects(guest.records('shop.book').search([], { order: 'secret' }), refused)
  await assert.rejects(guest.records('shop.book').readGroup([], [], 'secret'), refused)
  await assert.rejects(plain.load('author_id.name'), refused)
  await plain.load()
  assert.throws(() => plain.secret, { name: 'NotLoadedError' })
  await assert.rejects(plain.read(), refused)
  for (const model of ['shop.tag', 'shop.note', 'shop.author']) await grant(env.cr, model, 'r')
  env.transaction.clearCaches('access')
  const [row] = await plain.read()
  assert.equal('secret' in row, false)
  assert.deepEqual(row.author_id, [
    (await env.records('shop.book').browse(a).load('author_id'))['author_id'].id,
    'Ende',
  ])
  assert.equal('secret' in (await guest.records('shop.book').fieldsGet()), false)
  assert.equal('secret' in (await staff.records('shop.book').fieldsGet()), true)
  await assert.rejects(guest.records('shop.category').fieldsGet(), refused)
  assert.deepEqual((await guest.records('shop.book').browse([a, d]).exists()).ids, [a, d])
})

scene('write, create, unlink, assign, copy', async ({ env, staff, guest, ids }) => {
  const [a = 0, b = 0, c = 0] = ids
  const guests = guest.records('shop.book').browse(a) as Loose
  await assert.rejects(guests.write({ name: 'X' }), {
    name: 'AccessError',
    message: /^You are not allowed to modify 'Book' \(shop.book\) records/,
  })
  await assert.rejects(guests.unlink(), refused)
  await assert.rejects(guest.records('shop.book').create({ name: 'X' }), refused)
  await assert.rejects(guests.copy(), refused)
  await guests.load('name')
  guests.name = 'X'
  await assert.rejects(guest.flush(), refused)
  await assert.rejects(staff.records('shop.book').browse([a, c]).write({ name: 'X' }), refused)
  await assert.rejects(staff.records('shop.book').browse(c).unlink(), refused)
  await assert.rejects(
    env.cr.savepoint(() => staff.records('shop.book').create({ name: 'X', price: 500 })),
    refused,
  )
  await staff.records('shop.book').browse([a, b]).write({ price: 11, secret: 'new' })
  const made = await staff.records('shop.book').create({ name: 'X', line_ids: [Command.create({ name: 'y' })] })
  assert.equal(made.length, 1)
  await made.unlink()
  await grant(env.cr, 'shop.book', 'rwc')
  env.transaction.clearCaches('access')
  await guests.write({ name: 'now' })
  await assert.rejects(guests.write({ secret: 'x' }), refused)
  await assert.rejects(guest.records('shop.book').create({ name: 'Y', secret: 'x' }), refused)
  const created = await guest.records('shop.book').create({ name: 'Y' })
  assert.equal((await created.sudo().load('secret'))['secret'], 'hidden')
  await assert.rejects(guests.write({ line_ids: [Command.create({ name: 'z' })] }), refused)
  assert.deepEqual(
    [(await created.sudo().load('create_uid'))['create_uid'], (await guests.sudo().load('write_uid')).write_uid],
    [8, 8],
  )
})

scene('what one environment knows, another with fewer rights does not', async ({ staff, guest, env, ids }) => {
  const [a = 0, , c = 0] = ids
  const all = staff.records('shop.book').browse([a, c])
  await all.sudo().load('name', 'secret')
  assert.throws(() => all.at(1)['name'], { name: 'NotLoadedError' })
  await assert.rejects(all.load('name'), refused)
  const own = guest.records('shop.book').browse(a) as Loose
  await own.sudo().load('secret')
  assert.throws(() => own.secret, { name: 'NotLoadedError' })
  await own.load('name', 'price')
  assert.equal(own.sudo().name, 'A')
  assert.equal(own.withUser(7).env.uid, 7)
  assert.equal(own.withUser(1).env.su, true)
  assert.equal(own.sudo().env.su, true)
  assert.equal(own.sudo().sudo(false).env, own.env)
  assert.equal(own.sudo().withUser(8).env.su, false)
  assert.throws(() => own.withUser(7).price, { name: 'NotLoadedError' })
  await env.records('shop.book').browse(a).write({ name: 'renamed' })
  assert.equal((await own.load('name')).name, 'renamed')
  const context = own.withContext({ a: 1 }).withContext({ b: 2 })
  assert.deepEqual(
    [context.env.context, context.withContext({ c: 3 }, { replace: true }).env.context],
    [{ a: 1, b: 2 }, { c: 3 }],
  )
  assert.deepEqual(own.withCompany(4).withCompany(5).env.context, { allowed_company_ids: [5, 4] })
  assert.equal(own.withCompany(null), own)
  assert.equal(own.withEnv(own.env), own)
})

scene('prefetching does not show what may not be seen', async ({ guest, staff, ids }) => {
  const [a = 0, , c = 0] = ids
  const mixed = staff.records('shop.book').browse([a, c])
  const [first, second] = mixed as Loose
  await first.load('name', 'line_ids')
  assert.equal(first.name, 'A')
  assert.throws(() => second.name, { name: 'NotLoadedError' })
  await assert.rejects(second.load('name'), refused)
  assert.deepEqual((await guest.records('shop.book').search([['line_ids.name', '=', 'hidden']] as never)).ids, [])
  assert.deepEqual((await guest.records('shop.book').search([['line_ids.name', '=', 'shown']] as never)).ids, [a])
})

scene('related fields without all rights group and order by what may be read', async ({ env, guest, ids }) => {
  await grant(env.cr, 'shop.author', 'r')
  await addRule(env.cr, 'shop.author', "[('name', '!=', 'Ende')]")
  env.transaction.clearCaches('access')
  const [, b = 0] = ids
  await env
    .records('shop.book')
    .browse(b)
    .write({ author_id: await env.records('shop.author').create({ name: 'Adams' }) })
  const books = guest.records('shop.book') as Loose
  const groups = await books.readGroup([], ['author_name:max'], 'author_seen')
  assert.deepEqual(
    groups.map((group: Loose) => [group.author_seen, group.author_name, group.__count]),
    [
      ['Adams', 'Adams', 1],
      [null, 'Ende', 2],
    ],
  )
  for (const { __domain, __count } of groups) assert.equal(await books.searchCount(__domain), __count)
  assert.equal((await books.search([], { order: 'author_seen desc nulls last' })).ids[0], b)
})

scene('what the context gives new records is no way around the groups of a field', async ({ env, guest, staff }) => {
  await grant(env.cr, 'shop.book', 'rc')
  env.transaction.clearCaches('access')
  const create = async (each: Environment, context: Record<string, unknown>): Promise<unknown> => {
    const { id } = await each.with({ context }).records('shop.book').create({ name: 'A' })
    const book = env.records('shop.book', [id]) as Loose
    return (await book.load('secret')).secret
  }
  await assert.rejects(create(guest, { default_secret: 'mine' }), refused)
  assert.equal(await create(guest, { default_nothing: 1, default_price: 1 }), 'hidden')
  assert.equal(await create(guest.with({ su: true }), { default_secret: 'mine' }), 'mine')
  assert.equal(await create(staff, { default_secret: 'mine' }), 'mine')
})
