import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { openShop } from '../../../test/support/data-models.ts'
import { onEachBackend } from '../../../test/support/database-backends.ts'
import type { Cursor } from '../../database/cursor.ts'
import { MissingError } from '../../errors/business-errors.ts'
import { DataFileError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { LoadReport } from './data-run.ts'
import { loadDataFile, type LoadOptions } from './load-data-file.ts'
import { removeStaleRecords } from './remove-stale-records.ts'

onEachBackend({}, (backend) => {
  let root: string
  let cr: Cursor
  let env: Environment
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'pergola-data-'))
    ;({ cr, env } = await openShop(backend().server.database('main')))
  })
  afterEach(async () => {
    await cr.close()
    rmSync(root, { recursive: true, force: true })
  })

  const write = (path: string, content: string | Uint8Array): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  const load = (path: string, content: string, options: LoadOptions = {}): Promise<LoadReport> => {
    write(path, content)
    return loadDataFile(env, { name: 'shop', root }, path, options)
  }
  const xml = (content: string, options: LoadOptions = {}): Promise<LoadReport> =>
    load('data/data.xml', `<odoo>${content}</odoo>`, options)
  const rows = async (text: string): Promise<unknown[]> => (await cr.query(text)).rows
  const names = async (): Promise<unknown[]> =>
    (await cr.query<{ name: string }>('select name from shop_book order by id')).rows.map(({ name }) => name)
  const refused = (run: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(run, (error: Error) => {
      assert.ok(error instanceof DataFileError, String(error.stack))
      assert.match(error.message, message)
      return true
    })

  test('CSV makes records with external ids, and references to earlier rows of the same file', async () => {
    const report = await load(
      'data/shop.author.csv',
      'id,name,parent_id/id\nende,Michael Ende,\nson,Son,ende\nson2,Other,shop.son\n',
    )
    assert.deepEqual([report.created, report.updated], [3, 0])
    assert.deepEqual(await rows('select name, parent_id from shop_author order by id'), [
      { name: 'Michael Ende', parent_id: null },
      { name: 'Son', parent_id: 1 },
      { name: 'Other', parent_id: 2 },
    ])
    assert.deepEqual((await env.ref('shop.son')).ids, [2])
    assert.deepEqual(await rows('select module, name, model, res_id, noupdate from ir_model_data where res_id = 2'), [
      { module: 'shop', name: 'son', model: 'shop.author', res_id: 2, noupdate: false },
    ])
  })

  test('a large CSV, every type of field', async () => {
    await load('shop.author.csv', 'id,name\nende,Michael Ende\n')
    await load('shop.tag.csv', 'id,name\na,A\nb,B\n')
    // How tags are linked is not counted: that is for create to do well.
    const query: Cursor['query'] = cr.query.bind(cr)
    let queries = 0
    cr.query = (text, ...given) => {
      if (!text.includes('_rel"')) queries++
      return query(text, ...given)
    }
    const header = 'id,name,author_id/id,tag_ids/id,price,pages,sold,day,state,settings,about/id\n'
    const lines = Array.from(
      { length: 500 },
      (_, index) =>
        `b${index},"Book, ${index}",ende,"a,b",${index / 4},${index},${index % 2 ? 'True' : 'no'},2026-02-28,done,"{""n"": ${index}}",ende`,
    )
    const report = await load('shop.book-large.csv', header + lines.join('\n'))
    assert.equal(report.created, 500)
    assert.ok(queries < 40, `${queries} statements for 500 records`)
    assert.deepEqual(
      await rows('select name, author_id, price, pages, sold, day, state, settings, about from shop_book where id = 2'),
      [
        {
          name: 'Book, 1',
          author_id: 1,
          price: 0.25,
          pages: 1,
          sold: true,
          day: '2026-02-28',
          state: 'done',
          settings: { n: 1 },
          about: 'shop.author,1',
        },
      ],
    )
    const book = await (await env.ref('shop.b3')).load('tag_ids' as never)
    assert.deepEqual((book as unknown as { tag_ids: { ids: number[] } }).tag_ids.ids, [1, 2])
    const again = await load('shop.book-large.csv', header + lines.join('\n'), { mode: 'update' })
    assert.deepEqual([again.created, again.updated], [0, 500])
  })

  test('an empty cell is an empty value, a column that is not there has its default', async () => {
    await load('shop.book.csv', 'id,name,pages\na,A,\n')
    await load('shop.book-2.csv', 'id,name\nb,B\n')
    assert.deepEqual(await rows('select name, pages, active from shop_book order by id'), [
      { name: 'A', pages: null, active: true },
      { name: 'B', pages: 7, active: true },
    ])
  })

  test('a reference by name: to an earlier row too, one that is not there, and an ambiguous one', async () => {
    await load('shop.author.csv', 'id,name,parent_id\na,A,\nb,B,A\n')
    assert.deepEqual(await rows('select parent_id from shop_author order by id'), [
      { parent_id: null },
      { parent_id: 1 },
    ])
    await refused(
      load('shop.book.csv', 'id,name,author_id\nx,X,A\ny,Y,Nobody\n'),
      /shop\/shop\.book\.csv:3: No record of shop\.author is called "Nobody"/,
    )
    await load('shop.tag.csv', 'id,name\nt,T\nt2,T\n')
    const { warnings } = await load('shop.book-2.csv', 'id,name,tag_ids\nz,Z,T\n')
    assert.equal(warnings.length, 1)
    assert.match(warnings[0]!, /Several records of shop\.tag are called "T"/)
  })

  test('what has no external id is made once: an upgrade leaves rows of CSV out, and records that are noupdate', async () => {
    const csv = 'id,name\n,A\nb,B\n'
    const nameless = '<data noupdate="1"><record model="shop.book"><field name="name">C</field></record></data>'
    await load('shop.book.csv', csv)
    await xml(nameless)
    assert.deepEqual(await names(), ['A', 'B', 'C'])
    const { warnings, skipped, updated } = await load('shop.book.csv', csv, { mode: 'update' })
    assert.deepEqual(warnings, ['shop/shop.book.csv:2: 1 rows have no external id: an upgrade leaves them out'])
    assert.deepEqual([skipped, updated], [1, 1])
    assert.equal((await xml(nameless, { mode: 'update' })).skipped, 1)
    assert.deepEqual(await names(), ['A', 'B', 'C'])
  })

  test('what is wrong names file and line, also among many', async () => {
    await refused(
      load('shop.book.csv', 'id,name,price\na,A,1\nb,B,dear\n'),
      /shop\/shop\.book\.csv:3: "dear" is no number \(field price\)/,
    )
    await refused(load('shop.book.csv', 'id,name,sold\na,A,perhaps\n'), /:2: "perhaps" is neither true nor false/)
    await refused(load('shop.book.csv', 'id,nome\na,A\n'), /:2: The model shop\.book has no field "nome"/)
    await refused(load('shop.bok.csv', 'id,name\na,A\n'), /shop\.bok\.csv:2: .*no model "shop\.bok"/)
    await refused(
      load('shop.book.csv', 'id,name,author_id/id\na,A,nobody\n'),
      /:2: External ID not found in the system: shop\.nobody/,
    )
    await refused(load('shop.book.csv', 'id,name,state\na,A,draft\nb,B,lost\nc,C,done\n'), /shop\.book\.csv:3: /)
    await load('shop.tag.csv', 'id,name\nt,T\n')
    await refused(
      load('shop.book.csv', 'id,name,author_id/id\na,A,t\n'),
      /shop\.t is a record of shop\.tag, but shop\.book\.author_id needs one of shop\.author/,
    )
    await cr
      .savepoint(() =>
        refused(load('shop.author.csv', 'id,name\na,A\nb,B\nc,B\nd,D\n'), /shop\.author\.csv:4: /).then(() =>
          Promise.reject(new Error('undo')),
        ),
      )
      .catch((error: Error) => assert.equal(error.message, 'undo'))
  })

  test('XML: texts, references, expressions, searches, markup, files', async () => {
    write('static/cover.bin', new Uint8Array([0, 1, 2]))
    await xml(`
      <record id="ende" model="shop.author"><field name="name">Michael Ende</field></record>
      <record id="a" model="shop.tag"><field name="name">A</field></record>
      <record id="b" model="shop.tag"><field name="name">B</field></record>
      <record id="momo" model="shop.book">
        <field name="name">Momo &amp; co</field>
        <field name="author_id" ref="ende"/>
        <field name="tag_ids" eval="[(6, 0, [ref('a'), ref('b')])]"/>
        <field name="price">12.5</field>
        <field name="pages" eval="3 * 100"/>
        <field name="sold">True</field>
        <field name="day"> 2026-02-28 </field>
        <field name="state">done</field>
        <field name="text" type="html"><p>Hello <b>you</b></p></field>
        <field name="settings" eval="{'a': [1, None]}"/>
        <field name="cover" type="base64" file="static/cover.bin"/>
        <field name="about" ref="ende"/>
      </record>
      <record id="other" model="shop.book">
        <field name="name">Other</field>
        <field name="author_id" search="[('name', 'ilike', 'ende')]"/>
        <field name="tag_ids" search="[('name', '!=', 'A')]"/>
        <field name="pages"/>
      </record>`)
    const [momo, other] = (await cr.query('select * from shop_book order by id')).rows
    assert.deepEqual(
      [
        momo!['name'],
        momo!['author_id'],
        momo!['price'],
        momo!['pages'],
        momo!['sold'],
        momo!['day'],
        momo!['state'],
        momo!['settings'],
        momo!['about'],
      ],
      ['Momo & co', 1, 12.5, 300, true, '2026-02-28', 'done', { a: [1, null] }, 'shop.author,1'],
    )
    assert.equal(momo!['text'], '<p>Hello <b>you</b></p>')
    assert.deepEqual(Buffer.from(momo!['cover'] as Buffer), Buffer.from([0, 1, 2]))
    assert.deepEqual([other!['author_id'], other!['pages']], [1, null])
    const tags = async (id: string): Promise<unknown> =>
      ((await (await env.ref(id)).load('tag_ids' as never)) as unknown as { tag_ids: { ids: number[] } }).tag_ids.ids
    assert.deepEqual([await tags('shop.momo'), await tags('shop.other')], [[1, 2], [2]])
  })

  test('XML: records inside a one2many, commands, and records without external ids', async () => {
    const content = `<record id="ende" model="shop.author">
        <field name="name">Michael Ende</field>
        <field name="book_ids"><record id="momo" model="shop.book"><field name="name">Momo</field></record></field>
      </record>
      <record model="shop.author"><field name="name">Nobody</field><field name="book_ids" eval="[Command.create({'name': 'By command'})]"/></record>`
    const report = await xml(content)
    assert.equal(report.created, 3)
    assert.deepEqual(await rows('select name, author_id from shop_book order by id'), [
      { name: 'Momo', author_id: 1 },
      { name: 'By command', author_id: 2 },
    ])
    assert.deepEqual([...report.loaded].toSorted(), ['shop.ende', 'shop.momo'])
    await refused(
      xml(
        '<record id="x" model="shop.book"><field name="name">X</field><field name="tag_ids"><record model="shop.tag"/></field></record>',
      ),
      /takes no records/,
    )
  })

  test('an upgrade writes what is there, makes what is new, and leaves what is noupdate', async () => {
    const file = (name: string, attributes = ''): string => `
      <record id="a" model="shop.book"><field name="name">${name}</field></record>
      <data noupdate="1"><record id="b" model="shop.book" ${attributes}><field name="name">${name}</field></record></data>`
    await xml(file('one'))
    const report = await xml(file('two'), { mode: 'update' })
    assert.deepEqual([report.created, report.updated, report.skipped], [0, 1, 1])
    assert.deepEqual(await names(), ['two', 'one'])
    // In the file it is not noupdate any more, but the database keeps it so.
    await xml('<record id="b" model="shop.book"><field name="name">three</field></record>', { mode: 'update' })
    assert.deepEqual(await names(), ['two', 'one'])
    // A first load writes both.
    await xml(file('four'))
    assert.deepEqual(await names(), ['four', 'four'])
    // Deleted by a user: made again, unless forcecreate says no.
    await (await env.ref('shop.b')).unlink()
    assert.equal((await xml(file('five', 'forcecreate="0"'), { mode: 'update' })).created, 0)
    assert.equal((await xml(file('five'), { mode: 'update' })).created, 1)
    assert.deepEqual(await names(), ['five', 'five'])
  })

  test('what another addon has is changed, and not made', async () => {
    const others = (attributes = ''): string =>
      `\n<record id="other.a" model="shop.book" ${attributes}><field name="name">X</field></record>`
    await refused(xml(others()), /data\.xml:2: other\.a is a record of another addon/)
    const { created, skipped } = await xml(others('forcecreate="0"'))
    assert.deepEqual([created, skipped, await names()], [0, 1, []])
    const book = await env.records('shop.book').create({ name: 'Y' })
    await env.registry.externalIds.set(env, 'other.a', 'shop.book', book.ids[0] as number)
    assert.equal((await xml(others())).updated, 1)
    assert.deepEqual(await names(), ['X'])
  })

  test('an external id of a record that SQL deleted leads to a new one', async () => {
    await xml('<record id="a" model="shop.book"><field name="name">A</field></record>')
    await cr.query('delete from shop_book')
    await assert.rejects(
      env.ref('shop.a'),
      (error: Error) =>
        error instanceof MissingError && error.message === 'External ID not found in the system: shop.a',
    )
    assert.equal(
      (await xml('<record id="a" model="shop.book"><field name="name">A</field></record>', { mode: 'update' })).created,
      1,
    )
    assert.deepEqual((await env.ref('shop.a')).ids, [2])
  })

  test('one external id twice in a file is one record; for another model it is an error', async () => {
    await xml(
      '<record id="a" model="shop.book"><field name="name">A</field></record><record id="a" model="shop.book"><field name="pages">3</field></record>',
    )
    assert.deepEqual(await rows('select name, pages from shop_book'), [{ name: 'A', pages: 3 }])
    await refused(
      xml('\n<record id="a" model="shop.tag"/>'),
      /data\.xml:2: shop\.a is a record of shop\.book, not of shop\.tag/,
    )
  })

  test('records that a model delegates to have external ids, too', async () => {
    const content =
      '<record id="anna" model="shop.customer"><field name="name">Anna</field><field name="login">anna</field></record>'
    const report = await xml(content)
    assert.deepEqual((await env.ref('shop.anna_shop_author')).definition.name, 'shop.author')
    assert.deepEqual([...report.loaded].toSorted(), ['shop.anna', 'shop.anna_shop_author'])
    const again = await xml(content, { mode: 'update' })
    assert.deepEqual([...again.loaded].toSorted(), ['shop.anna', 'shop.anna_shop_author'])
    assert.deepEqual((await removeStaleRecords(env, 'shop', again.loaded)).deleted, 0)
  })

  test('functions: on records by ids, on none, with named values and values of others; not again where noupdate', async () => {
    const content = `<data noupdate="1">
      <record id="a" model="shop.book"><field name="name">A</field></record>
      <function model="shop.book" name="reprice" eval="[[ref('a')], 10]"><value name="factor" eval="2"/></function>
      <function model="shop.book" name="note"><function model="shop.book" name="reprice"><value eval="[ref('a')]"/><value eval="20"/></function></function>
    </data>`
    await xml(content)
    assert.deepEqual(await rows('select name, price from shop_book order by id'), [
      { name: 'A', price: 20 },
      { name: '1 0', price: null },
    ])
    await xml('<function model="shop.book" name="note"><value>noted</value></function>')
    assert.deepEqual(await names(), ['A', '1 0', 'noted 0'])
    await xml(content, { mode: 'update' })
    assert.deepEqual(await names(), ['A', '1 0', 'noted 0'])
    await xml(
      `<function model="shop.book" name="reprice"><function model="shop.book" name="search" eval="[[['name', '=', 'A']]]"/><value eval="30"/></function>`,
    )
    assert.deepEqual(await rows(`select price from shop_book where name = 'A'`), [{ price: 30 }])
    await xml('<function model="shop.book" name="write" eval="[[1], {\'active\': False}]"/>')
    await xml(
      `<function model="shop.book" name="reprice"><function model="shop.book" name="search"><value eval="[('name', '=', 'A')]"/><value name="context" eval="{'active_test': False}"/></function><value eval="40"/></function>`,
    )
    assert.deepEqual(await rows(`select price from shop_book where name = 'A'`), [{ price: 40 }])
    await refused(
      xml('<function model="shop.book" name="note"><value name="context" eval="1"/></function>'),
      /context is a dict/,
    )
    for (const name of ['nothing', 'constructor', 'toString', '__proto__', 'price', 'hasOwnProperty'])
      await refused(xml(`<function model="shop.book" name="${name}"/>`), /has no method/)
  })

  test('deletions by external id and by a search', async () => {
    await load('shop.book.csv', 'id,name\na,A\nb,B\nc,C\n')
    const report = await xml(
      `<delete model="shop.book" id="a"/><delete model="shop.book" search="[('name', '=', 'B')]"/><delete model="shop.book" id="gone"/>`,
    )
    assert.equal(report.deleted, 2)
    assert.deepEqual(report.warnings, ['shop/data/data.xml:1: There is no record shop.gone of shop.book to delete'])
    assert.deepEqual(await names(), ['C'])
    assert.equal(await env.ref('shop.a', { optional: true }), null)
  })

  test('what the files no longer have is deleted: but not noupdate, not what another id keeps, not what is needed', async () => {
    await load('shop.author.csv', 'id,name,parent_id/id\nroot,Root,\nleaf,Leaf,root\n')
    await load('shop.book.csv', 'id,name\nkept,Kept\ngone,Gone\nshared,Shared\n')
    await xml('<data noupdate="1"><record id="own" model="shop.book"><field name="name">Own</field></record></data>')
    await env.registry.externalIds.set(env, 'other.shared', 'shop.book', 3)
    const { loaded } = await load('shop.book.csv', 'id,name\nkept,Kept\n', { mode: 'update' })
    loaded.add('shop.leaf')
    const { deleted, warnings } = await removeStaleRecords(env, 'shop', loaded)
    assert.equal(deleted, 1)
    assert.equal(warnings.length, 1)
    assert.match(
      warnings[0]!,
      /^shop\.root \(shop\.author, 1\) is no longer in the data files, but cannot be deleted: /,
    )
    assert.deepEqual(await names(), ['Kept', 'Shared', 'Own'])
    assert.equal(await env.ref('shop.shared', { optional: true }), null)
    assert.deepEqual((await env.ref('other.shared')).ids, [3])
    assert.deepEqual((await env.ref('shop.root')).ids, [1])
  })

  test('templates and menus are handed on; nobody to hand them to is an error', async () => {
    const seen: unknown[] = []
    const report = await xml('<data noupdate="1"><template id="page"><p/></template></data>', {
      onTemplate: (element, { xmlId, noupdate, line, addon }) =>
        seen.push([element.tagName, xmlId, noupdate, line, addon]),
    })
    assert.deepEqual(seen, [['template', 'shop.page', true, 1, 'shop']])
    assert.ok(report.loaded.has('shop.page'))
    await refused(xml('<menuitem id="m"/>'), /Nothing here understands <menuitem>/)
  })

  test('SQL files run as they are', async () => {
    await load('data/more.sql', "insert into shop_tag (name) values ('x'); insert into shop_tag (name) values ('y')")
    assert.equal((await env.records('shop.tag').search([])).length, 2)
    await refused(
      cr.savepoint(() => load('data/bad.sql', 'insert into nothing values (1)')),
      /shop\/data\/bad\.sql: /,
    )
  })
})
