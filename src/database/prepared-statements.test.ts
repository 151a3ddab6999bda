import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { onEachBackend } from '../../test/support/database-backends.ts'
import type { Cursor } from './cursor.ts'
import type { Database } from './database.ts'
import { StatementNames } from './statement-names.ts'

const SELECT = 'select value from kept where id = $1'

onEachBackend({ poolSize: 1 }, (backend) => {
  let database: Database

  beforeEach(async () => {
    database = backend().server.database('main')
    await database.transaction((cr) =>
      cr.query('drop table if exists kept; create table kept (id int, value int); insert into kept values (1, 7)'),
    )
  })

  const read = async (cr: Cursor): Promise<unknown> =>
    (await cr.query(SELECT, [1], { prepare: true })).rows[0]?.['value']

  test('a statement that is to be prepared is prepared once, where there is a server', async () => {
    await database.transaction(async (cr) => {
      assert.equal(await read(cr), 7)
      assert.equal(await read(cr), 7)
    })
    const { rows } = await database.transaction((cr) =>
      cr.query('select statement from pg_prepared_statements where statement = $1', [SELECT]),
    )
    assert.deepEqual(rows, backend().kind === 'postgres' ? [{ statement: SELECT }] : [])
  })

  test('after the type of a column changed, the work is done again', async () => {
    assert.equal(await database.transaction(read), 7)
    await database.transaction((cr) => cr.query('alter table kept alter column value type text'))
    assert.equal(await database.transaction(read, { sleep: async () => {} }), '7')
    assert.equal(await database.transaction(read, { tries: 1 }), '7')
  })

  test('after the columns changed, a statement under a name of its own is prepared anew, too', async () => {
    const all = async (cr: Cursor): Promise<unknown> =>
      (await cr.query('select * from kept where id = $1', [1], { name: 'own' })).rows[0]
    assert.deepEqual(await database.transaction(all), { id: 1, value: 7 })
    await database.transaction((cr) => cr.query('alter table kept add column more int'))
    for (const readonly of [true, false]) {
      const row = await database.transaction(all, { readonly, sleep: async () => {} })
      assert.deepEqual(row, { id: 1, value: 7, more: null })
    }
    assert.equal(database.usage().busy, 0)
  })

  test('a statement that is prepared no longer is prepared anew', async () => {
    assert.equal(await database.transaction(read), 7)
    await database.transaction((cr) => cr.query('deallocate all'))
    assert.equal(await database.transaction(read, { sleep: async () => {} }), 7)
    await database.transaction(async (cr) => {
      assert.equal(await read(cr), 7)
      await cr.query('deallocate all')
      await assert.doesNotReject(cr.savepoint(() => read(cr)).catch((error) => assert.equal(error.code, '26000')))
    })
    assert.equal(await database.transaction(read, { tries: 1 }), 7)
    assert.equal(database.usage().busy, 0)
  })

  test('a read-only transaction gives its connection back at once, for the next one', async () => {
    for (let round = 0; round < 5; round++) {
      assert.equal(await database.transaction(read, { readonly: true }), 7)
    }
    await database.transaction((cr) => cr.query('update kept set value = 8'))
    assert.equal(await database.transaction(read, { readonly: true }), 8)
    assert.equal(database.usage().busy, 0)
  })
})

test('a text has one name, up to a bound; other names after a change', () => {
  const names = new StatementNames(2)
  const one = names.nameOf('select 1')
  assert.ok(one)
  assert.equal(names.nameOf('select 1'), one)
  assert.notEqual(names.nameOf('select 2'), one)
  assert.equal(names.nameOf('select 3'), undefined)
  names.renew()
  assert.ok(names.nameOf('select 3'))
  assert.ok(![undefined, one].includes(names.nameOf('select 1')))
  assert.equal(new StatementNames(0).nameOf('select 1'), undefined)
})
