import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApp } from '../app.ts'

test('the folder of embedded databases is relative to the configuration', async () => {
  const root = await mkdtemp(join(tmpdir(), 'pergola-root-'))
  try {
    const config = { root, log: false, secret: 'x', sessions: { store: 'memory' } } as const
    await using app = await createApp({ ...config, database: { url: 'pglite:./data' } }).ready()
    await app.databases?.create('shop')
    assert.ok((await readdir(join(root, 'data'))).includes('shop'))
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
