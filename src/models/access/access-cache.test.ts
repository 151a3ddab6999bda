import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Environment } from '../environment.ts'
import { Hooks } from '../../database/hooks.ts'
import { AccessCache } from './access-cache.ts'

/** As much of an environment as the cache looks at. */
function environment({ inTransaction = false, node = 'primary' } = {}): Environment & {
  changed: Set<string>
  end(): Promise<void>
} {
  const cr = { inTransaction, node, postcommit: new Hooks(), postrollback: new Hooks(), attached: new Map() }
  const changed = new Set<string>()
  const end = (): Promise<void> => cr.postcommit.run()
  const hasChanged = (kind: string): boolean => changed.has(kind)
  return { cr, transaction: { cr, hasChanged }, changed, end } as unknown as Environment & {
    changed: Set<string>
    end(): Promise<void>
  }
}

const value = (given: unknown) => async (): Promise<unknown> => given

test('what one reads, all know', async () => {
  const cache = new AccessCache()
  assert.equal(await cache.get(environment(), 'rights', value(1)), 1)
  assert.equal(await cache.get(environment(), 'rights', value(2)), 1)
  assert.equal(cache.known(environment(), 'rights'), 1)
  assert.equal(await cache.get(environment(), 'rules', value(null)), null)
  assert.equal(await cache.get(environment(), 'rules', value(2)), null)
  cache.clear()
  assert.equal(await cache.get(environment(), 'rights', value(3)), 3)
})

test('a load is shared while it runs, by one transaction, and a failed one leaves nothing', async () => {
  const cache = new AccessCache()
  const env = environment()
  let loads = 0
  const load = async (): Promise<number> => {
    loads++
    throw new Error('gone')
  }
  const results = await Promise.allSettled([cache.get(env, 'rights', load), cache.get(env, 'rights', load)])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(loads, 1)
  assert.equal(await cache.get(env, 'rights', value(1)), 1)
})

test('a transaction that changed rights reads each time, and tells nobody', async () => {
  const cache = new AccessCache()
  const env = environment()
  await cache.get(env, 'rights', value('before'))
  env.changed.add('access')
  assert.equal(await cache.get(env, 'rights', value('uncommitted')), 'uncommitted')
  assert.equal(await cache.get(env, 'rights', value('again')), 'again')
  assert.equal(cache.lastKnown(env, 'rights'), 'again')
  assert.equal(await cache.get(environment(), 'rights', value('other')), 'before')
})

test('what changes while it is read is not kept for others', async () => {
  const cache = new AccessCache()
  const old = environment()
  const loaded = cache.get(old, 'rights', async () => {
    cache.clear()
    return 'old'
  })
  assert.equal(await loaded, 'old')
  assert.equal(await cache.get(environment(), 'rights', value('new')), 'new')
  // A transaction sees one state from its beginning to its end.
  assert.equal(await cache.get(environment(), 'rights', value('x')), 'new')
})

test('a transaction that began before a change keeps what it reads to itself', async () => {
  const cache = new AccessCache()
  const early = environment()
  await cache.get(early, 'tables', value(0))
  cache.clear()
  assert.equal(await cache.get(early, 'rights', value('stale')), 'stale')
  assert.equal(cache.known(environment(), 'rights'), undefined)
  assert.equal(await cache.get(early, 'rights', value('unread')), 'stale')
  const late = environment({ inTransaction: true })
  assert.equal(await cache.get(late, 'rights', value('perhaps stale')), 'perhaps stale')
  assert.equal(cache.known(environment(), 'rights'), undefined)
  const replica = environment({ node: 'replica' })
  await cache.get(replica, 'rights', value('lagging'))
  assert.equal(cache.known(environment(), 'rights'), undefined)
  await early.end()
  assert.equal(await cache.get(early, 'rights', value('fresh')), 'fresh')
  assert.equal(cache.known(environment(), 'rights'), 'fresh')
})

test('who cannot wait gets what was known last', async () => {
  const cache = new AccessCache()
  const env = environment()
  assert.equal(cache.lastKnown(env, 'rights'), undefined)
  await cache.get(environment(), 'rights', value(1))
  await cache.get(env, 'rights', value(2))
  cache.clear()
  assert.equal(cache.lastKnown(env, 'rights'), 1)
  assert.equal(cache.lastKnown(environment(), 'rights'), undefined)
})
