import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BeforeRender, type Request } from 'pergola'
import type { Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'
import { recordingLog } from './support.ts'
import { AddonFolders, calls, inDatabase, show } from './support/view-addons.ts'

const folders = new AddonFolders()
const log = recordingLog()
let app: TestApp

/** The templates of the tests, by name; each is read as it stands. */
const templates: Record<string, string> = {
  list: '<t t-foreach="books" t-as="book"><li><t t-out="book.name"/>: <t t-out="book.author_id.name"/></li></t>',
  nested: '<t t-foreach="shelves" t-as="shelf"><t t-set="first" t-value="shelf.books"/><t t-call="lib.{{ row }}"/></t>',
  row: '<t t-foreach="first" t-as="book"><b t-out="book.author_id.name"/></t>',
  static: '<t t-call="lib.inner"><t t-set="b" t-value="books"/></t>',
  inner: '<t t-foreach="b.sorted(x => x.name)" t-as="each"><i t-out="each.author_id.name"/></t>',
  deep: '<t t-foreach="books" t-as="book"><u t-foreach="book.author_id.book_ids" t-as="other" t-out="other.name"/></t>',
  texts:
    '<t t-out="books.sorted(order).at(0).name"/>,<t t-out="books.filtered(\'author_id.born\').length"/>,<t t-out="books.mapped(path).join()"/>',
  tags: '<t t-out="books.mapped(\'tag_ids.name\').join()"/>',
  user: '<t t-out="user.login"/>,<t t-out="request.env.user.login"/>,<t t-out="env.user.partner_id.name"/>',
  company:
    '<t t-out="company.name"/>|<t t-out="res_company.currency_id.name"/>|<t t-out="lang"/>|<t t-out="user_id.id"/>',
  cost: '<t t-foreach="books" t-as="book" t-out="book.cost"/>',
  guarded:
    '<t t-foreach="books" t-as="book"><t t-out="book.name"/><s t-groups="base.group_system" t-out="book.cost"/></t>',
  unknown: '<p>\n<b t-out="books.at(0).nothing"/></p>',
  promise: '<p t-out="books.at(0).later()"/>',
  truth: '<t t-if="books">some</t><t t-else="">none</t>|<t t-if="books.at(0).author_id">author</t><t t-else="">no</t>',
  same: '<t t-out="books.at(0) == books.slice(0, 1)"/>,<t t-out="books.at(0) in books"/>,<t t-out="books.at(1) in books.at(0)"/>',
  ids: '<t t-out="books.length"/>,<t t-out="books.ids.join()"/>,<t t-out="books.at(0).id"/>,<t t-out="books.at(0)"/>',
  methods:
    '<t t-out="books.at(0).shouted"/>,<t t-out="books.at(0).twice()"/><t t-set="unused" t-value="books.at(0).name"/>',
  html: '<t t-foreach="books" t-as="book"><p t-out="book.blurb">none</p></t>',
  plain: '<p t-att-title="books.at(0).blurb" t-out="books.at(0)[\'blurb\'] + 1"/>',
  numbered:
    '<t t-out="books[0].author_id.name"/>,<t t-out="books[1].id == books.at(1).id"/>,<t t-out="books[99]">none</t>',
  price: '<t t-foreach="books" t-as="book"><b t-field="book.price"/></t>',
  fields:
    '<t t-foreach="books" t-as="book"><a t-field="book.author_id"/><a t-field="book.published"/><a t-field="book.changed"/>' +
    '<a t-field="book.state"/><a t-field="book.weight"/><a t-field="book.blurb"/><a t-field="book.notes"/><a t-field="book.tag_ids"/></t>',
  image:
    '<t t-foreach="books" t-as="book"><a t-field="book.cover" t-options="{ widget: \'image\', alt: book.name }"/></t>',
  contact: "<div t-out=\"partner\" t-options=\"{ widget: 'contact', fields: ['name', 'address', 'email'] }\"/>",
  website: "<div t-out=\"partner\" t-options=\"{ widget: 'contact', fields: ['website', 'function'] }\"/>",
  groups:
    '<t t-groups="base.group_system">system</t><t t-groups="base.group_public">public</t><t t-groups="base.group_no_one">debug</t>',
  urls: '<t t-out="base_path"/>|<t t-out="staticPath(\'/web/static/x.css\') and 1"/>|<t t-out="csrf_token and 1"/>|<t t-out="heard"/>',
}

let env: Environment

before(async () => {
  const source = Object.entries(templates)
    .map(([id, arch]) => `<template id="${id}">${arch.replaceAll('=>', '=&gt;')}</template>`)
    .join('\n')
  const lib = await folders.library(source)
  app = await createTestApp({
    addons: [lib],
    databases: { main: ['lib'] },
    config: { serverWide: ['base', 'web'], log },
  })
  env = app.env('main')
  const tags = await env['lib.tag'].create([{ name: 'red' }, { name: 'blue' }])
  const authors = await env['lib.author'].create([{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cleo' }])
  const eur = (await env.ref('base.EUR')).id
  for (const [index, author] of [...authors].entries()) {
    await env['lib.book'].create(
      [1, 2, 3].map((n) => ({
        name: `B${index}${n}`,
        author_id: author.id,
        tag_ids: [[6, 0, tags.ids]],
        price: 10 * n,
        currency_id: eur,
        cost: 5,
      })),
    )
  }
  await env.flush()
})
after(async () => {
  await app.close()
  await folders.remove()
})

const all = (own: Environment) => own['lib.book'].search([])

/** Renders with all books, and counts the queries that read records. */
async function counted(template: string, values: (request: Request) => Promise<Record<string, unknown>>) {
  const queries: string[] = []
  const page = await show(app, 'main', async (request) => {
    const given = await values(request)
    const { cr } = request.env
    const before = cr.observer
    cr.observer = ({ sql }) => void (/ir_ui_view|^(savepoint|release)/i.test(sql) ? 0 : queries.push(sql))
    try {
      return request.makeResponse(await request.render(`lib.${template}`, given, { lazy: false }))
    } finally {
      cr.observer = before
    }
  })
  return { ...page, queries: queries.filter((sql) => /from "?(lib_|res_partner|res_currency)/.test(sql)) }
}

const books = async (request: Request) => ({ books: await all(request.env) })
const text = async (template: string, values = books, options = {}) =>
  (await show(app, 'main', async (request) => request.render(`lib.${template}`, await values(request)), options)).text

describe('records in templates are loaded before', () => {
  const cases: ReadonlyArray<readonly [string, number, RegExp]> = [
    ['list', 2, /^<li>B01: Ann<\/li><li>B02: Ann<\/li>.*<li>B23: Cleo<\/li>$/],
    ['static', 2, /^<i>Ann<\/i>.*<i>Cleo<\/i>$/],
    ['deep', 4, /^<u>B01<\/u><u>B02<\/u><u>B03<\/u>/],
  ]
  for (const [template, most, expected] of cases) {
    test(`${template}: at most ${most} queries, one for each model of the way`, async () => {
      env.transaction.invalidate()
      const { text: html, queries } = await counted(template, books)
      assert.match(html, expected)
      assert.ok(queries.length <= most, queries.join('\n'))
    })
  }

  test('paths in text', async () => {
    assert.equal(await text('tags'), 'red,blue')
    const computed = async (r: Request) => ({ ...(await books(r)), order: 'name desc', path: 'author_id.name' })
    assert.equal(await text('texts', computed), 'B23,0,Ann,Bob,Cleo')
  })

  test('in templates called by computed names, and in objects: still no query for each record', async () => {
    env.transaction.invalidate()
    const { text: html, queries } = await counted('nested', async (request) => ({
      row: 'row',
      shelves: [{ books: await all(request.env) }],
    }))
    assert.equal(html, '<b>Ann</b>'.repeat(3) + '<b>Bob</b>'.repeat(3) + '<b>Cleo</b>'.repeat(3))
    assert.ok(queries.length <= 3, queries.join('\n'))
  })

  test('a lazy page, with what an override put into its context', async () => {
    const page = await show(app, 'main', async (request) => {
      const response = request.render('lib.list', { books: [] })
      response.qcontext['books'] = await all(request.env)
      return response
    })
    assert.match(page.text, /B01: Ann/)
  })

  test('the user, the company', async () => {
    assert.equal(await text('user', books, { login: 'admin' }), 'admin,admin,Administrator')
    assert.equal(await text('company', books, { login: 'admin' }), 'My Company|EUR|en_US|2')
    assert.equal((await text('user')).split(',')[0], 'public')
  })
})

describe('rights', () => {
  test('what the user may not read is an error where it is printed, and only there', async () => {
    assert.equal((await show(app, 'main', async (r) => r.render('lib.cost', await books(r)))).status, 403)
    assert.equal(await text('cost', books, { login: 'admin' }), '5'.repeat(9))
    assert.equal(await text('guarded'), ['B01', 'B02', 'B03', 'B11', 'B12', 'B13', 'B21', 'B22', 'B23'].join(''))
    assert.match(await text('guarded', books, { login: 'admin' }), /B01<s>5<\/s>/)
  })

  test('a record that rules hide is an error where it is printed', async () => {
    const secret = await env['lib.author'].create({ name: 'Secret' })
    const book = await env['lib.book'].create({ name: 'X', author_id: secret.id })
    await env.flush()
    const one = async (request: Request) => ({ books: request.env['lib.book'].browse(book.ids) })
    assert.equal((await show(app, 'main', async (r) => r.render('lib.list', await one(r)))).status, 403)
    assert.equal(await text('truth', one), 'some|author')
    assert.equal(await text('list', one, { login: 'admin' }), '<li>X: Secret</li>')
    await book.unlink()
    await secret.unlink()
  })

  test('uid: the rights of another user, also for records that came with all rights', async () => {
    const admin = (await env.ref('base.user_admin')).id
    const page = await show(app, 'main', async (request) =>
      request.render('lib.cost', await books(request), { uid: admin }),
    )
    assert.deepEqual(page, { status: 200, text: '5'.repeat(9) })
    const visitor = (await env.ref('base.public_user')).id
    const less = await show(
      app,
      'main',
      async (request) => request.render('lib.cost', { books: (await all(request.env)).sudo() }, { uid: visitor }),
      { login: 'admin' },
    )
    assert.equal(less.status, 403)
    const user = await show(app, 'main', (request) => request.render('lib.user', {}, { uid: admin }))
    assert.equal(user.text.split(',')[0], 'admin')
  })

  test('records with all rights keep them', async () => {
    assert.equal(await text('cost', async (r) => ({ books: (await all(r.env)).sudo() })), '5'.repeat(9))
  })

  test('groups of parts, and base.group_no_one in debug mode', async () => {
    assert.equal(await text('groups'), 'public')
    assert.equal(await text('groups', books, { login: 'admin' }), 'system')
    const debug = await show(app, 'main', (r) => r.render('lib.groups'), { login: 'admin', query: '?debug=1' })
    assert.match(debug.text, /^system(debug)?$/)
  })
})

describe('what templates do with records', () => {
  test('truth, equality, ids, methods and getters of addons', async () => {
    assert.equal(await text('truth'), 'some|author')
    assert.equal(await text('truth', async (r) => ({ books: r.env['lib.book'] })), 'none|no')
    assert.equal(await text('same'), 'true,true,')
    assert.match(await text('ids'), /^9,[\d,]+,\d+,lib\.book\(\d+\)$/)
    assert.equal(await text('methods'), 'B01!,B01 B01')
  })

  test('an unknown field is an error that names template and line', async () => {
    assert.equal((await show(app, 'main', async (r) => r.render('lib.unknown', await books(r)))).status, 500)
    const { fields } = log.lines.findLast(({ level }) => level === 'error') as { fields: { err?: Error } }
    assert.match(String(fields.err?.message), /lib\.book has no field "nothing"[\s\S]*lib\.unknown", line \d+/)
  })

  test('a method that gives a promise is named, and does not even begin', async () => {
    assert.equal((await show(app, 'main', async (r) => r.render('lib.promise', await books(r)))).status, 500)
    const { fields } = log.lines.findLast(({ level }) => level === 'error') as { fields: { err?: Error } }
    assert.match(String(fields.err?.message), /later of lib\.book gives a promise/)
    assert.deepEqual(calls, [])
  })
})

describe('t-field prints by the type of the field', () => {
  test('amounts with their currency, in few queries', async () => {
    env.transaction.invalidate()
    const { text: html, queries } = await counted('price', books)
    assert.match(html.replaceAll('\u00A0', ' '), /^<b><span class="oe_currency_value">10\.00<\/span> €<\/b>/)
    assert.ok(queries.length <= 2, queries.join('\n'))
  })

  test('dates, moments, choices, names, HTML, text', async () => {
    const book = await env['lib.book'].create({
      name: 'F',
      author_id: (await env['lib.author'].search([['name', '=', 'Ann']])).id,
      published: '2024-03-05',
      changed: new Date('2024-03-05T22:30:00Z'),
      state: 'old',
      weight: 1.5,
      blurb: '<p>x<script>1</script></p>',
      notes: 'a<b\nc',
    })
    await env.flush()
    const inZone = async (request: Request) => {
      request.updateContext({ tz: 'Europe/Berlin', lang: 'fr_FR' })
      return { books: request.env['lib.book'].browse(book.ids) }
    }
    const html = await text('fields', inZone)
    assert.match(html, /<a>Ann<\/a><a>05\/03\/2024<\/a><a>05\/03\/2024,? 23:30:00<\/a>/)
    assert.match(html, /<a>D&#39;occasion<\/a><a>1,500<\/a><a><p>x<\/p><\/a><a>a&lt;b<br>\nc<\/a>$/)
    await book.unlink()
  })

  test('numbers and dates as the language of the database writes them', async () => {
    const lang = (await env['res.lang'].search([['code', '=', 'en_US']])).ensureOne()
    const changed = new Date('2024-03-05T22:30:00Z')
    const book = await env['lib.book'].create({ name: 'L', published: '2024-03-05', changed, weight: 1234.5 })
    const one = async (request: Request) => ({ books: request.env['lib.book'].browse(book.ids) })
    await env.flush()
    assert.match(await text('fields', one), /<a>03\/05\/2024<\/a><a>03\/05\/2024 10:30:00 PM<\/a><a>1,234\.500<\/a>/)
    await lang.write({ date_format: '%d.%m.%Y', time_format: '%H:%M', decimal_point: '*', thousands_sep: '/' })
    await env.flush()
    assert.match(await text('fields', one), /<a>05\.03\.2024<\/a><a>05\.03\.2024 22:30<\/a><a>1\/234\*500<\/a>/)
    await lang.write({ date_format: '%m/%d/%Y', time_format: '%I:%M:%S %p', decimal_point: '.', thousands_sep: ',' })
    await book.unlink()
    await env.flush()
  })

  test('HTML is printed as it is by t-out too, and escaped where it is joined with text or in an attribute', async () => {
    const made = await env['lib.book'].create([{ name: 'H', blurb: '<p>x<script>1</script></p>' }, { name: 'N' }])
    await env.flush()
    const own = async (request: Request) => ({ books: request.env['lib.book'].browse(made.ids) })
    assert.equal(await text('html', own), '<p><p>x</p></p><p>none</p>')
    assert.equal(await text('plain', own), '<p title="&lt;p&gt;x&lt;/p&gt;">&lt;p&gt;x&lt;/p&gt;1</p>')
    await made.unlink()
  })

  test('records have numbers', async () => assert.equal(await text('numbered'), 'Ann,true,none'))

  test('images by their URL, nothing where there is none', async () => {
    const book = await env['lib.book'].create({ name: 'I"', cover: new Uint8Array([1, 2, 3]) })
    await env.flush()
    const two = async (request: Request) => ({
      books: (await all(request.env)).slice(0, 1).union(request.env['lib.book'].browse(book.ids)),
    })
    assert.equal(await text('image', two), `<a><img src="/web/image/lib.book/${book.id}/cover" alt="I&#34;"/></a>`)
    await book.unlink()
  })

  test('a contact', async () => {
    const germany = (await env.ref('base.de')).id
    const partner = await env['res.partner'].create({
      name: 'Eve',
      city: 'Bonn',
      country_id: germany,
      email: 'e@x.org',
      website: 'https://x.org',
      function: 'Poet',
    })
    await env.flush()
    const html = await text('contact', async () => ({ partner }) as never)
    assert.match(html, /Eve[\s\S]*Bonn[\s\S]*Germany[\s\S]*mailto:e@x\.org/)
    env.transaction.invalidate()
    const others = await text('website', async () => ({ partner }) as never)
    assert.match(others, /<a href="https:\/\/x\.org" itemprop="website">https:\/\/x\.org<\/a>[\s\S]*Poet/)
    await partner.unlink()
  })
})

test('every template has URLs, the token, and what listeners of BeforeRender add', async () => {
  assert.ok(BeforeRender)
  assert.equal(await text('urls'), '|1|1|')
})

test('in the database nothing was changed by pages', async () => {
  await inDatabase(app, 'main', async (own) => assert.equal(await own['lib.book'].searchCount(), 9))
})
