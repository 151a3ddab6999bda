import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fillShelf, found, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'
import { AccessError } from '../../errors/business-errors.ts'
import { DomainError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
})
after(() => shelf.close())

type Case = readonly [domain: unknown, ids: number[]]

function table(name: string, model: string, cases: readonly Case[], env: () => Environment = () => shelf.env): void {
  test(name, async () => {
    for (const [domain, ids] of cases) {
      const terms = Array.isArray(domain) && domain.length === 3 && /^[a-z]/.test(String(domain[0])) ? [domain] : domain
      assert.deepEqual(await found(env(), model, terms), ids, JSON.stringify(domain))
    }
  })
}

table('trees of terms', 't.book', [
  [[], [1, 2, 3, 4, 5]],
  [[[1, '=', 1]], [1, 2, 3, 4, 5]],
  [[[0, '=', 1]], []],
  [[true], [1, 2, 3, 4, 5]],
  [[false], []],
  [
    [
      ['id', '>', 1],
      ['id', '<', 4],
    ],
    [2, 3],
  ],
  [
    ['|', ['id', '=', 1], ['id', '=', 4]],
    [1, 4],
  ],
  [['&', ['id', '>', 1], '|', ['id', '=', 1], ['id', '=', 4]], [4]],
  [
    ['!', ['id', '=', 1]],
    [2, 3, 4, 5],
  ],
  [
    ['!', '|', ['id', '=', 1], ['id', '=', 2]],
    [3, 4, 5],
  ],
  [['!', '!', ['id', '=', 1]], [1]],
  [['|', [0, '=', 1], ['id', '=', 1], [1, '=', 1]], [1]],
])

table('char', 't.book', [
  [['title', '=', 'Momo'], [1]],
  [['title', '==', 'Momo'], [1]],
  [['title', '=', false], [4]],
  [['title', '=', null], [4]],
  [
    ['title', '=', true],
    [1, 2, 3, 5],
  ],
  [
    ['title', '!=', false],
    [1, 2, 3, 5],
  ],
  [
    ['title', '!=', 'Momo'],
    [2, 3, 4, 5],
  ],
  [
    ['title', '<>', 'Momo'],
    [2, 3, 4, 5],
  ],
  [
    ['title', 'in', ['Momo', 'Pippi']],
    [1, 3],
  ],
  [
    ['title', 'in', ['Momo', false]],
    [1, 4],
  ],
  [['title', 'in', [null]], [4]],
  [['title', 'in', []], []],
  [['title', 'in', 'Momo'], [1]],
  [['title', '=', ['Momo']], [1]],
  [
    ['title', '!=', ['Momo']],
    [2, 3, 4, 5],
  ],
  [
    ['title', 'not in', ['Momo']],
    [2, 3, 4, 5],
  ],
  [
    ['title', 'not in', ['Momo', false]],
    [2, 3, 5],
  ],
  [
    ['title', 'not in', []],
    [1, 2, 3, 4, 5],
  ],
  [
    ['title', 'not in', [false]],
    [1, 2, 3, 5],
  ],
  [
    ['title', '=?', false],
    [1, 2, 3, 4, 5],
  ],
  [
    ['title', '=?', null],
    [1, 2, 3, 4, 5],
  ],
  [['title', '=?', 'Momo'], [1]],
  [
    ['title', '>', 'P'],
    [2, 3],
  ],
  [['text', '=', ''], [2]],
  [['title', '=', "'; drop table t_book; --"], []],
])

table('like', 't.book', [
  [
    ['title', 'like', 'omo'],
    [1, 2],
  ],
  [['title', 'like', 'momo'], [2]],
  [
    ['title', 'ilike', 'MOMO'],
    [1, 2],
  ],
  [
    ['title', 'not like', 'momo'],
    [1, 3, 4, 5],
  ],
  [
    ['title', 'not ilike', 'momo'],
    [3, 4, 5],
  ],
  [
    ['title', 'ilike', ''],
    [1, 2, 3, 4, 5],
  ],
  [
    ['title', 'ilike', false],
    [1, 2, 3, 4, 5],
  ],
  [['title', 'not ilike', ''], []],
  [['title', '=like', 'M%'], [1]],
  [['title', '=like', 'M_m_'], [1]],
  [
    ['title', '=ilike', 'm%'],
    [1, 2],
  ],
  [
    ['title', 'not =like', 'M%'],
    [2, 3, 4, 5],
  ],
  [
    ['title', 'not =ilike', 'm%'],
    [3, 4, 5],
  ],
  [['title', '=like', ''], [4]],
  [
    ['title', 'like', 'o_o'],
    [1, 2],
  ],
  [['title', 'like', 'M%2'], []],
  [['title', 'ilike', 'M%2'], [2]],
  [['title', 'like', '\\%'], [5]],
  [['title', '=like', '100\\%'], [5]],
  [['text', 'like', 'A\\_b'], [1]],
  [['text', 'like', '\\'], [4]],
  [['text', '=like', 'back\\\\slash'], [4]],
  [
    ['pages', 'like', '0'],
    [1, 2, 3],
  ],
  [['pages', 'like', 10], [2]],
  [['price', '=like', '12.5'], [1]],
  [
    ['day', 'like', '2024-'],
    [1, 2],
  ],
  [['moment', 'like', '2024-03-01 23:59:59'], [3]],
])

