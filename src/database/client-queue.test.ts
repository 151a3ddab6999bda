import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { DatabaseBusyError } from '../errors/framework-errors.ts'
import { createDatabaseServer } from './create-database-server.ts'
import type { Cursor } from './cursor.ts'
import type { Database } from './database.ts'

// One connection: all but one wait.
onEachBackend({ acquireTimeout: 1500, poolSize: 1 }, (backend) => {
  const main = (): Database => backend().server.database('main')
  const echo = async (cr: Cursor, n: number): Promise<unknown> =>
    (await cr.query('select $1::int as n', [n])).rows[0]?.['n']

  test('who waits comes in the order of arrival', async () => {
    const order: number[] = []
    await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        main().transaction(async (cr) => {
          assert.equal(await echo(cr, n), n)
          order.push(n)
        }),
      ),
    )
    assert.deepEqual(order, [1, 2, 3, 4, 5])
    assert.deepEqual(main().usage(), { busy: 0, idle: 1, waiting: 0 })
  })

  test('who waits too long gets an error, and those after it their turn', async () => {
    const holder = main().cursor()
    await echo(holder, 1)
    const early = main().transaction((cr) => echo(cr, 2))
    const refused = assert.rejects(early, DatabaseBusyError)
    await delay(900)
    const later = main().transaction((cr) => echo(cr, 3))
    assert.equal(main().usage().waiting, 2)
    await refused
    assert.equal(main().usage().waiting, 1)
    await holder.close()
    assert.equal(await later, 3)
    await assert.rejects(
      main().transaction(async (cr) => {
        await echo(cr, 4)
        const again = main().cursor()
        await again.query('select 1').finally(() => again.close())
      }),
    )
    assert.deepEqual(main().usage(), { busy: 0, idle: 1, waiting: 0 })
  })

  test('who waits for a connection that breaks gets another', async (t) => {
    if (!main().concurrent) return t.skip('PGlite has no connection that could break')
    await using outside = createDatabaseServer(backend().url)
    const holder = main().cursor()
    const { rows } = await holder.query('select pg_backend_pid() as pid, $1::int as n', [1])
    const waiting = [2, 3, 4].map((n) => main().transaction((cr) => echo(cr, n)))
    await outside.database('main').transaction((cr) => cr.query('select pg_terminate_backend($1)', [rows[0]?.['pid']]))
    await assert.rejects(echo(holder, 5))
    await holder.close()
    assert.deepEqual(await Promise.all(waiting), [2, 3, 4])
    assert.deepEqual(main().usage(), { busy: 0, idle: 1, waiting: 0 })
  })

  test('a database that is closed serves who had a connection coming, and tells those who wait', async (t) => {
    if (!main().concurrent) return t.skip('PGlite has no connection that comes later')
    await using outside = createDatabaseServer(backend().url, { acquireTimeout: 1000, poolSize: 1 })
    const closing = outside.database('main')
    await using cr = closing.cursor()
    assert.equal(await echo(cr, 1), 1)
    await cr.commit()
    const answer = echo(cr, 2)
    const waiting = [3, 4].map((n) => closing.transaction((other) => echo(other, n)))
    const refused = waiting.map((each) => assert.rejects(each, DatabaseBusyError))
    const closed = closing.close()
    assert.equal(await answer, 2)
    await cr.close()
    await Promise.all([closed, ...refused])
    await assert.rejects(closing.cursor().query('select 1'), DatabaseBusyError)
    assert.deepEqual(closing.usage(), { busy: 0, idle: 0, waiting: 0 })
  })

  test('a connection that breaks between two transactions is replaced', async (t) => {
    if (!main().concurrent) return t.skip('PGlite has no connection that could break')
    await using outside = createDatabaseServer(backend().url)
    const { rows } = await main().transaction((cr) => cr.query('select pg_backend_pid() as pid, $1::int as n', [1]))
    await outside.database('main').transaction((cr) => cr.query('select pg_terminate_backend($1)', [rows[0]?.['pid']]))
    await delay(50)
    assert.equal(await main().transaction((cr) => echo(cr, 2)), 2)
  })
})
