import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BoundedCache } from './caches.ts'

test('there are never more entries than the limit', () => {
  for (const limit of [1, 2, 3, 10, 11]) {
    const cache = new BoundedCache<number>(limit)
    for (let number = 0; number < 100; number++) {
      cache.set(`key ${number}`, number)
      assert.ok(cache.size <= Math.max(limit, 1), `${cache.size} of ${limit}`)
      assert.equal(cache.get(`key ${number}`), number)
    }
  }
})

test('what is used stays, and what is not used goes', () => {
  const cache = new BoundedCache<number>(10)
  cache.set('used', 1)
  cache.set('unused', 2)
  for (let number = 0; number < 100; number++) {
    cache.set(`key ${number}`, number)
    assert.equal(cache.get('used'), 1)
  }
  assert.equal(cache.get('unused'), undefined)
})

test('the last half of the limit is there, whatever came before', () => {
  const cache = new BoundedCache<number>(10)
  for (let number = 0; number < 33; number++) cache.set(`key ${number}`, number)
  for (let number = 28; number < 33; number++) assert.equal(cache.get(`key ${number}`), number)
})

test('what is set again has its new value, and what is deleted is gone, however old', () => {
  const cache = new BoundedCache<number>(4)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.set('a', 3)
  assert.equal(cache.get('a'), 3)
  assert.equal(cache.size, 2)
  cache.delete('a')
  cache.delete('b')
  assert.equal(cache.get('a'), undefined)
  assert.equal(cache.size, 0)
})

test('clear forgets everything', () => {
  const cache = new BoundedCache<number>(4)
  for (const key of ['a', 'b', 'c']) cache.set(key, 1)
  cache.clear()
  assert.equal(cache.size, 0)
  assert.equal(cache.get('c'), undefined)
})
