import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fillShelf, found, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'
import { AccessError } from '../../errors/business-errors.ts'
import { DomainError } from '../../errors/model-errors.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
})
after(() => shelf.close())

test('what does not fit is a DomainError', async () => {
  const wrong: unknown[] = [
    ['nothing', '=', 1],
    ['title', 'similar to', 'x'],
    ['title', '=', {}],
    ['title', '=', [[1]]],
    ['title', '=', 'a\0b'],
    ['title', 'like', 'a\0b'],
    ['title', '<', null],
    ['title', '<', ['a']],
    ['title', 'child_of', 1],
    ['title', 'any', [['id', '=', 1]]],
    ['title.name', '=', 1],
    ['pages', '=', 'abc'],
    ['pages', '=', 2_147_483_648],
    ['pages', '=', Number.NaN],
    ['pages', 'in', ['1', 'x']],
    ['pages', '>', 1e300],
    ['id', '=', 'abc'],
    ['rate', '=', 'x'],
    ['sold', '=', 'maybe'],
    ['sold', '<', true],
    ['day', '=', '2024-02-30'],
    ['day', '=', 'yesterday'],
    ['day', '=', '0000-01-01'],
    ['moment', '=', '2024-02-01 25:00:00'],
    ['moment', '=', 5],
    ['data', '=', 'x'],
    ['file', 'like', 'x'],
    ['author_id', '=', 1.5],
    ['author_id', '=', 2 ** 31],
    ['author_id', 'any', 'x'],
    ['author_id', 'any', [['nothing', '=', 1]]],
    ['author_id', 'child_of', true],
    ['author_id', 'child_of', Array.from({ length: 101 }, () => 'x')],
    ['tag_ids', '<', 1],
    ['tag_ids', 'child_of', 1],
    ['unsearchable', '=', 'x'],
    ['circle', '=', 'x'],
    ['id"; drop table t_book; --', '=', 1],
    ['__proto__', '=', 1],
    ['constructor', '=', 1],
    ['title', '__proto__', 1],
    ['author_id..name', '=', 1],
    [1, '=', 2],
  ]
  for (const term of wrong) {
    await assert.rejects(found(shelf.env, 't.book', [term]), DomainError, JSON.stringify(term))
  }
  for (const domain of [null, 'x', {}, ['&'], ['|', ['id', '=', 1]], [['id', '=']], ['id', '=', 1], [[]], ['!']]) {
    await assert.rejects(found(shelf.env, 't.book', domain), DomainError, JSON.stringify(domain))
  }
})

test('an error shows the term, and the field', async () => {
  await assert.rejects(found(shelf.env, 't.book', [['pages', '=', 'abc']]), {
    message:
      'The condition ["pages","=","abc"] does not fit the field t.book.pages: it needs a whole number that fits.',
  })
  await assert.rejects(found(shelf.env, 't.book', [['author_id.nam', '=', 1]]), {
    message: 'The model t.author has no field "nam": ["nam","=",1].',
  })
})

test('domains are bounded', async () => {
  const many = Array.from({ length: 2001 }, () => ['id', '=', 1])
  await assert.rejects(found(shelf.env, 't.book', many), DomainError)
  const alternating = Array.from({ length: 120 }, (_, index) => (index % 2 ? '|' : '&')).flatMap((word) => [
    word,
    ['id', '=', 1],
  ])
  await assert.rejects(found(shelf.env, 't.book', [...alternating, ['id', '=', 1]]), DomainError)
  let nested: unknown = []
  for (let index = 0; index < 70; index++) nested = [[index % 2 ? 'author_id' : 'book_ids', 'any', nested]]
  await assert.rejects(found(shelf.env, 't.book', nested), DomainError)
  await assert.rejects(
    found(shelf.env, 't.book', [['id', 'in', Array.from({ length: 100_001 }, (_, index) => index)]]),
    DomainError,
  )
  const wide = [...Array.from({ length: 999 }, () => '|'), ...Array.from({ length: 1000 }, (_, id) => ['id', '=', id])]
  assert.deepEqual(await found(shelf.env, 't.book', wide), [1, 2, 3, 4, 5])
})

test('without rights, no other model and no field of a group can be asked', async () => {
  const nobody = shelf.env.with({ uid: null })
  assert.deepEqual(await found(nobody, 't.book', [['title', '=', 'Momo']]), [1])
  assert.deepEqual(await found(nobody, 't.book', [['author_id', '=', 1]]), [1])
  for (const term of [
    ['author_id.name', '=', 'x'],
    ['author_id', 'ilike', 'x'],
    ['author_id', 'any', []],
    ['tag_ids', 'any', []],
    ['author_id', 'child_of', 'x'],
    ['author_id', 'child_of', 1],
  ]) {
    await assert.rejects(found(nobody, 't.book', [term]), AccessError, JSON.stringify(term))
  }
  await assert.rejects(found(nobody, 't.author', [['secret', '=', 'x']]), AccessError)
  await assert.rejects(found(nobody, 't.author', [['id', '>', 0]], 'secret'), AccessError)
  // What a delegation shows is part of the model itself.
  assert.deepEqual(await found(nobody, 't.book', [['name', '=', 'P1']]), [1])
})