table('numbers', 't.book', [
  [['pages', '=', 300], [1]],
  [['pages', '=', '300'], [1]],
  [['pages', '=', 0], [3]],
  [['pages', '=', false], [4]],
  [
    ['pages', '!=', 0],
    [1, 2, 4, 5],
  ],
  [
    ['pages', '!=', false],
    [1, 2, 3, 5],
  ],
  [['pages', '=', 2.5], []],
  [
    ['pages', '!=', 2.5],
    [1, 2, 3, 4, 5],
  ],
  [
    ['pages', '<', 100.5],
    [2, 3, 5],
  ],
  [
    ['pages', '<', 100],
    [3, 5],
  ],
  [
    ['pages', '<=', 100],
    [2, 3, 5],
  ],
  [
    ['pages', '>=', 100],
    [1, 2],
  ],
  [
    ['!', ['pages', '>=', 100]],
    [3, 4, 5],
  ],
  [
    ['pages', 'in', [0, 300, false]],
    [1, 3, 4],
  ],
  [
    ['pages', 'not in', [0, 300]],
    [2, 4, 5],
  ],
  [['rate', '=', 0.1], [1]],
  [
    ['rate', '>', 1],
    [2, 5],
  ],
  [['price', '=', 12.5], [1]],
  [
    ['price', 'in', [7.25, -3.1]],
    [3, 5],
  ],
  [['price', '<', 0], [5]],
  [['price', '=', false], [4]],
])

table('booleans', 't.book', [
  [
    ['sold', '=', true],
    [1, 5],
  ],
  [
    ['sold', '=', false],
    [2, 3, 4],
  ],
  [
    ['sold', '=', null],
    [2, 3, 4],
  ],
  [
    ['sold', '!=', true],
    [2, 3, 4],
  ],
  [
    ['sold', '!=', false],
    [1, 5],
  ],
  [
    ['sold', 'in', [true]],
    [1, 5],
  ],
  [
    ['sold', 'in', [false]],
    [2, 3, 4],
  ],
  [
    ['sold', 'in', [true, false]],
    [1, 2, 3, 4, 5],
  ],
  [['sold', 'in', []], []],
  [
    ['sold', 'not in', [true]],
    [2, 3, 4],
  ],
  [['sold', 'not in', [true, false]], []],
  [
    ['sold', '=', 1],
    [1, 5],
  ],
  [
    ['!', ['sold', '=', true]],
    [2, 3, 4],
  ],
])

table('dates and times', 't.book', [
  [['day', '=', '2024-02-29'], [1]],
  [['day', '=', new Date('2024-02-29')], [1]],
  [['day', '>', '2024-02-29'], [2]],
  [
    ['day', '<=', '2024-02-29 12:00:00'],
    [1, 4],
  ],
  [
    ['day', '=', false],
    [3, 5],
  ],
  [
    ['day', 'in', ['2024-03-01', false]],
    [2, 3, 5],
  ],
  [['moment', '=', '2024-02-29 12:30:00'], [1]],
  [['moment', '=', '2024-02-29T12:30:00Z'], [1]],
  [['moment', '=', '2024-02-29T13:30:00+01:00'], [1]],
  [['moment', '=', '2024-03-01'], [2]],
  [
    ['moment', '<=', '2024-03-01'],
    [1, 2, 3],
  ],
  [['moment', '<', '2024-03-01'], [1]],
  [
    ['moment', '>', '2024-02-29'],
    [2, 3],
  ],
  [['moment', '>', '2024-03-01'], []],
  [
    ['moment', '>=', '2024-03-01'],
    [2, 3],
  ],
  [
    ['moment', '!=', false],
    [1, 2, 3],
  ],
  [
    ['!', ['moment', '<', '2024-03-01']],
    [2, 3, 4, 5],
  ],
])

