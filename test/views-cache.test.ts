// t-cache in pages: records as keys.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { AddonFolders, inDatabase, show } from './support/view-addons.ts'

const folders = new AddonFolders()
let app: TestApp
let rendered = 0

before(async () => {
  const lib = await folders.library(`
    <template id="list"><t t-cache="books"><t t-out="count()"/>:<t t-foreach="books" t-as="book" t-out="book.name"/></t></template>
    <template id="each"><t t-foreach="books" t-as="book"><b t-cache="book, book.write_date" t-out="book.name"/></t></template>
    <template id="cost"><t t-cache="books"><t t-foreach="books" t-as="book" t-out="book.cost"/></t></template>`)
  app = await createTestApp({
    addons: [lib],
    databases: { main: ['lib'] },
    config: { serverWide: ['base', 'web'], log: false },
  })
  await inDatabase(app, 'main', (env) => env['lib.book'].create([{ name: 'A' }, { name: 'B', cost: 5 }]))
})
after(async () => {
  await app.close()
  await folders.remove()
})

const page = async (template: string, sudo = false) => {
  const values = async (request: Request) => {
    const books = await request.env['lib.book'].search([])
    return { books: sudo ? books.sudo() : books, count: () => ++rendered }
  }
  return show(app, 'main', async (request) => request.render(`lib.${template}`, await values(request)))
}

test('what it printed is kept until a record changes, or others are shown', async () => {
  assert.equal((await page('list')).text, '1:AB')
  assert.equal((await page('list')).text, '1:AB')
  assert.equal((await page('each')).text, '<b>A</b><b>B</b>')
  await inDatabase(app, 'main', async (env) => (await env['lib.book'].search([], { limit: 1 })).write({ name: 'A2' }))
  assert.equal((await page('list')).text, '2:A2B')
  assert.equal((await page('each')).text, '<b>A2</b><b>B</b>')
  await inDatabase(app, 'main', (env) => env['lib.book'].create({ name: 'C' }))
  assert.equal((await page('list')).text, '3:A2BC')
})

test('what was printed with more rights is not shown to others', async () => {
  const open = await page('cost', true)
  assert.equal(open.status, 200)
  assert.match(open.text, /5/)
  assert.equal((await page('cost')).status, 403)
})
