// What only a server of several connections shows: contention, other processes, replicas.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { createInterface } from 'node:readline'
import { createApp, type App } from 'pergola'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from '../support/postgres.ts'
import { counter, counterDouble } from './counter-addon.ts'

describe('on PostgreSQL', { skip: skipWithoutPostgres }, () => {
  let cluster: PostgresCluster
  let app: App
  const children: ChildProcess[] = []

  const createServed = (): App =>
    createApp({
      addons: [counter, counterDouble],
      database: { url: cluster.url('postgres'), replicaUrl: cluster.replicaUrl('postgres') },
      sessions: { store: 'memory' },
      secret: 'of the test',
      log: false,
    })

  before(async () => {
    cluster = await startPostgres()
    app = createServed()
    await app.ready()
    await app.databases?.create('main', ['counter'])
    await app.databases?.create('other', ['counter'])
  })
  after(async () => {
    for (const child of children) child.kill('SIGKILL')
    await app.close()
    await cluster.stop()
  })

  const text = async (path: string, database = 'main', cookies: Record<string, string> = {}): Promise<string> =>
    (await app.inject({ database, path, cookies })).text

  test('200 concurrent increments through a route end at exactly 200', async () => {
    const visitor = async (): Promise<void> => {
      let answer = await app.inject({ database: 'main', path: '/counter/1/add', form: {} })
      // After five tries the client is told; it asks again.
      while (answer.status >= 500) answer = await app.inject({ database: 'main', path: '/counter/1/add', form: {} })
      assert.equal(answer.status, 200, answer.text)
    }
    await Promise.all(Array.from({ length: 200 }, visitor))
    const { rows } = await app
      .databases!.server.database('main')
      .transaction((cr) => cr.query<{ value: number }>('select value from test_counter where id = 1'))
    assert.deepEqual(rows, [{ value: 200 }])
  })

  test('who wrote sees it at once, whatever the replica knows', async () => {
    await cluster.stopReplica()
    await cluster.startReplica()
    let cookies: Record<string, string> = {}
    for (let round = 0; round < 20; round++) {
      const added = await app.inject({ database: 'other', path: '/counter/1/add', form: {}, cookies })
      cookies = { ...cookies, ...added.cookies }
      assert.equal(await text('/counter/1', 'other', cookies), added.text)
    }
  })

  test('without the replica, reads go on', async () => {
    await cluster.stopReplica()
    assert.equal(await text('/counter/1', 'other'), '20')
    await cluster.startReplica()
    assert.equal(await text('/counter/1', 'other'), '20')
  })

  test('an addon that one process installs is there in the other at its next request', async () => {
    const child = spawn(
      process.execPath,
      [...process.execArgv, new URL('server-process.ts', import.meta.url).pathname, cluster.url('postgres')],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    children.push(child)
    const lines = createInterface({ input: child.stdout })
    const [address] = (await once(lines, 'line')) as [string]
    const there = async (path: string): Promise<[number, string]> => {
      const answer = await fetch(`${address}${path}`, { headers: { 'x-pergola-database': 'other' } })
      return [answer.status, await answer.text()]
    }
    assert.deepEqual(await there('/counter/1'), [200, '20'])
    await app.databases?.install('other', ['counter_double'])
    assert.deepEqual(await there('/counter/1'), [200, 'double: 20 doubled'])
    assert.deepEqual((await there('/double'))[0], 200)
    await app.databases?.uninstall('other', ['counter_double'])
    assert.deepEqual(await there('/counter/1'), [200, '20'])
    child.stdin.end()
    await once(child, 'exit')
  })

  test('what one server changes, others remember no longer: results of methods, rights', async () => {
    const other = createServed()
    try {
      await other.ready()
      const seen = (): Promise<unknown[]> =>
        other.databases!.inEnvironment('other', async (env) => [
          await env['ir.config_parameter'].getParam('test.remembered'),
          await env['test.counter']
            .withUser(2)
            .create({ name: 'of the administrator' })
            .then(({ length }) => length)
            .catch((error: Error) => error.name),
        ])
      assert.deepEqual(await seen(), [null, 'AccessError'])
      assert.deepEqual(await seen(), [null, 'AccessError'])
      await app.databases!.inEnvironment('other', async (env) => {
        await env['ir.config_parameter'].setParam('test.remembered', 'now')
        const model = await env['ir.model'].search([['model', '=', 'test.counter']])
        await env['ir.model.access'].create({ name: 'made', model_id: model, perm_create: true })
      })
      // The notice takes a moment.
      for (let tries = 0; (await seen())[0] === null && tries < 1000; tries++) await new Promise(setImmediate)
      assert.deepEqual(await seen(), ['now', 1])
    } finally {
      await other.close()
    }
  })

  test('installing under load on a server drops no request', async () => {
    const statuses = new Set<number>()
    let installing = true
    const visitor = async (): Promise<void> => {
      while (installing) statuses.add((await app.inject({ database: 'main', path: '/counter/1' })).status)
    }
    const visitors = [visitor(), visitor(), visitor()]
    await app.databases?.install('main', ['counter_double'])
    installing = false
    await Promise.all(visitors)
    assert.deepEqual(statuses, new Set([200]))
    assert.equal(await text('/counter/1'), 'double: 200 doubled')
  })
})
