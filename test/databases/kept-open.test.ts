import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestApp } from 'pergola/testing'

describe('databases that are kept open', async () => {
  const app = await createTestApp({
    databases: { one: ['web'], two: ['web'], three: ['web'] },
    config: { database: { url: 'pglite:memory', limit: 2 } },
  })
  after(() => app.close())
  const databases = app.app.databases!
  const open = (): string[] => ['one', 'two', 'three'].filter((name) => databases.ready(name) !== undefined)
  const visit = async (database: string): Promise<number> =>
    (await app.inject({ path: '/nowhere', headers: { 'x-pergola-database': database } })).status

  test('are so many as the configuration says: the one that was used least recently goes, and comes again', async () => {
    for (const name of ['one', 'two', 'three']) assert.equal(await visit(name), 404)
    assert.deepEqual(open(), ['two', 'three'])
    assert.equal(await visit('two'), 404)
    assert.equal(await visit('one'), 404)
    assert.deepEqual(open(), ['one', 'two'])
    assert.equal(await visit('three'), 404)
    assert.deepEqual(open(), ['one', 'three'])
  })
})
