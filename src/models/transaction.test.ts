import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openModelRoom } from '../../test/support/model-room.ts'

test('what a transaction changed stays changed when a later savepoint is undone', async () => {
  await using room = await openModelRoom([])
  await room.withEnv(async ({ cr, transaction }) => {
    transaction.clearCaches('access')
    const failed = cr.savepoint(() => {
      throw new Error('no')
    })
    await assert.rejects(failed, { message: 'no' })
    assert.equal(transaction.hasChanged('access'), true)
    await cr.rollback()
    assert.equal(transaction.hasChanged('access'), false)
  })
})

test('others are told of what was changed again after the savepoint of the first change was undone', async () => {
  await using room = await openModelRoom([])
  const heard: string[] = []
  room.registry.clearCaches = (kind) => void heard.push(String(kind))
  await room.withEnv(async ({ cr, transaction }) => {
    const failed = cr.savepoint(() => {
      transaction.clearCaches('ids')
      throw new Error('no')
    })
    await assert.rejects(failed, { message: 'no' })
    assert.equal(cr.precommit.size, 0)
    transaction.clearCaches('ids')
    transaction.clearCaches('ids')
    assert.equal(cr.precommit.size, 1)
    const before = heard.length
    await cr.commit()
    assert.deepEqual(heard.slice(before), ['ids'])
    assert.equal(transaction.hasChanged('ids'), false)
  })
})

test('after the commit nothing is changed any more, what an undone savepoint had changed neither', async () => {
  await using room = await openModelRoom([])
  await room.withEnv(async ({ cr, transaction }) => {
    const failed = cr.savepoint(async () => {
      await cr.savepoint(() => transaction.clearCaches('ids'))
      throw new Error('no')
    })
    await assert.rejects(failed, { message: 'no' })
    assert.equal(transaction.hasChanged('ids'), true)
    await cr.commit()
    assert.equal(transaction.hasChanged('ids'), false)
  })
})
