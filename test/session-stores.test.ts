import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { Controller, createApp, defineAddon, route, type Request, type SessionStore } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { openDatabase } from 'pergola/database'
import { PostgresSessionStore } from '../src/http/session/postgres-session-store.ts'
import { RedisSessionStore } from '../src/http/session/redis-session-store.ts'
import { familyOf, newSessionId, renewedSessionId } from '../src/http/session/session-id.ts'
import type { SessionRecord } from '../src/http/session/session-store.ts'
import { recordingLog } from './support.ts'
import { skipWithout } from './support/find-program.ts'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from './support/postgres.ts'

const skipWithoutRedis = skipWithout('redis-server')

const now = Math.floor(Date.now() / 1000)
const record: SessionRecord = { data: { a: [1, { b: 'é\0\ud800' }] }, created: now, rotated: now, expires: now + 1000 }

class Visits extends Controller {
  @route('/visits', { auth: 'none' })
  async count(_params: object, request: Request) {
    const visits = Number(request.session.get('visits') ?? 0) + 1
    request.session.set('visits', visits)
    return String(visits)
  }

  @route('/rotate', { auth: 'none' })
  async rotate(_params: object, request: Request) {
    request.session.rotate()
    return ''
  }
}

const visits = defineAddon({ name: 'visits', controllers: [Visits], root: import.meta.dirname })

/** What every store does. */
function itIsAStore(open: () => SessionStore): void {
  test('reads what was written; null for what was not', async () => {
    const store = open()
    const sid = newSessionId()
    assert.equal(await store.read(sid), null)
    await store.write(sid, record)
    assert.deepEqual(await store.read(sid), record)
    assert.equal(await store.read(renewedSessionId(sid)), null)
    await store.write(sid, { ...record, data: {}, next: 'x' })
    assert.deepEqual(await store.read(sid), { ...record, data: {}, next: 'x' })
  })

  test('never gives out what has expired', async () => {
    const store = open()
    const sid = newSessionId()
    await store.write(sid, { ...record, expires: now - 1 })
    assert.equal(await store.read(sid), null)
  })

  test('one of a family may end before another', async () => {
    const store = open()
    const young = newSessionId()
    const old = renewedSessionId(young)
    await store.write(young, record)
    await store.write(old, { ...record, next: young, expires: now + 100 })
    assert.deepEqual(await store.read(young), record)
    assert.equal((await store.read(old))?.next, young)
  })

  test('deletes one, or a family', async () => {
    const store = open()
    const [first, other] = [newSessionId(), newSessionId()]
    const second = renewedSessionId(first)
    for (const sid of [first, second, other]) await store.write(sid, record)
    await store.delete(first)
    assert.deepEqual([await store.read(first), await store.read(second)], [null, record])
    await store.write(first, record)
    await store.deleteFamily(familyOf(first))
    assert.deepEqual([await store.read(first), await store.read(second)], [null, null])
    assert.deepEqual(await store.read(other), record)
    await store.delete(newSessionId())
    await store.deleteFamily(familyOf(newSessionId()))
  })

  test('names of prototypes survive, and vacuum leaves what holds', async () => {
    const store = open()
    const sid = newSessionId()
    const data = JSON.parse('{"__proto__": {"x": 1}, "constructor": {"prototype": 2}}') as Record<string, never>
    await store.write(sid, { ...record, data })
    await store.vacuum()
    assert.deepEqual((await store.read(sid))?.data, data)
  })

  test('writes at once do not harm each other', async () => {
    const store = open()
    const sid = newSessionId()
    const all = Array.from({ length: 20 }, (_, index) => store.write(sid, { ...record, data: { index } }))
    await Promise.all(all)
    assert.equal(typeof (await store.read(sid))?.data['index'], 'number')
  })
}

/** Two servers with one store are one to their clients. */
async function countsOnTwoServers(store: 'postgres' | `redis://${string}` | `postgres://${string}`): Promise<void> {
  const config = { sessions: { store }, secret: 'shared' }
  await using one = await createTestApp({ addons: [visits], config })
  await using two = await createTestApp({ addons: [visits], config })
  const first = await one.inject('/visits')
  const cookies = { session_id: first.cookies['session_id'] ?? '' }
  assert.equal((await two.inject({ path: '/visits', cookies })).text, '2')
  assert.equal((await one.inject({ path: '/visits', cookies })).text, '3')
  await two.inject({ path: '/rotate', cookies })
  assert.equal((await one.inject({ path: '/visits', cookies })).text, '1')
}

