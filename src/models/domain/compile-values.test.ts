import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fillShelf, found, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'
import { DomainError } from '../../errors/model-errors.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
})
after(() => shelf.close())

test('a circle in a tree ends', async () => {
  await shelf.cr.savepoint(async () => {
    await shelf.cr.query('update t_author set parent_id = 3 where id = 1')
    assert.deepEqual(await found(shelf.env, 't.author', [['id', 'child_of', 2]]), [1, 2, 3])
    assert.deepEqual(await found(shelf.env, 't.author', [['id', 'parent_of', 2]]), [1, 2, 3])
    await shelf.cr.query('update t_author set parent_id = null where id = 1')
  })
})

test('records and sets are values', async () => {
  const { env } = shelf
  const authors = env.records('t.author', [1, 2])
  assert.deepEqual(await found(env, 't.book', [['author_id', 'in', authors]]), [1, 2])
  assert.deepEqual(await found(env, 't.book', [['author_id', '=', env.records('t.author', [1])]]), [1])
  assert.deepEqual(await found(env, 't.book', [['author_id', '=', env.records('t.author')]]), [4])
  assert.deepEqual(await found(env, 't.book', [['id', 'in', new Set([2, 3])]]), [2, 3])
  await assert.rejects(found(env, 't.book', [['author_id', '=', authors]]), DomainError)
})
