import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { openShop } from '../../../test/support/data-models.ts'
import { onEachBackend } from '../../../test/support/database-backends.ts'
import type { Cursor } from '../../database/cursor.ts'
import { MissingError } from '../../errors/business-errors.ts'
import type { Environment } from '../environment.ts'
import type { Registry } from '../registry.ts'

onEachBackend({ poolSize: 3 }, (backend) => {
  let cr: Cursor
  let env: Environment
  let registry: Registry
  beforeEach(async () => {
    ;({ cr, env, registry } = await openShop(backend().server.database('main')))
    await cr.query('delete from ir_model_data; delete from shop_book')
    await cr.commit()
  })
  afterEach(() => cr.close())

  const ids = (): Registry['externalIds'] => registry.externalIds
  const bookId = async (name = 'Momo'): Promise<number> => (await env.records('shop.book').create({ name })).ids[0]!

  test('a record has an external id, which leads back to it', async () => {
    const id = await bookId()
    await ids().set(env, 'shop.momo', 'shop.book', id)
    const record = await env.ref('shop.momo')
    assert.deepEqual([record.definition.name, record.ids], ['shop.book', [id]])
    assert.equal(record.env, env)
    assert.equal(await ids().idOf(env, 'shop.momo'), id)
    assert.deepEqual(await ids().find(env, 'shop.momo'), { model: 'shop.book', id, noupdate: false })
    assert.deepEqual(await ids().of(record), new Map([[id, 'shop.momo']]))
  })

  test('set again, it stands for another record, and is noupdate only where that was said', async () => {
    const [one, other] = [await bookId(), await bookId('Other')]
    await ids().set(env, 'shop.momo', 'shop.book', one, { noupdate: true })
    await ids().set(env, 'shop.momo', 'shop.book', other)
    assert.deepEqual(await ids().find(env, 'shop.momo'), { model: 'shop.book', id: other, noupdate: true })
    await ids().set(env, 'shop.momo', 'shop.book', other, { noupdate: false })
    assert.equal((await ids().find(env, 'shop.momo'))?.noupdate, false)
    const { rows } = await cr.query('select count(*) as n from ir_model_data')
    assert.deepEqual(rows, [{ n: 1 }])
  })

  test('what is not there is an error, or null where it is optional', async () => {
    await assert.rejects(env.ref('base.x'), (error: Error) => {
      assert.ok(error instanceof MissingError)
      assert.equal(error.message, 'External ID not found in the system: base.x')
      return true
    })
    assert.equal(await env.ref('base.x', { optional: true }), null)
    assert.equal(await ids().idOf(env, 'base.x'), null)
  })

  test('what is no external id is refused, without a query', async () => {
    const noIds = [
      '',
      'momo',
      '.x',
      'x.',
      'a b.c',
      "shop.x'; drop table shop_book; --",
      'shop.' + 'x'.repeat(1000),
      'é.x',
      '__proto__',
    ]
    for (const text of noIds) {
      await assert.rejects(
        env.ref(text),
        (error: Error) => error instanceof MissingError && /is no external id/.test(error.message),
      )
      assert.equal(await env.ref(text, { optional: true }), null)
      await assert.rejects(ids().set(env, text, 'shop.book', 1), /is no external id/)
    }
    await assert.rejects(env.ref(3 as unknown as string), /3 is no external id/)
  })

  test('a record that was deleted, by unlink or by SQL, is missing', async () => {
    await ids().set(env, 'shop.a', 'shop.book', await bookId())
    await ids().set(env, 'shop.b', 'shop.book', await bookId())
    await (await env.ref('shop.a')).unlink()
    await cr.query('delete from shop_book')
    for (const xmlId of ['shop.a', 'shop.b']) assert.equal(await env.ref(xmlId, { optional: true }), null)
    assert.equal(await ids().idOf(env, 'shop.a'), null)
  })

  test('what a transaction wrote is not for others before it is committed', async () => {
    const id = await bookId()
    await ids().set(env, 'shop.momo', 'shop.book', id)
    assert.equal(await ids().idOf(env, 'shop.momo'), id)
    await cr.rollback()
    assert.equal(await ids().idOf(env, 'shop.momo'), null)
    const again = await bookId()
    await ids().set(env, 'shop.momo', 'shop.book', again)
    await cr.commit()
    assert.equal(await ids().idOf(env, 'shop.momo'), again)
  })

  test('what was looked up is remembered until it changes', async () => {
    await ids().set(env, 'shop.momo', 'shop.book', await bookId())
    await cr.commit()
    const first = await ids().idOf(env, 'shop.momo')
    await cr.query("update ir_model_data set res_id = 99 where name = 'momo'")
    assert.equal(await ids().idOf(env, 'shop.momo'), first)
    registry.clearCaches('ids')
    assert.equal(await ids().idOf(env, 'shop.momo'), 99)
  })

  test('several at once, and the first of several for one record', async () => {
    const id = await bookId()
    await ids().setAll(env, [
      { xmlId: 'shop.a', model: 'shop.book', id },
      { xmlId: 'shop.b', model: 'shop.book', id, noupdate: true },
    ])
    const found = await ids().findAll(env, ['shop.a', 'shop.b', 'shop.c', 'nonsense'])
    assert.deepEqual([...found.keys()].toSorted(), ['shop.a', 'shop.b'])
    assert.deepEqual(await ids().of(env.records('shop.book', [id, 10_000])), new Map([[id, 'shop.a']]))
    assert.deepEqual(await ids().of(env.records('shop.book')), new Map())
  })

  test('names with dots and of users are external ids, too', async () => {
    const id = await bookId()
    for (const xmlId of ['__export__.book_1', 'shop.a.b-c', 'shop.1']) {
      await ids().set(env, xmlId, 'shop.book', id)
      assert.equal(await ids().idOf(env, xmlId), id)
    }
  })
})
