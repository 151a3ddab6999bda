import { after, before } from 'node:test'
import { domainTable, fillShelf, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
})
after(() => shelf.close())

domainTable(
  'selection, json, binary, reference',
  't.book',
  [
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
  ],
  () => shelf.env,
)
