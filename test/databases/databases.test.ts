// One process, several databases with different addons; installing and removing addons while requests run.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import { counter, counterDouble } from './counter-addon.ts'

describe('two databases in one process', () => {
  let app: TestApp
  before(async () => {
    app = await createTestApp({
      addons: [counter, counterDouble],
      databases: { plain: ['counter'], double: ['counter_double'] },
    })
  })
  after(() => app.close())

  const get = async (database: string, path: string): Promise<[number, string]> => {
    const { status, text } = await app.inject({ database, path })
    return [status, text]
  }

  test('each has its own fields, methods and routes', async () => {
    assert.deepEqual(await get('plain', '/counter/1'), [200, '0'])
    assert.deepEqual(await get('double', '/counter/1'), [200, 'double: 0 doubled'])
    assert.equal((await get('plain', '/double'))[0], 404)
    assert.deepEqual(await get('double', '/double'), [200, '1'])
  })

  test('what one writes, the other does not see', async () => {
    assert.equal((await app.inject({ database: 'double', path: '/counter/1/add', form: {} })).text, '1')
    assert.deepEqual(await get('double', '/counter/1'), [200, 'double: 1 doubled'])
    assert.deepEqual(await get('plain', '/counter/1'), [200, '0'])
  })

  test('a record that is not there is 404', async () => {
    assert.equal((await get('plain', '/counter/77'))[0], 404)
    assert.equal((await get('plain', '/counter/0'))[0], 404)
    assert.equal((await get('plain', '/counter/99999999999'))[0], 404)
  })

  test('a field of an addon that is not installed is named with its addon', async () => {
    await app.app.databases?.inEnvironment('plain', async (env) => {
      const record = await env['test.counter'].browse(1).load()
      assert.throws(() => (record as unknown as { note: string }).note, /note .*counter_double, which is not installed/)
    })
  })

  test('a read-only route that writes is run again with a cursor that may', async () => {
    assert.deepEqual(await get('plain', '/counter/1/sneak'), [200, '1'])
    assert.deepEqual(await get('plain', '/counter/1'), [200, '1'])
  })

  test('installing while requests run changes that database only, and drops none', async () => {
    const statuses: number[] = []
    let installing = true
    const visitor = async (): Promise<void> => {
      while (installing) {
        statuses.push((await get('plain', '/counter/1'))[0])
        await new Promise(setImmediate)
      }
    }
    const visitors = [visitor(), visitor(), visitor()]
    await app.install('plain', ['counter_double'])
    installing = false
    await Promise.all(visitors)
    assert.ok(statuses.length > 0)
    assert.deepEqual(new Set(statuses), new Set([200]))
    assert.deepEqual(await get('plain', '/counter/1'), [200, 'double: 1 doubled'])
    assert.deepEqual(await get('plain', '/double'), [200, '1'])

    await app.uninstall('plain', ['counter_double'])
    assert.deepEqual(await get('plain', '/counter/1'), [200, '1'])
    assert.equal((await get('plain', '/double'))[0], 404)
    assert.deepEqual(await get('double', '/counter/1'), [200, 'double: 1 doubled'])
    await app.app.databases?.inEnvironment('plain', async ({ cr }) => {
      const { rows } = await cr.query(`select column_name from information_schema.columns
        where table_name = 'test_counter' and column_name = 'note'`)
      assert.deepEqual(rows, [])
    })
  })

  test('an addon that others need goes with them; what every database has stays', async () => {
    await app.install('plain', ['counter_double'])
    await app.uninstall('plain', ['counter'])
    assert.equal((await get('plain', '/counter/1'))[0], 404)
    await assert.rejects(app.uninstall('plain', ['base']), /cannot be uninstalled/)
    await assert.rejects(app.uninstall('plain', ['counter']), /not installed/)
    await assert.rejects(app.install('plain', ['countre']), /countre .*not on the addons path/)
    await app.install('plain', ['counter'])
    assert.deepEqual(await get('plain', '/counter/1'), [200, '0'])
  })

  test('an environment of a test is seen by requests and undone', async () => {
    const env = app.env('plain')
    const made = await env['test.counter'].create({ name: 'mine', value: 41 })
    assert.deepEqual(await get('plain', `/counter/${made.id}`), [200, '41'])
    assert.equal((await app.inject({ database: 'plain', path: `/counter/${made.id}/add`, form: {} })).text, '42')
    assert.equal((await made.load('value')).value, 42)
  })
})