table('selection, json, binary, reference', 't.book', [
  [
    ['state', '=', 'done'],
    [1, 4],
  ],
  [
    ['state', '!=', 'done'],
    [2, 3, 5],
  ],
  [
    ['state', '=', false],
    [3, 5],
  ],
  [['state', '=', 'unknown'], []],
  [
    ['data', '=', false],
    [2, 3, 5],
  ],
  [
    ['data', '!=', false],
    [1, 4],
  ],
  [
    ['file', '=', false],
    [2, 3, 4, 5],
  ],
  [['file', '!=', null], [1]],
  [['about', '=', 't.author,1'], [1]],
  [
    ['about', '=', false],
    [2, 4, 5],
  ],
  [
    ['about', 'like', 't.author'],
    [1, 3],
  ],
])

table('many2one', 't.book', [
  [['author_id', '=', 1], [1]],
  [
    ['author_id', '!=', 1],
    [2, 3, 4, 5],
  ],
  [['author_id', '=', false], [4]],
  [
    ['author_id', '!=', false],
    [1, 2, 3, 5],
  ],
  [
    ['author_id', '=', true],
    [1, 2, 3, 5],
  ],
  [
    ['author_id', 'in', [1, 2]],
    [1, 2],
  ],
  [
    ['author_id', 'in', [1, false]],
    [1, 4],
  ],
  [['author_id', 'in', []], []],
  [
    ['author_id', 'not in', [1]],
    [2, 3, 4, 5],
  ],
  [
    ['author_id', 'not in', [1, false]],
    [2, 3, 5],
  ],
  [
    ['author_id', 'not in', []],
    [1, 2, 3, 4, 5],
  ],
  [
    ['author_id', '=?', false],
    [1, 2, 3, 4, 5],
  ],
  [['author_id', '=?', 2], [2]],
  [
    ['author_id', '>', 1],
    [2, 3, 5],
  ],
  [['author_id', '=', 'Michael Ende'], [1]],
  [
    ['author_id', '!=', 'Michael Ende'],
    [2, 3, 4, 5],
  ],
  [
    ['author_id', 'ilike', 'EN'],
    [1, 2],
  ],
  [
    ['author_id', 'not ilike', 'en'],
    [3, 4, 5],
  ],
  [
    ['author_id', 'in', ['Michael Ende', 2]],
    [1, 2],
  ],
  [
    ['author_id', 'not in', ['Michael Ende', 2, false]],
    [3, 5],
  ],
  [
    ['author_id', 'ilike', ''],
    [1, 2, 3, 5],
  ],
  [['author_id', 'ilike', 'Old'], [3]],
  [['author_id.name', '=', 'Old One'], [3]],
  [
    ['author_id.name', '!=', 'Old One'],
    [1, 2, 5],
  ],
  [['author_id.name', '=', false], [5]],
  [
    ['author_id.age', '>', 60],
    [1, 2],
  ],
  [['author_id.id', '=', 2], [2]],
  [['author_id.parent_id.name', 'ilike', 'ende'], [2]],
  [
    ['author_id.parent_id', '=', false],
    [1, 5],
  ],
  [
    ['!', ['author_id.name', '=', 'Old One']],
    [1, 2, 4, 5],
  ],
  [
    ['author_id', 'any', [['age', '>', 60]]],
    [1, 2],
  ],
  [
    ['author_id', 'any', []],
    [1, 2, 3, 5],
  ],
  [
    ['author_id', 'not any', [['age', '>', 60]]],
    [3, 4, 5],
  ],
  [['author_id.parent_id', 'any', [['id', '=', 1]]], [2]],
  [['author_id.book_ids.pages', '=', 300], [1]],
])

