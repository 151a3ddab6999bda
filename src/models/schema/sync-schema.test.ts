import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { onEachBackend } from '../../../test/support/database-backends.ts'
import { sampleModel } from '../../../test/support/model-definitions.ts'
import type { Cursor } from '../../database/cursor.ts'
import type { FieldDefinition } from '../field-definition.ts'
import type { ModelDefinition } from '../model-definition.ts'
import { readCatalogue } from './catalogue.ts'
import { syncSchema } from './sync-schema.ts'

const char = (given: Partial<FieldDefinition> = {}): Partial<FieldDefinition> => ({ type: 'char', ...given })
const many2one = (comodel: string, given: Partial<FieldDefinition> = {}): Partial<FieldDefinition> => ({
  type: 'many2one',
  comodel,
  ...given,
})
const tags = (table: string, column: string, otherColumn: string, comodel: string): Partial<FieldDefinition> => ({
  type: 'many2many',
  comodel,
  relation: { table, column, otherColumn },
})

onEachBackend({}, (backend) => {
  let cr: Cursor
  // Every test's work is undone at its end: all of it is transactional.
  beforeEach(() => {
    cr = backend().server.database('main').cursor()
  })
  afterEach(() => cr.close())

  const book = (
    fields: Record<string, Partial<FieldDefinition>>,
    given: Parameters<typeof sampleModel>[2] = {},
  ): ModelDefinition => sampleModel('shop.book', fields, given)
  const state = async (table = 'shop_book') => (await readCatalogue(cr, [table])).tables.get(table)!
  const again = async (...definitions: ModelDefinition[]): Promise<void> => {
    const { statements, warnings } = await syncSchema(cr, definitions)
    assert.deepEqual({ statements, warnings }, { statements: [], warnings: [] })
  }
  const refused = (statement: string): Promise<string> =>
    cr
      .savepoint(() => cr.query(statement))
      .then(
        () => 'done',
        (error: { code: string }) => error.code,
      )

  test('a table is made with its columns, comments and what is required; a second run does nothing', async () => {
    const definition = book(
      {
        name: char({ required: true, label: { en_US: "Book's name", de_DE: 'Name' } }),
        price: { type: 'monetary' },
        pages: { type: 'integer', label: String.raw`back\slash` },
        display: { type: 'float', store: false },
        lines: { type: 'one2many', comodel: 'shop.book', inverseName: 'x' },
        total: { type: 'float', compute: 'computeTotal', required: true },
      },
      { description: 'Book' },
    )
    const report = await syncSchema(cr, [definition])
    assert.deepEqual(report.tables, ['shop_book'])
    assert.deepEqual(report.warnings, [])
    const { columns, comment } = await state()
    assert.equal(comment, 'Book')
    assert.deepEqual(
      [...columns].map(([name, { type, notNull }]) => [name, type, notNull]),
      [
        ['id', 'integer', true],
        ['name', 'character varying', true],
        ['price', 'numeric', false],
        ['pages', 'integer', false],
        ['total', 'double precision', false],
      ],
    )
    assert.equal(columns.get('name')!.comment, "Book's name")
    assert.equal(columns.get('pages')!.comment, String.raw`back\slash`)
    const { rows } = await cr.query(`insert into shop_book (name) values ('Momo'), ('Emma') returning id`)
    assert.deepEqual(rows, [{ id: 1 }, { id: 2 }])
    await again(definition)
  })

  test('no table for abstract models and those with tables of their own; one for transient ones', async () => {
    const definitions = [
      sampleModel('mixin', { name: char() }, { abstract: true }),
      sampleModel('report', { name: char() }, { auto: false }),
      sampleModel('wizard', { name: char() }, { transient: true }),
    ]
    assert.deepEqual((await syncSchema(cr, definitions)).tables, ['wizard'])
  })

  test('a new column is filled with a plain default; a function is left to whoever has an environment', async () => {
    await syncSchema(cr, [book({ name: char() })])
    await cr.query(`insert into shop_book (name) values ('Momo')`)
    const next = book({
      name: char(),
      state: char({ default: 'new', required: true }),
      active: { type: 'boolean', default: true },
      code: char({ default: () => 'x' }),
      zero: { type: 'integer', default: 0 },
    })
    const report = await syncSchema(cr, [next])
    assert.deepEqual(report.warnings, [])
    assert.deepEqual(
      report.columns.map(({ field }) => field),
      ['state', 'active', 'code', 'zero'],
    )
    const { rows } = await cr.query('select name, state, active, code, zero from shop_book')
    assert.deepEqual(rows, [{ name: 'Momo', state: 'new', active: true, code: null, zero: 0 }])
    assert.equal((await state()).columns.get('state')!.notNull, true)
    await again(next)
  })

  test('a required column with empty values is reported and required later, when they are filled', async () => {
    await syncSchema(cr, [book({ name: char(), isbn: char() })])
    await cr.query(`insert into shop_book (name) values ('Momo')`)
    const next = book({ name: char({ required: true }), isbn: char({ required: true }) })
    const report = await syncSchema(cr, [next])
    assert.deepEqual(report.unfilled, [{ model: 'shop.book', field: 'isbn' }])
    assert.equal(report.warnings.length, 1)
    assert.match(
      report.warnings[0]!,
      /^Field shop\.book\.isbn is required, but column shop_book\.isbn has empty values; fill them/,
    )
    assert.deepEqual(
      [...(await state()).columns.values()].map(({ notNull }) => notNull),
      [true, true, false],
    )
    await cr.query(`update shop_book set isbn = '1'`)
    assert.deepEqual((await syncSchema(cr, [next])).unfilled, [])
    await again(next)
  })

  test('what is no longer required, or no longer a field, is no longer required by the database, and keeps its values', async () => {
    await syncSchema(cr, [book({ name: char({ required: true }), isbn: char({ required: true }) })])
    await cr.query(`insert into shop_book (name, isbn) values ('Momo', '1')`)
    const next = book({ name: char() })
    await syncSchema(cr, [next])
    await cr.query('insert into shop_book default values')
    assert.deepEqual((await cr.query('select isbn from shop_book order by id')).rows, [{ isbn: '1' }, { isbn: null }])
    await again(next)
  })

  test('types are widened, and changed where no value is lost', async () => {
    const before = book({
      code: char({ columnType: 'varchar(5)' }),
      title: char(),
      pages: { type: 'integer' },
      price: { type: 'float' },
      rank: { type: 'float' },
      day: { type: 'date' },
      long: char(),
      short: char({ columnType: 'varchar(8)' }),
    })
    await syncSchema(cr, [before])
    await cr.query(
      `insert into shop_book (code, title, pages, price, rank, day, long, short) values ('12345', 'Momo', 7, 1.25, 3, '2026-02-28', 'many letters', 'few')`,
    )
    const after = book({
      code: char({ columnType: 'varchar(20)' }),
      title: { type: 'text' },
      pages: { type: 'float' },
      price: { type: 'monetary' },
      rank: { type: 'integer' },
      day: { type: 'datetime' },
      long: char({ columnType: 'varchar(20)' }),
      short: char({ columnType: 'varchar(4)' }),
    })
    const { warnings } = await syncSchema(cr, [after])
    assert.deepEqual(warnings, [])
    const { rows } = await cr.query('select code, title, pages, price, rank, day, long, short from shop_book')
    assert.deepEqual(rows, [
      {
        code: '12345',
        title: 'Momo',
        pages: 7,
        price: '1.25',
        rank: 3,
        day: new Date('2026-02-28T00:00:00Z'),
        long: 'many letters',
        short: 'few',
      },
    ])
    await again(after)
  })

  test('a change of type that would lose values is a warning, and nothing is lost', async () => {
    await syncSchema(cr, [book({ name: char(), price: { type: 'float' }, day: { type: 'datetime' }, isbn: char() })])
    await cr.query(`insert into shop_book values (1, 'Childhood''s End', 1.5, '2026-02-28 10:00', 'abc')`)
    const next = book({
      name: char({ columnType: 'varchar(4)' }),
      price: { type: 'integer' },
      day: { type: 'date' },
      isbn: { type: 'integer' },
    })
    const { warnings } = await syncSchema(cr, [next])
    assert.equal(warnings.length, 4)
    for (const warning of warnings) assert.match(warning, /write a migration script/)
    const { rows } = await cr.query('select * from shop_book')
    assert.deepEqual(rows, [
      { id: 1, name: "Childhood's End", price: 1.5, day: new Date('2026-02-28T10:00:00Z'), isbn: 'abc' },
    ])
  })

  test('a value beyond the range of the other type is a warning too', async () => {
    await syncSchema(cr, [book({ price: { type: 'float' } })])
    await cr.query('insert into shop_book (price) values (1e30)')
    const { warnings } = await syncSchema(cr, [book({ price: { type: 'integer' } })])
    assert.equal(warnings.length, 1)
    assert.deepEqual((await cr.query('select price from shop_book')).rows, [{ price: 1e30 }])
  })

  test('indexes: plain, without empty values, trigram only with its extension; a changed one is made anew', async () => {
    const first = book({
      name: char({ index: true }),
      isbn: char({ index: 'btree_not_null' }),
      text: char({ index: 'trigram' }),
    })
    await syncSchema(cr, [first])
    const { indexes } = await state()
    assert.deepEqual(indexes.get('shop_book__name_index'), { method: 'btree', partial: false })
    assert.deepEqual(indexes.get('shop_book__isbn_index'), { method: 'btree', partial: true })
    assert.equal(indexes.has('shop_book__text_index'), false)
    await again(first)
    const next = book({ name: char({ index: 'btree_not_null' }), isbn: char(), text: char() })
    await syncSchema(cr, [next])
    assert.equal((await state()).indexes.get('shop_book__name_index')!.partial, true)
    assert.equal((await state()).indexes.has('shop_book__isbn_index'), true)
    await again(next)
  })

  test('long names are cut by a hash, the same each time', async () => {
    const name = 'a_field_whose_name_is_nearly_as_long_as_postgresql_would_keep'
    const definition = book({
      [name]: many2one('shop.book', { index: true }),
      [`${name}2`]: many2one('shop.book', { index: true }),
    })
    await syncSchema(cr, [definition])
    const { indexes } = await state()
    assert.equal([...indexes.keys()].filter((index) => index.length === 63).length, 2)
    await again(definition)
  })

  test('foreign keys: what becomes of a record whose target is deleted', async () => {
    const author = sampleModel('shop.author', { name: char() })
    const definition = book({
      kept: many2one('shop.author'),
      bound: many2one('shop.author', { ondelete: 'restrict' }),
      owner: many2one('shop.author', { ondelete: 'cascade' }),
    })
    // The target's table comes later: keys are made when all tables are there.
    await syncSchema(cr, [definition, author])
    await cr.query(`insert into shop_author values (1), (2), (3)`)
    await cr.query(`insert into shop_book values (1, 1, null, null), (2, null, 2, null), (3, null, null, 3)`)
    await cr.query('delete from shop_author where id in (1, 3)')
    assert.match(await refused('delete from shop_author where id = 2'), /^(23001|23503)$/)
    const { rows } = await cr.query('select id, kept, bound from shop_book order by id')
    assert.deepEqual(rows, [
      { id: 1, kept: null, bound: null },
      { id: 2, kept: null, bound: 2 },
    ])
    assert.equal(await refused('insert into shop_book (id, kept) values (9, 99)'), '23503')
    await again(definition, author)
  })

  test('a foreign key follows its declaration: another rule, another target, none', async () => {
    const [author, writer] = [sampleModel('shop.author', {}), sampleModel('shop.writer', {})]
    await syncSchema(cr, [author, writer, book({ author_id: many2one('shop.author') })])
    const keys = async (): Promise<unknown[]> =>
      [...(await state()).constraints.values()]
        .filter(({ type }) => type === 'f')
        .map(({ target, ondelete }) => [target, ondelete])
    assert.deepEqual(await keys(), [['shop_author', 'set null']])
    await syncSchema(cr, [author, writer, book({ author_id: many2one('shop.author', { ondelete: 'cascade' }) })])
    assert.deepEqual(await keys(), [['shop_author', 'cascade']])
    await syncSchema(cr, [author, writer, book({ author_id: many2one('shop.writer') })])
    assert.deepEqual(await keys(), [['shop_writer', 'set null']])
    await syncSchema(cr, [author, writer, book({ author_id: { type: 'integer' } })])
    assert.deepEqual(await keys(), [])
  })

  test('no foreign key to abstract and transient models, except between transient ones', async () => {
    const definitions = [
      sampleModel('mixin', {}, { abstract: true }),
      sampleModel('wizard', { line: many2one('wizard.line') }, { transient: true }),
      sampleModel('wizard.line', {}, { transient: true }),
      book({ mixin_id: many2one('mixin'), wizard_id: many2one('wizard') }),
    ]
    assert.deepEqual((await syncSchema(cr, definitions)).warnings, [])
    assert.deepEqual(
      [...(await state()).constraints.values()].map(({ type }) => type).filter((type) => type === 'f'),
      [],
    )
    assert.deepEqual([...(await state('wizard')).constraints.values()].filter(({ type }) => type === 'f').length, 1)
    await again(...definitions)
  })

  test('a foreign key that the data breaks, or whose model is not there, is a warning', async () => {
    const author = sampleModel('shop.author', {})
    await syncSchema(cr, [author, book({ author_id: { type: 'integer' }, owner_id: { type: 'integer' } })])
    await cr.query('insert into shop_book (author_id) values (99)')
    const next = book({
      author_id: many2one('shop.author'),
      owner_id: many2one('shop.author'),
      x_id: many2one('no.model'),
    })
    const { warnings } = await syncSchema(cr, [author, next])
    assert.equal(warnings.length, 2)
    assert.match(warnings[0]!, /shop\.book\.x_id refers to no\.model, which is no model here/)
    assert.match(warnings[1]!, /foreign key of shop\.book\.author_id cannot be made.*migration script/)
    assert.deepEqual([...(await state()).constraints.keys()].includes('shop_book_owner_id_fkey'), true)
  })

  test('constraints: kept, changed, removed; those of others stay', async () => {
    const fields = { isbn: char(), price: { type: 'integer' as const } }
    const first = book(fields, { sql: { isbn_uniq: 'unique (isbn)', price_positive: 'check (price >= 0)' } })
    await syncSchema(cr, [first])
    await cr.query(`alter table shop_book add constraint by_hand check (price < 1000)`)
    await cr.query(`insert into shop_book (isbn, price) values ('1', 5)`)
    assert.equal(await refused(`insert into shop_book (isbn) values ('1')`), '23505')
    assert.equal(await refused(`insert into shop_book (price) values (-1)`), '23514')
    await again(first)
    const next = book(fields, { sql: { price_positive: 'check (price >= 3)' } })
    await syncSchema(cr, [next])
    assert.equal(await refused(`insert into shop_book (isbn, price) values ('1', 4)`), 'done')
    assert.equal(await refused(`insert into shop_book (price) values (2)`), '23514')
    assert.equal(await refused(`insert into shop_book (price) values (2000)`), '23514')
    await again(next)
  })

  test('a constraint that the data breaks is a warning; the others are made', async () => {
    await syncSchema(cr, [book({ isbn: char(), price: { type: 'integer' } })])
    await cr.query(`insert into shop_book (isbn) values ('1'), ('1')`)
    const next = book(
      { isbn: char(), price: { type: 'integer' } },
      { sql: { isbn_uniq: 'unique (isbn)', positive: 'check (price > 0)', odd: 'check (nothing > 0)' } },
    )
    const warned: string[] = []
    const { warnings } = await syncSchema(cr, [next], {
      log: { warn: (_details, text) => warned.push(text), error: () => {} },
    })
    assert.deepEqual(warned, warnings)
    assert.equal(warnings.length, 2)
    assert.match(warnings[0]!, /^Constraint shop_book_isbn_uniq \(unique \(isbn\)\) of shop\.book cannot be made: /)
    assert.match(warnings[1]!, /shop_book_odd/)
    assert.equal((await state()).constraints.has('shop_book_positive'), true)
    await cr.query('delete from shop_book')
    assert.equal((await syncSchema(cr, [next])).warnings.length, 1)
  })

  test('many2many: one table for both sides, each pair once, gone with either', async () => {
    const tag = sampleModel('shop.tag', { book_ids: tags('book_tag_rel', 'tag_id', 'book_id', 'shop.book') })
    const definition = book({ tag_ids: tags('book_tag_rel', 'book_id', 'tag_id', 'shop.tag') })
    assert.deepEqual((await syncSchema(cr, [definition, tag])).tables, ['shop_book', 'shop_tag', 'book_tag_rel'])
    await cr.query('insert into shop_book values (1), (2); insert into shop_tag values (1), (2)')
    await cr.query('insert into book_tag_rel (book_id, tag_id) values (1, 1), (1, 2), (2, 1)')
    assert.equal(await refused('insert into book_tag_rel values (1, 1)'), '23505')
    assert.equal(await refused('insert into book_tag_rel values (1, 3)'), '23503')
    await cr.query('delete from shop_book where id = 1; delete from shop_tag where id = 1')
    assert.deepEqual((await cr.query('select * from book_tag_rel')).rows, [])
    await again(definition, tag)
  })

  test('a many2many through the table of a model is left to that model', async () => {
    const link = sampleModel(
      'book.tag',
      { book_id: many2one('shop.book'), tag_id: many2one('shop.tag') },
      { table: 'book_tag_rel' },
    )
    const definition = book({ tag_ids: tags('book_tag_rel', 'book_id', 'tag_id', 'shop.tag') })
    const all = [definition, sampleModel('shop.tag', {}), link]
    await syncSchema(cr, all)
    assert.equal((await state('book_tag_rel')).columns.has('id'), true)
    await again(...all)
  })

  test('of many models only those that changed are looked at, with their relations among all', async () => {
    const [author, other] = [sampleModel('shop.author', {}), sampleModel('shop.other', {})]
    await syncSchema(cr, [author])
    const report = await syncSchema(cr, [author, other, book({ author_id: many2one('shop.author') })], {
      changedOnly: new Set(['shop.book']),
    })
    assert.deepEqual(report.tables, ['shop_book'])
    assert.equal((await state()).constraints.has('shop_book_author_id_fkey'), true)
  })

  test('names that are words of SQL are quoted, and names that are no names are refused', async () => {
    const definition = sampleModel('order', { group: char({ required: true }), user: many2one('order') })
    await syncSchema(cr, [definition])
    await cr.query('insert into "order" ("group") values (1)')
    await again(definition)
    await assert.rejects(syncSchema(cr, [book({ 'x" int); drop table "order"; --': char() })]), /is no name for SQL/)
  })

  test('a view in the place of a table is left as it is', async () => {
    await cr.query('create view shop_book as select 1 as id')
    const { warnings } = await syncSchema(cr, [book({ name: char() })])
    assert.equal(warnings.length, 1)
    assert.match(warnings[0]!, /^shop_book of model shop\.book is no table/)
  })
})
