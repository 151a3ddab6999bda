import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { openShop } from '../../../test/support/data-models.ts'
import { onEachBackend } from '../../../test/support/database-backends.ts'
import type { Cursor } from '../../database/cursor.ts'
import { DataFileError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import type { LoadReport } from './data-run.ts'
import { loadDataFile } from './load-data-file.ts'
import { removeStaleRecords } from './remove-stale-records.ts'

onEachBackend({}, (backend) => {
  let root: string
  let cr: Cursor
  let env: Environment
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'pergola-values-'))
    ;({ cr, env } = await openShop(backend().server.database('main')))
  })
  afterEach(async () => {
    await cr.close()
    rmSync(root, { recursive: true, force: true })
  })

  const write = (path: string, content: string): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  const load = (path: string, content: string): Promise<LoadReport> => {
    write(path, content)
    return loadDataFile(env, { name: 'shop', root }, path)
  }
  const xml = (content: string): Promise<LoadReport> => load('data/data.xml', `<odoo>${content}</odoo>`)
  const rows = async (text: string): Promise<unknown[]> => (await cr.query(text)).rows
  const refused = (run: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(run, (error: Error) => {
      assert.ok(error instanceof DataFileError, String(error.stack))
      assert.match(error.message, message)
      return true
    })

  test('a reference may be searched for, and a file is named with or without its addon; one that is not there, with the line', async () => {
    write('static/a.txt', 'from a file')
    const book = (field: string) => `<record id="momo" model="shop.book"><field name="name">M</field>${field}</record>`
    await xml(`<record id="ende" model="shop.author"><field name="name">Ende</field></record>
      ${book(`<field name="about" model="shop.author" search="[('name', '=', 'Ende')]"/><field name="text" file="shop/static/a.txt"/>`)}`)
    assert.deepEqual(await rows('select about, text from shop_book'), [{ about: 'shop.author,1', text: 'from a file' }])
    await xml(book(`<field name="about" model="shop.author" search="[('name', '=', 'Nobody')]"/>`))
    assert.deepEqual(await rows('select about from shop_book'), [{ about: null }])
    await refused(
      xml(`\n\n${book('<field name="text" file="static/b.txt"/>')}`),
      /^shop\/data\/data\.xml:3: There is no such file: static\/b\.txt$/,
    )
  })

  test('a record that goes takes with it what it delegates to, and what only it needed', async () => {
    const { loaded } = await xml(`
      <record id="anna" model="shop.customer"><field name="name">Anna</field></record>
      <record id="son" model="shop.author"><field name="name">Son</field></record>
      <record id="root" model="shop.author"><field name="name">Root</field></record>
      <record id="son" model="shop.author"><field name="parent_id" ref="root"/></record>`)
    assert.equal(loaded.size, 4)
    const { deleted, warnings } = await removeStaleRecords(env, 'shop', new Set())
    // The customer goes with its author.
    assert.deepEqual([deleted, warnings], [3, []])
    assert.deepEqual(await rows('select name from shop_author'), [])
    assert.deepEqual(await rows('select name from ir_model_data'), [])
  })

  test('what refers to something that is not there is an error, or left out by forcecreate', async () => {
    const book = (attributes: string) =>
      xml(
        `<record id="a" model="shop.book" ${attributes}><field name="name">A</field><field name="author_id" ref="gone"/></record>`,
      )
    await refused(book(''), /data\.xml:1: External ID not found in the system: shop\.gone$/)
    const { skipped, warnings } = await book('forcecreate="0"')
    assert.deepEqual(
      [skipped, warnings],
      [1, ['shop/data/data.xml:1: shop.a is left out: author_id refers to shop.gone, which is not there']],
    )
    assert.deepEqual(await rows('select 1 from shop_book'), [])
  })

  test('CSV: rows that have values of a one2many only go on with the record before', async () => {
    const content =
      'id,name,book_ids/id,book_ids/name,book_ids/pages,book_ids/tag_ids/id\n' +
      'ende,Ende,momo,Momo,300,t\n,,jim,Jim Knopf,,\nnobody,Nobody,,,,\nlem,Lem,,Solaris,200,\n'
    await load('data/shop.tag.csv', 'id,name\nt,T\n')
    const { created, loaded } = await load('data/shop.author.csv', content)
    const books = () =>
      rows(
        'select b.name, b.pages, a.name as author from shop_book b join shop_author a on a.id = b.author_id order by b.id',
      )
    const expected = [
      { name: 'Momo', pages: 300, author: 'Ende' },
      { name: 'Jim Knopf', pages: null, author: 'Ende' },
      { name: 'Solaris', pages: 200, author: 'Lem' },
    ]
    assert.equal(created, 6)
    assert.deepEqual(await books(), expected)
    assert.deepEqual([...loaded].toSorted(), ['shop.ende', 'shop.jim', 'shop.lem', 'shop.momo', 'shop.nobody'])
    // Those without an external id are not made again.
    await loadDataFile(env, { name: 'shop', root }, 'data/shop.author.csv', { mode: 'update' })
    assert.deepEqual(await books(), expected)
    await refused(
      load('data/shop.author.csv', 'id,name,book_ids/name\nx,X,B\n,,"B\n'),
      /shop\.author\.csv:3: The CSV is broken/,
    )
    await refused(load('data/shop.book.csv', 'id,name,tag_ids/name\nx,X,T\n'), /book\.csv:2: .*takes no records/)
    await refused(load('data/shop.author.csv', 'id,name,book_ids/a/b\nx,X,T\n'), /author\.csv:1: Column book_ids\/a\/b/)
    await refused(load('data/shop.author.csv', 'id,book_ids,book_ids/name\nx,,T\n'), /Column book_ids is there twice/)
    await refused(
      load('data/shop.author.csv', 'id,book_ids/name,book_ids/name\nx,,T\n'),
      /book_ids\/name is there twice/,
    )
  })

  test('CSV: a choice by its value or its label; what is broken has its line', async () => {
    await load('data/shop.book.csv', 'id,name,state\na,A,done\nb,B,Draft\nc,C,\n')
    assert.deepEqual(await rows('select state from shop_book order by id'), [
      { state: 'done' },
      { state: 'draft' },
      { state: null },
    ])
    await refused(load('data/shop.book.csv', 'id,name,state\nd,D,Gone\n'), /book\.csv:2: .* not "Gone"/)
    await refused(load('data/shop.tag.csv', 'id,name\na,A\nb,"B\n'), /tag\.csv:3: The CSV is broken/)
  })
})
