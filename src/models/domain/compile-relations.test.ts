import { after, before } from 'node:test'
import { domainTable, fillShelf, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
})
after(() => shelf.close())

domainTable(
  'many2one',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'x2many',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
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

domainTable(
  'trees',
  't.author',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'trees of other models',
  't.book',
  [
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
  ],
  () => shelf.env,
)

domainTable(
  'a tree of x2many',
  't.author',
  [
    [
      ['book_ids.author_id', 'child_of', 2],
      [2, 3],
    ],
  ],
  () => shelf.env,
)

domainTable(
  'delegated, related and computed fields',
  't.book',
  [
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
  ],
  () => shelf.env,
)
