import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { AddonFolders, calls, inDatabase, show } from './support/view-addons.ts'

// Who may edit views in a database is not to rule the server, nor to have other users' rights.
const folders = new AddonFolders()
let app: TestApp

before(async () => {
  app = await createTestApp({
    addons: [await folders.library('<template id="try"><p/></template>')],
    databases: { main: ['lib'] },
    config: { serverWide: ['base', 'web'] },
  })
  await inDatabase(app, 'main', async (env) => {
    await env['lib.book'].create([{ name: 'One' }, { name: 'Two' }])
  })
})
after(async () => {
  await app.close()
  await folders.remove()
})

async function attempt(expression: string): Promise<string> {
  const page = async (request: Request) => {
    const { env } = request
    await env.with({ su: true })['ir.ui.view'].search([['key', '=', 'lib.try']])
    const books = await env['lib.book'].search([])
    return request.render('lib.try', { books, book: books.at(0), list: [books], object: { books } }, { lazy: false })
  }
  const source = expression.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  await inDatabase(app, 'main', async (env) => {
    const view = await env['ir.ui.view'].search([['key', '=', 'lib.try']])
    await view.write({ arch: `<t><t t-set="value" t-value="${source}"/><p t-out="typeof value"/></t>` })
  })
  const { status, text } = await show(app, 'main', page)
  return status === 200 ? text : `refused ${status}`
}

const escapes = [
  'book.env',
  "book['env']",
  'book?.env',
  'book.env.cr',
  'book.definition',
  "book['defin' + 'ition']",
  'book.definition.records',
  'book.prefetchIds',
  'book.sudo()',
  'book.sudo',
  "book['sudo']()",
  'book.withUser(1)',
  'book.withEnv(env)',
  'book.withContext({})',
  'book.withCompany(1)',
  'book.withIds([1])',
  'book.browse([1])',
  "book.write({ name: 'x' })",
  "book.create({ name: 'x' })",
  'book.unlink()',
  'book.copy()',
  "book.load('cost')",
  'book.read()',
  'book.search([])',
  'book.searchRead([])',
  'book.exists()',
  'book.lockForUpdate()',
  'book.filteredDomain([])',
  'book.computeDisplayName()',
  'book.describe()',
  'book._hidden()',
  'book._hidden',
  'book.later()',
  'book.constructor',
  'books.constructor.prototype',
  "books['constructor']",
  'books.__proto__',
  "books.mapped('env')",
  "books.mapped('definition')",
  "books.mapped('sudo')",
  "books.mapped('author_id.env')",
  "books.mapped('__proto__')",
  "books.filtered('env')",
  "books.grouped('definition')",
  "books.sorted('env desc')",
  'books.map(b => b.env)',
  'books.mapped(b => b.env)',
  'books.mapped(({ env }) => env)',
  'books.mapped(({ env: { cr } }) => cr)',
  'list.map(([{ definition }]) => definition)',
  'list.map(({ env } = book) => env)',
  '({ ...book }).env',
  '({ ...books })',
  'object.books.env',
  'env.cr',
  "env['cr']",
  'env.cr.query("select 1")',
  'env.transaction',
  'env.registry',
  'env.with({ su: true })',
  "env.records('res.users')",
  "env.ref('base.user_admin')",
  "env['res.users'].sudo()",
  "env['res.users'].search([])",
  "env['ir.config_parameter'].getParam('database.secret')",
  'env.key',
  'env.flush()',
  'env.cacheOf',
  'env.definition("res.users")',
  'user.env',
  'user.sudo().password_hash',
  'company.withUser(1)',
  'request.app',
  'request.app.databases',
  "request['app']",
  'request.cr',
  'request.registry',
  'request.env.cr',
  'request.env.registry.database',
  'request.updateEnv({ user: 1 })',
  'request.updateContext({})',
  'request.invokeSubrequest',
  'request.render("web.layout")',
  'request.redirect("/")',
  'request.sendFile("/etc/passwd")',
  'request.setProperty({})',
  'request.log',
  'request.response.headers',
  'request.addFinishedCallback(() => 1)',
  'request.http.stream',
  'request.session.sid',
  'request.session.token',
  'request.session.set("uid", 2)',
  'request.session.logout()',
  'request.session.clear()',
  'request.session.finalize(env)',
  'request.matchedRoute',
  'request.constructor',
  '((r) => r.app)(request)',
  '[request].map(({ app }) => app)',
  '(({ session: { sid } }) => sid)(request)',
]

for (const expression of escapes) {
  test(`no way out: ${expression}`, async () => {
    let result: string
    try {
      result = await attempt(expression)
    } catch (error) {
      result = `refused ${(error as Error).name}`
    }
    assert.match(result, /^refused (500|ValidationError|403)/)
  })
}

const harmless: ReadonlyArray<readonly [string, string]> = [
  ['book.name', 'string'],
  ['book.id', 'number'],
  ['books.length', 'number'],
  ['books.ids', 'object'],
  ['book.shouted', 'string'],
  ['book.twice()', 'string'],
  ['books.mapped(({ name }) => name)', 'object'],
  ["books.mapped('name')", 'object'],
  ["env['res.partner'].length", 'number'],
  ['request.params', 'object'],
  ['request.session.uid', 'object'],
  ["request.session.get('x')", 'undefined'],
  ['request.http.path', 'string'],
  ['request.env.uid', 'number'],
  ["request.headers.get('host')", 'string'],
  ["request.query.get('q')", 'object'],
  ['request.csrfToken()', 'string'],
  ['JSON', 'undefined'],
]

for (const [expression, type] of harmless) {
  test(`allowed: ${expression}`, async () => {
    assert.equal(await attempt(expression), `<p>${type}</p>`)
  })
}

test('nothing of it did anything', async () => {
  assert.deepEqual(calls, [])
  await inDatabase(app, 'main', async (env) => {
    const names = await env['lib.book'].searchRead([], ['name'])
    assert.deepEqual(
      names.map(({ name }) => name),
      ['One', 'Two'],
    )
  })
})
