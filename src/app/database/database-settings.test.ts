// What a configuration says of its databases reaches them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../testing/test-app.ts'

test('settings of databases are passed on; a name that there is not is refused', async () => {
  const database = { url: 'pglite:memory', poolSize: 3, statementTimeout: 1234, preparedStatements: 0 }
  await using app = await createTestApp({ config: { database } })
  const { settings } = app.app.databases!.server.database('main')
  assert.deepEqual([settings.poolSize, settings.statementTimeout, settings.preparedStatements], [3, 1234, 0])
  assert.equal(settings.lockTimeout, 0)
  const wrong = { url: 'pglite:memory', poolsize: 3 } as object
  await assert.rejects(createTestApp({ config: { database: wrong } }), /poolsize.*poolSize/s)
})
