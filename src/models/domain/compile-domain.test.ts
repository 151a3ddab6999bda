import { after, before } from 'node:test'
import { domainTable, fillShelf, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
})
after(() => shelf.close())

domainTable(
  'trees of terms',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'char',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'like',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'numbers',
  't.book',
  [
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
    [['price', '=', 12.1 + 0.4000001], [1]],
    [
      ['price', 'in', [7.25, -3.1]],
      [3, 5],
    ],
    [['price', '<', 0], [5]],
    [['price', '=', false], [4]],
  ],
  () => shelf.env,
)

domainTable(
  'booleans',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'dates and times',
  't.book',
  [
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
  ],
  () => shelf.env,
)
