import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepTickShape } from './tick-shape.ts'

test('what is kept is a task of nextTick, with all that such a task has', () => {
  const task = keepTickShape()
  assert.ok(task)
  assert.deepEqual(Object.keys(task), ['callback', 'args'])
  assert.ok(Object.getOwnPropertySymbols(task).length >= 2)
})

test('one is enough for the process', () => {
  assert.equal(keepTickShape(), keepTickShape())
})
