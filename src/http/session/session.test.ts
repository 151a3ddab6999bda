import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { signWith } from '../../app/server-secret.ts'
import type { JsonValue } from '../json.ts'
import type { SessionRecord } from './session-store.ts'
import { Session } from './session.ts'

const sign = signWith('key')
const SID = 'A'.repeat(86)

const fresh = (): Session => new Session(undefined, null, sign)

function stored(data: Record<string, JsonValue> = {}): Session {
  const record: SessionRecord = { data, created: 100, rotated: 100, expires: 9e9 }
  return new Session(SID, record, sign)
}

describe('content', () => {
  test('the default content is there from the start, as properties too, and is not stored', () => {
    const session = fresh()
    assert.deepEqual(
      [session.db, session.uid, session.login, session.context, session.debug, session.token],
      [null, null, null, {}, '', null],
    )
    assert.equal(session.get('uid'), null)
    assert.deepEqual(session.get('context'), {})
    assert.equal(session.get('other'), undefined)
    assert.deepEqual([...session.keys()], [])
    assert.equal(session.has('uid'), false)
    assert.equal(session.isDirty, false)
  })

  test('set, get, has, delete, keys', () => {
    const session = stored({ a: 1 })
    session.set('b', { c: [1, null, 'x'] })
    assert.deepEqual([...session.keys()], ['a', 'b'])
    assert.equal(session.delete('a'), true)
    assert.equal(session.delete('a'), false)
    assert.equal(session.has('a'), false)
    assert.deepEqual(session.mergedInto({ a: 1, z: 2 }), { z: 2, b: { c: [1, null, 'x'] } })
  })

  test('any other property is an error: it would be lost', () => {
    const session = stored() as Session & { cart?: unknown }
    assert.throws(() => (session.cart = 1), TypeError)
    assert.equal(session.isDirty, false)
  })

  test('properties write the same names', () => {
    const session = stored()
    session.uid = 7
    session.db = 'shop'
    session.login = 'ann'
    session.context = { lang: 'fr_FR' }
    session.debug = 'assets'
    session.token = 't'
    const written = { uid: 7, db: 'shop', login: 'ann', context: { lang: 'fr_FR' }, debug: 'assets', token: 't' }
    assert.deepEqual(session.mergedInto({}), written)
    session.uid = null
    session.debug = ''
    assert.equal(session.has('uid'), false)
    assert.equal(session.has('debug'), false)
  })

  test('setting what is there already changes nothing', () => {
    const session = stored({ a: { b: 1 } })
    session.set('a', { b: 1 })
    assert.equal(session.isDirty, false)
    session.set('a', { b: 2 })
    assert.equal(session.isDirty, true)
  })

  test('what is set is copied: a later change of the value is not seen', () => {
    const session = stored()
    const value = { list: [1] }
    session.set('a', value)
    value.list.push(2)
    assert.deepEqual(session.get('a'), { list: [1] })
  })

  test('what JSON cannot carry is refused, and the name is in the message', () => {
    const bad: unknown[] = [
      undefined,
      () => 1,
      new Date(),
      new Map(),
      new Set(),
      1n,
      NaN,
      Infinity,
      Symbol('x'),
      new URL('http://x'),
    ]
    for (const value of bad) {
      assert.throws(() => stored().set('thing', value), {
        name: 'SessionValueError',
        code: 'PERGOLA_SESSION_VALUE',
        message: /'thing'/,
      })
      assert.throws(() => stored().set('thing', { deep: [value] }), { name: 'SessionValueError' })
    }
    let deep: unknown = 1
    for (let i = 0; i < 70; i++) deep = [deep]
    assert.throws(() => stored().set('deep', deep), { name: 'SessionValueError' })
  })

  test('any JSON value comes back as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue({ maxDepth: 5 }), (key, value) => {
        const session = stored()
        session.set(key, value)
        const json = JSON.parse(JSON.stringify(session.mergedInto({}))) as Record<string, JsonValue>
        const again = new Session(SID, { data: json, created: 1, rotated: 1, expires: 9e9 }, sign)
        assert.equal(JSON.stringify(again.get(key)), JSON.stringify(JSON.parse(JSON.stringify(value), dropProto)))
      }),
    )
  })

  test('a change in place is written after touch()', () => {
    const session = stored({ cart: { '1': 2 } })
    ;(session.get('cart') as Record<string, number>)['1'] = 5
    assert.equal(session.isDirty, false)
    session.touch()
    assert.deepEqual(session.mergedInto({ cart: { '1': 2 } }), { cart: { '1': 5 } })
    const other = stored({ cart: {} })
    other.changed()
    assert.equal(other.isDirty, true)
  })

  test('a change in place of the default context stays in its session, and is written after touch()', () => {
    const session = stored()
    ;(session.context as Record<string, JsonValue>)['lang'] = 'fr_FR'
    assert.deepEqual(fresh().context, {}, 'no other session sees it')
    session.touch()
    assert.deepEqual(session.mergedInto({}), { context: { lang: 'fr_FR' } })
  })
})

