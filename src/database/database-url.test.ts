import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { openDatabase } from './database.ts'
import { parseDatabaseUrl, withDatabase, withoutPassword } from './database-url.ts'

test('URLs of embedded databases', () => {
  assert.deepEqual(parseDatabaseUrl('pglite:./data/shop'), {
    kind: 'pglite',
    name: 'shop',
    directory: resolve('data/shop'),
  })
  assert.deepEqual(parseDatabaseUrl('pglite:/srv/shop/'), { kind: 'pglite', name: 'shop', directory: '/srv/shop' })
  assert.deepEqual(parseDatabaseUrl('pglite:memory'), { kind: 'pglite', name: 'memory', directory: null })
})

test('URLs of servers', () => {
  for (const url of ['postgres://u:p@h:5/my%20shop', 'postgresql:///my%20shop?host=/run']) {
    assert.deepEqual(parseDatabaseUrl(url), { kind: 'postgres', name: 'my shop', url })
  }
  assert.equal(withDatabase('postgres://u:p@h:5/a?sslmode=require', 'b/c'), 'postgres://u:p@h:5/b%2Fc?sslmode=require')
})

test('other URLs are refused, without telling a password', () => {
  for (const url of ['', 'pglite:', 'mysql://h/x', 'data', 'postgres:x', 'postgres://u:secret@[/x']) {
    assert.throws(
      () => parseDatabaseUrl(url),
      (error) => error instanceof ConfigurationError && !error.message.includes('secret'),
    )
  }
})

test('a database shows its URL without the password', () => {
  assert.equal(withoutPassword('postgres://u:p@ss:w@h/x'), 'postgres://u:***@h/x')
  assert.equal(
    withoutPassword('postgres:///x?user=u&password=secret&host=/run'),
    'postgres:///x?user=u&password=***&host=/run',
  )
  const database = openDatabase('postgres://u:secret@h/x', { replicaUrl: 'postgres://u:secret@r/x' })
  assert.equal(database.url, 'postgres://u:***@h/x')
})
