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

test('orders', async () => {
  const ids = (order: string, model = 't.book'): Promise<number[]> => found(shelf.env, model, [], order)
  assert.deepEqual(await ids('id desc'), [5, 4, 3, 2, 1])
  assert.deepEqual(await ids(' ID DESC '.toLowerCase()), [5, 4, 3, 2, 1])
  assert.deepEqual(await ids('pages'), [5, 3, 2, 1, 4])
  assert.deepEqual(await ids('pages desc'), [4, 1, 2, 3, 5])
  assert.deepEqual(await ids('pages desc nulls last'), [1, 2, 3, 5, 4])
  assert.deepEqual(await ids('pages nulls first, id'), [4, 5, 3, 2, 1])
  assert.deepEqual(await ids('sold, id desc'), [4, 3, 2, 5, 1])
  assert.deepEqual(await ids('author_id, id'), [2, 1, 3, 5, 4])
  assert.deepEqual(await ids('author_id desc, id'), [4, 5, 3, 1, 2])
  assert.deepEqual(await ids('author_id.id desc nulls last'), [5, 3, 2, 1, 4])
  assert.deepEqual(await ids('name desc nulls last'), [5, 4, 2, 1, 3])
  assert.deepEqual(await ids('parent_id, id', 't.author'), [3, 2, 1, 4])
  assert.deepEqual(await ids('author_name desc nulls last, id'), [3, 1, 2, 4, 5])
  for (const wrong of [
    'nothing',
    'id; drop table t_book',
    'id desc desc',
    '',
    'line_ids',
    'long',
    'data',
    'id,',
    'id nulls',
    'pages.id',
    'author_id.name',
    '"id"',
    'id--',
    '(select 1)',
    '__proto__',
  ].filter((order) => order !== '')) {
    await assert.rejects(ids(wrong), DomainError, wrong)
  }
})
