import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEachBackend } from '../../../test/support/database-backends.ts'
import { sampleModel } from '../../../test/support/model-definitions.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { readCatalogue } from './catalogue.ts'
import { dropSchema } from './drop-schema.ts'
import { syncSchema } from './sync-schema.ts'

const char = (given: Partial<FieldDefinition> = {}): Partial<FieldDefinition> => ({ type: 'char', ...given })
const toBook: Partial<FieldDefinition> = { type: 'many2one', comodel: 'shop.book' }
const toTags: Partial<FieldDefinition> = {
  type: 'many2many',
  comodel: 'shop.tag',
  relation: { table: 'book_tag_rel', column: 'book_id', otherColumn: 'tag_id' },
}

onEachBackend({}, (backend) => {
  test('what only an uninstalled addon declared is dropped, with what hangs on it', async () => {
    await using cr = backend().server.database('main').cursor()
    const tag = sampleModel('shop.tag', { book_id: toBook })
    const full = sampleModel(
      'shop.book',
      {
        name: char({ index: true }),
        discount: { type: 'float', index: true },
        tag_ids: toTags,
      },
      { sql: { named: 'check (length(name) > 0)', cheap: 'check (discount < 1)' } },
    )
    const left = sampleModel('shop.book', { name: char() }, { sql: { named: 'check (length(name) > 0)' } })
    await syncSchema(cr, [full, tag])
    await cr.query(`insert into shop_book (name, discount) values ('Momo', 0.1)`)
    await dropSchema(cr, [full, tag], [left])
    const { columns, constraints, indexes } = (await readCatalogue(cr, ['shop_book'])).tables.get('shop_book')!
    assert.deepEqual([...columns.keys()], ['id', 'name'])
    assert.deepEqual([...constraints.keys()].filter((name) => !name.endsWith('not_null')).toSorted(), [
      'shop_book_named',
      'shop_book_pkey',
    ])
    assert.deepEqual([...indexes.keys()], ['shop_book_pkey'])
    assert.equal((await readCatalogue(cr, ['shop_tag', 'book_tag_rel'])).tables.size, 0)
    assert.deepEqual((await cr.query('select name from shop_book')).rows, [{ name: 'Momo' }])
    assert.deepEqual((await syncSchema(cr, [left])).statements, [])
    assert.deepEqual(await dropSchema(cr, [full, tag], [left]), [])
  })

  test('a choice that only an uninstalled addon declared is taken from the records', async () => {
    await using cr = backend().server.database('main').cursor()
    const orders = (selection: Array<[string, string]>): ModelDefinition =>
      sampleModel('shop.order', {
        state: { type: 'selection', selection },
        kind: { type: 'selection', selection, required: true, default: 'new' },
        way: { type: 'selection', selection, required: true },
      })
    const own: Array<[string, string]> = [
      ['new', 'New'],
      ['done', 'Done'],
    ]
    const full = orders([...own, ["it's", 'Sent']])
    await syncSchema(cr, [full])
    for (const value of ["it's", 'done']) {
      await cr.query('insert into shop_order (state, kind, way) values ($1, $1, $1)', [value])
    }
    const statements = await dropSchema(cr, [full], [orders(own)])
    assert.equal(statements.length, 2)
    const { rows } = await cr.query('select state, kind, way from shop_order order by id')
    assert.deepEqual(rows, [
      { state: null, kind: 'new', way: "it's" },
      { state: 'done', kind: 'done', way: 'done' },
    ])
  })
})
