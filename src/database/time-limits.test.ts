import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { sqlStateOf } from './sql-state.ts'

onEachBackend({ statementTimeout: 1000 }, (backend) => {
  test('only statements are limited in time, and not what is done between them', async () => {
    await using cr = backend().server.database('main').cursor()
    const echo = async (n: number): Promise<unknown> => (await cr.query('select $1::int as n', [n])).rows[0]?.['n']
    assert.equal(await echo(1), 1)
    await delay(1200)
    assert.equal(await echo(2), 2)
    await cr.rollback()
    assert.equal(await echo(3), 3)
    await delay(1200)
    await cr.commit()
    await assert.rejects(cr.query('select pg_sleep($1)', [5]), (error) => sqlStateOf(error) === '57014')
  })
})