table('x2many', 't.book', [
  [
    ['tag_ids', '=', 2],
    [1, 2],
  ],
  [
    ['tag_ids', '!=', 2],
    [3, 4, 5],
  ],
  [
    ['tag_ids', 'in', [1, 2]],
    [1, 2],
  ],
  [['tag_ids', 'in', [3]], [3]],
  [['tag_ids', 'in', []], []],
  [
    ['tag_ids', 'not in', [1]],
    [2, 3, 4, 5],
  ],
  [
    ['tag_ids', 'not in', []],
    [1, 2, 3, 4, 5],
  ],
  [
    ['tag_ids', '=', false],
    [3, 4, 5],
  ],
  [
    ['tag_ids', '!=', false],
    [1, 2],
  ],
  [
    ['tag_ids', 'in', [1, false]],
    [1, 3, 4, 5],
  ],
  [['tag_ids', 'not in', [1, false]], [2]],
  [['tag_ids', 'ilike', 'RE'], [1]],
  [
    ['tag_ids', '=', 'blue'],
    [1, 2],
  ],
  [
    ['tag_ids', 'not ilike', 're'],
    [2, 3, 4, 5],
  ],
  [['tag_ids', 'ilike', 'gone'], []],
  [
    ['tag_ids.name', '!=', 'red'],
    [1, 2],
  ],
  [['tag_ids.name', 'not in', ['red', 'blue']], []],
  [['tag_ids.active', '=', false], [3]],
  [
    ['tag_ids', 'any', [['color', '=', 2]]],
    [1, 2],
  ],
  [
    ['tag_ids', 'not any', [['color', '=', 2]]],
    [3, 4, 5],
  ],
  [
    ['line_ids', '=', false],
    [4, 5],
  ],
  [
    ['line_ids', '!=', false],
    [1, 2, 3],
  ],
  [['line_ids', '=', 2], [1]],
  [
    ['line_ids', 'in', [3, 4]],
    [2, 3],
  ],
  [
    ['line_ids', 'not in', [3, 4]],
    [1, 4, 5],
  ],
  [['line_ids', '=', 5], []],
  [
    ['line_ids.name', '=', 'one'],
    [1, 2],
  ],
  [
    ['line_ids.name', '!=', 'one'],
    [1, 3],
  ],
  [['line_ids.name', '=', false], [3]],
  [
    ['!', ['line_ids.name', '=', 'one']],
    [3, 4, 5],
  ],
  [
    [
      'line_ids',
      'any',
      [
        ['name', '=', 'one'],
        ['quantity', '=', 1],
      ],
    ],
    [1],
  ],
  [
    ['line_ids', 'any', ['|', ['quantity', '=', false], ['quantity', '>', 4]]],
    [2, 3],
  ],
  [['line_ids', 'ilike', 'tw'], [1]],
])

table(
  'archived records count where the context says so',
  't.book',
  [
    [
      ['tag_ids', '=', false],
      [4, 5],
    ],
    [['tag_ids', 'ilike', 'gone'], [3]],
    [['tag_ids.color', '=', 3], [3]],
  ],
  () => shelf.env.with({ context: { active_test: false } }),
)

table('trees', 't.author', [
  [
    ['id', 'child_of', 1],
    [1, 2, 3],
  ],
  [
    ['id', 'child_of', [2]],
    [2, 3],
  ],
  [
    ['id', 'child_of', [2, 4]],
    [2, 3, 4],
  ],
  [['id', 'child_of', []], []],
  [['id', 'child_of', false], []],
  [
    ['id', 'child_of', 'Lindgren'],
    [2, 3],
  ],
  [
    ['id', 'parent_of', 3],
    [1, 2, 3],
  ],
  [['id', 'parent_of', [4]], [4]],
  [
    ['parent_id', 'child_of', 2],
    [2, 3],
  ],
  [
    ['parent_id', 'parent_of', 2],
    [1, 2],
  ],
  [
    ['!', ['id', 'child_of', 2]],
    [1, 4],
  ],
])

table('trees of other models', 't.book', [
  [
    ['author_id', 'child_of', 2],
    [2, 3],
  ],
  [
    ['author_id', 'child_of', 'ende'],
    [1, 2, 3],
  ],
  [
    ['author_id', 'parent_of', 3],
    [1, 2, 3],
  ],
  [
    ['!', ['author_id', 'child_of', 2]],
    [1, 4, 5],
  ],
])

table('a tree of x2many', 't.author', [
  [
    ['book_ids.author_id', 'child_of', 2],
    [2, 3],
  ],
])

table('delegated, related and computed fields', 't.book', [
  [['name', '=', 'P1'], [1]],
  [['name', '=', false], [3]],
  [
    ['name', '!=', 'P1'],
    [2, 3, 4, 5],
  ],
  [
    ['weight', '>', 1],
    [1, 3, 5],
  ],
  [['author_name', '=', 'Old One'], [3]],
  [
    ['author_name', '=', false],
    [4, 5],
  ],
  [
    ['author_name', '!=', 'Old One'],
    [1, 2, 4, 5],
  ],
  [
    ['author_name', 'not ilike', 'e'],
    [4, 5],
  ],
  [
    ['author_name', 'in', ['Old One', false]],
    [3, 4, 5],
  ],
  [
    ['author_age', '>', 60],
    [1, 2],
  ],
  [
    ['!', ['author_age', '>', 60]],
    [3, 4, 5],
  ],
  [['long', '=', true], [1]],
  [
    ['long', '=', false],
    [2, 3, 4, 5],
  ],
  [
    ['!', ['long', '=', true]],
    [2, 3, 4, 5],
  ],
  [['display_name', '=', 'P1'], [1]],
  [
    ['display_name', 'not ilike', 'P1'],
    [2, 3, 4, 5],
  ],
])

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
  for (const wrong of [
    'nothing',
    'id; drop table t_book',
    'id desc desc',
    '',
    'line_ids',
    'author_name',
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
