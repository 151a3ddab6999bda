import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseFilter } from './database-filter.ts'

const names = ['shop', 'sale', 'shop.example.org', 'sho']

test('without a filter every host sees all', () => {
  for (const filter of [undefined, '']) assert.deepEqual(databaseFilter(filter)(names, 'example.org'), names)
})

test('%d is the first label of the host, %h all of it, without port and www', () => {
  assert.deepEqual(databaseFilter('^%d$')(names, 'Shop.localhost:8069'), ['shop'])
  assert.deepEqual(databaseFilter('%d')(names, 'www.shop.example.org'), ['shop', 'shop.example.org'])
  assert.deepEqual(databaseFilter('%h$')(names, 'shop.example.org:80'), ['shop.example.org'])
  assert.deepEqual(databaseFilter('^%d$')(names, '127.0.0.1'), [])
})

test('signs of the host are no expression', () => {
  assert.deepEqual(databaseFilter('^%h$')(names, '.*'), [])
  assert.deepEqual(databaseFilter('^%d$')(names, 's(h|)op'), [])
})

test('what is no expression is refused', () => {
  assert.throws(() => databaseFilter('('), { message: /database\.filter is no regular expression/ })
})

test('a function is asked for each name, with the bare host', () => {
  const asked: string[] = []
  const filter = databaseFilter((name, host) => {
    asked.push(`${name} ${host}`)
    return host === 'localhost' || name === host.split('.')[0]
  })
  assert.deepEqual(filter(['shop', 'sale'], 'SALE.localhost:8069'), ['sale'])
  assert.deepEqual(filter(['shop', 'sale'], 'localhost'), ['shop', 'sale'])
  assert.deepEqual(asked, ['shop sale.localhost', 'sale sale.localhost', 'shop localhost', 'sale localhost'])
})