// JSON.parse gives __proto__ as a name of its own; sessions leave such names out.
const dropProto = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== '__proto__'))
    : value

describe('merging with what another request stored meanwhile', () => {
  test('only the names that this request changed are written', () => {
    const session = stored({ a: 1, b: 1 })
    session.set('a', 2)
    assert.deepEqual(session.mergedInto({ a: 1, b: 9, c: 9 }), { a: 2, b: 9, c: 9 })
  })

  test('touch() writes what was changed in place, and nothing else', () => {
    const session = stored({ list: [1], other: 1 })
    ;(session.get('list') as number[]).push(2)
    session.touch()
    assert.deepEqual(session.mergedInto({ list: [1], other: 9, added: 9 }), { list: [1, 2], other: 9, added: 9 })
  })

  test('clear() takes away what others stored, too', () => {
    const session = stored({ a: 1 })
    session.clear()
    session.set('n', 1)
    assert.deepEqual(session.mergedInto({ a: 1, b: 2 }), { n: 1 })
  })

  test('restore() takes back everything', () => {
    const session = stored({ a: 1, l: [1] })
    session.set('a', 2)
    session.set('b', 2)
    ;(session.get('l') as number[]).push(2)
    session.logout()
    session.restore()
    assert.equal(session.isDirty, false)
    assert.equal(session.rotation, 'none')
    assert.deepEqual([session.get('a'), session.get('b'), session.get('l')], [1, undefined, [1]])
  })
})

describe('a new session', () => {
  test('in which nothing was left is not stored', () => {
    const session = fresh()
    session.set('a', 1)
    session.delete('a')
    assert.equal(session.isDirty, false)
    const cleared = fresh()
    cleared.clear()
    assert.equal(cleared.isDirty, false)
    const left = fresh()
    left.logout()
    assert.equal(left.isDirty, false)
  })

  test('which gave out a CSRF token is stored', () => {
    const session = fresh()
    session.getCsrfToken()
    assert.equal(session.isDirty, true)
  })

  test('isNew and created', () => {
    assert.equal(fresh().isNew, true)
    assert.ok(Math.abs(fresh().created - Date.now() / 1000) < 5)
    assert.equal(stored().isNew, false)
    assert.equal(stored().created, 100)
  })
})

