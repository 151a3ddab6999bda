import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { openDatabase, type Database } from './database.ts'
import type { SignalEvent } from './signals.ts'
import { collectingLog } from '../../test/support/database-backends.ts'

onEachBackend({}, (backend) => {
  let mine: Database
  let other: Database
  let heard: string[]
  const stops: Array<() => void> = []
  const listen = (database: Database, who: string): void =>
    void stops.push(
      database.signals.subscribe(({ kinds, own }: SignalEvent) => {
        heard.push(`${who} ${[...kinds].sort().join('+')}${own ? ' own' : ''}`)
      }),
    )
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await turn()
  }
  const raise = (database: Database, kind: string) => database.transaction((cr) => database.signals.raise(cr, kind))

  beforeEach(async () => {
    heard = []
    mine = backend().server.database('main')
    // Another process; on PGlite there can be none.
    const { cluster, warnings } = backend()
    other = cluster === null ? mine : openDatabase(cluster.url('main'), { log: collectingLog(warnings) })
    await mine.signals.stop()
    await mine.signals.start()
    if (other !== mine) await other.signals.start()
  })
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop()
    await mine.signals.stop()
    if (other !== mine) await other.close()
    assert.deepEqual([mine.usage().busy, mine.usage().waiting], [0, 0])
  })

  test('a committed change is told once, to others and as our own', async () => {
    if (other !== mine) listen(other, 'other')
    listen(mine, 'mine')
    await raise(mine, 'registry-1')
    if (other !== mine) await until(() => heard.includes('other registry-1'))
    assert.deepEqual(
      heard.splice(0).sort(),
      other === mine ? ['mine registry-1 own'] : ['mine registry-1 own', 'other registry-1'],
    )
    stops.pop()!()
    await raise(mine, 'registry-1')
    if (other !== mine) await until(() => heard.length === 1)
    assert.ok(heard.every((entry) => entry === 'other registry-1'))
  })

  test('several changes of one transaction, and odd names', async () => {
    listen(mine, 'mine')
    await mine.transaction(async (cr) => {
      await mine.signals.raise(cr, 'a b')
      assert.equal(await mine.signals.raise(cr, `'; drop table x --`), 1)
      assert.equal(await mine.signals.raise(cr, 'a b'), 2)
    })
    await mine.signals.check()
    assert.deepEqual(heard, ['mine a b own', `mine '; drop table x -- own`, 'mine a b own'])
  })

  test('what is rolled back is told to nobody, and the next change is', async () => {
    listen(mine, 'mine')
    await using cr = mine.cursor()
    await mine.signals.raise(cr, 'rolled back')
    await cr.close()
    await mine.signals.check()
    assert.deepEqual(heard, [])
    await raise(mine, 'rolled back')
    assert.deepEqual(heard, ['mine rolled back own'])
  })

  test('while listening, a check is no query; while not, it reads the table', async () => {
    assert.equal(mine.signals.connected, true)
    await using cr = mine.cursor()
    await cr.query('select 1')
    // With the connection taken, a query on PGlite would wait.
    await mine.signals.check()
    await cr.close()
    await mine.signals.stop()
    assert.equal(mine.signals.connected, false)
    listen(mine, 'mine')
    await mine.transaction((c) =>
      c.query(`create table if not exists pergola_signal (kind text primary key, sequence bigint not null)`),
    )
    await mine.transaction((c) => c.query(`insert into pergola_signal values ('seen', 7), ('also', 1)`))
    await mine.signals.check()
    await mine.signals.check()
    assert.deepEqual(heard, ['mine also+seen'])
    await mine.signals.start()
    assert.equal(mine.signals.connected, true)
  })

  test('a change by plain SQL with its notification is heard', async () => {
    listen(mine, 'mine')
    await mine.transaction((cr) =>
      cr.query(`select pg_notify('pergola_signal', '5 by hand'), pg_notify('pergola_signal', 'rubbish')`),
    )
    await until(() => heard.length > 0)
    assert.deepEqual(heard, ['mine by hand'])
  })

  test('a failing subscriber does not keep others from hearing', async () => {
    backend().warnings.length = 0
    const stop = mine.signals.subscribe(() => {
      throw new Error('deaf')
    })
    listen(mine, 'mine')
    await raise(mine, 'x')
    assert.deepEqual(heard, ['mine x own'])
    assert.deepEqual(backend().warnings, ['A subscriber of signals failed.'])
    stop()
  })

  test('after a broken connection the table is read again', async (t) => {
    if (other === mine) return t.skip('PGlite has no connection that could break')
    listen(other, 'other')
    await mine.transaction((cr) =>
      cr.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pergola signals' and datname = 'main'`,
      ),
    )
    await raise(mine, 'missed')
    await until(() => !other.signals.connected)
    await other.signals.check()
    assert.deepEqual(heard, ['other missed'])
    await raise(mine, 'again')
    while (heard.length < 2) await other.signals.check().then(turn)
    assert.deepEqual(heard, ['other missed', 'other again'])
    await until(() => !mine.signals.connected)
    await mine.signals.check()
    assert.equal(mine.signals.connected, true)
  })
})