describe('sessions in Redis', { skip: skipWithoutRedis }, () => {
  let server: ChildProcess
  let url: `redis://${string}`
  let store: RedisSessionStore

  before(async () => {
    const port = await freePort()
    url = `redis://127.0.0.1:${port}/1`
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'])
    for await (const chunk of server.stdout ?? []) if (String(chunk).includes('Ready to accept')) break
    server.stdout?.resume()
    store = new RedisSessionStore(url, recordingLog())
  })
  after(async () => {
    await store.close()
    server.kill()
    if (server.exitCode === null) await once(server, 'exit')
  })

  itIsAStore(() => store)
  test('are shared by servers', () => countsOnTwoServers(url))

  test('have no ids in clear, and go by themselves', async () => {
    const { Redis } = await import('ioredis')
    const redis = new Redis(url)
    await redis.flushdb()
    const sid = newSessionId()
    await store.write(sid, record)
    await store.write(renewedSessionId(sid), { ...record, expires: now - 1 })
    await store.write(renewedSessionId(sid), { ...record, expires: now + 10 })
    const [key = ''] = await redis.keys('*')
    assert.match(key, /^pergola:session:[0-9a-f]{64}$/)
    assert.equal(await redis.hlen(key), 2, 'what has expired is dropped')
    assert.deepEqual(
      Object.keys(await redis.hgetall(key)).filter((name) => !/^[0-9a-f]{64}$/.test(name)),
      [],
    )
    assert.ok((await redis.ttl(key)) > 900)
    redis.disconnect()
  })
})

test('a Redis that is not there fails the request, not the server', async () => {
  const log = recordingLog()
  const store = `redis://127.0.0.1:${await freePort()}` as const
  await using app = await createTestApp({ addons: [visits], config: { sessions: { store }, log } })
  assert.equal((await app.inject('/visits')).status, 500)
  assert.equal((await app.inject({ path: '/web/health' })).status, 200)
  assert.ok(log.lines.some(({ level, message }) => level === 'warn' && message === 'The connection to Redis failed.'))
})

describe('sessions in PostgreSQL', { skip: skipWithoutPostgres }, () => {
  let cluster: PostgresCluster
  let store: PostgresSessionStore

  before(async () => {
    cluster = await startPostgres()
    store = PostgresSessionStore.at(cluster.url('postgres'), recordingLog())
  })
  after(async () => {
    await store.close()
    await cluster.stop()
  })

  itIsAStore(() => store)
  test('are shared by servers, and made at once', async () => {
    await countsOnTwoServers(cluster.url('postgres') as `postgres://${string}`)
  })
})

describe('sessions in a table', () => {
  const database = openDatabase('pglite:memory')
  after(() => database.close())
  const client = {
    query: (text: string, values?: unknown[]) => database.transaction((cr) => cr.query(text, values)),
  }
  const store = new PostgresSessionStore(client)

  itIsAStore(() => store)

  test('have no ids in clear, and go when they are over', async () => {
    const sid = newSessionId()
    await client.query('delete from pergola_session')
    await store.write(sid, { ...record, expires: now - 1 })
    const { rows } = await client.query('select sid, family from pergola_session')
    assert.match(JSON.stringify(rows), /^\[\{"sid":"[0-9a-f]{64}","family":"[0-9a-f]{64}"\}\]$/)
    await store.vacuum()
    assert.deepEqual((await client.query('select * from pergola_session')).rows, [])
  })
})

test('a store that there is not is a mistake of the configuration', () => {
  const refused = { name: 'ConfigurationError', message: /sessions\.store/ }
  assert.throws(() => createApp({ sessions: { store: 'postgres' } }), refused)
  assert.throws(() => createApp({ sessions: { store: 'postgres' }, database: { url: 'pglite:./data' } }), refused)
  assert.throws(() => createApp({ sessions: { store: 'mongodb://x' as 'file' } }), refused)
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