describe('ends', () => {
  test('logout removes everything but the developer mode, and changes the id', () => {
    const session = stored({ uid: 1, login: 'ann', db: 'shop', cart: {}, debug: '1' })
    session.logout()
    assert.deepEqual(session.mergedInto({ uid: 1, cart: {} }), { debug: '1' })
    assert.equal(session.rotation, 'hard')
    const kept = stored({ uid: 1, db: 'shop' })
    kept.logout({ keepDb: true })
    assert.deepEqual(kept.mergedInto({}), { db: 'shop' })
  })

  test('invalidate removes everything and changes the id', () => {
    const session = stored({ a: 1, debug: '1' })
    session.invalidate()
    assert.deepEqual(session.mergedInto({ a: 1 }), {})
    assert.equal(session.rotation, 'hard')
  })

  test('every write after publication throws; reading goes on', () => {
    const session = stored({ a: 1, _flash: ['x'] })
    session.close(SID)
    const writes: Array<() => unknown> = [
      () => session.set('b', 1),
      () => session.delete('a'),
      () => session.clear(),
      () => session.touch(),
      () => session.changed(),
      () => session.rotate(),
      () => session.invalidate(),
      () => session.logout(),
      () => session.flash('x', 'q'),
      () => session.popFlash(),
      () => session.newCsrfToken(),
      () => (session.uid = 1),
    ]
    for (const write of writes) {
      assert.throws(write, { name: 'SessionClosedError', code: 'PERGOLA_SESSION_CLOSED' }, String(write))
    }
    assert.equal(session.get('a'), 1)
    assert.deepEqual(session.peekFlash(), ['x'])
  })
})

describe('flash', () => {
  test('queues are apart; peek leaves, pop takes, the oldest first', () => {
    const session = fresh()
    session.flash('one')
    session.flash({ level: 'warn', text: 'two' })
    session.flash('other', 'queue')
    assert.deepEqual(session.peekFlash(), ['one', { level: 'warn', text: 'two' }])
    assert.deepEqual(session.popFlash(), ['one', { level: 'warn', text: 'two' }])
    assert.deepEqual(session.popFlash(), [])
    assert.deepEqual(session.popFlash('queue'), ['other'])
  })

  test('duplicates are allowed unless they are not', () => {
    const session = fresh()
    session.flash('x')
    session.flash('x')
    session.flash('x', '', { allowDuplicate: false })
    session.flash('y', '', { allowDuplicate: false })
    assert.deepEqual(session.popFlash(), ['x', 'x', 'y'])
  })

  test('popping an empty queue writes nothing', () => {
    const session = stored({ a: 1 })
    session.popFlash()
    session.popFlash('x')
    assert.equal(session.isDirty, false)
  })
})

describe('CSRF', () => {
  test('tokens are made from the family of the id: a renewed id keeps them, another one does not', () => {
    const [family, other] = ['F'.repeat(42), 'G'.repeat(42)]
    const record: SessionRecord = { data: {}, created: 1, rotated: 1, expires: 9e9 }
    const [first, renewed, foreign] = [family + 'a'.repeat(44), family + 'b'.repeat(44), other + 'a'.repeat(44)].map(
      (sid) => new Session(sid, record, sign).getCsrfToken(),
    )
    assert.equal(first, renewed)
    assert.notEqual(first, foreign)
  })

  test('newCsrfToken makes earlier ones void, and the same is given from then on', () => {
    const session = stored()
    const first = session.getCsrfToken()
    const second = session.newCsrfToken()
    assert.notEqual(first, second)
    assert.equal(session.getCsrfToken(), second)
    assert.equal(
      new Session(SID, { data: session.mergedInto({}), created: 1, rotated: 1, expires: 9e9 }, sign).getCsrfToken(),
      second,
    )
  })
})

test('names of prototypes are names like any other, and reach no prototype', () => {
  const session = stored()
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
    assert.equal(session.get(name), undefined, name)
    session.set(name, { polluted: true })
    session.flash('x', name)
    assert.deepEqual(session.get(name), { polluted: true })
  }
  session.set('nested', JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'))
  assert.deepEqual(session.get('nested'), { a: 1 })
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  const merged = session.mergedInto({})
  assert.equal(Object.getPrototypeOf(merged), Object.prototype)
  assert.deepEqual(session.peekFlash('__proto__'), ['x'])
})
