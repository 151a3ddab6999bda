// The page for whoever develops, where there is a database: the queries that led to the mistake.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, defineAddon, route, type Request } from 'pergola'
import { createTestApp } from 'pergola/testing'

class Failing extends Controller {
  @route('/fail', { auth: 'public' })
  async fail(_args: object, request: Request) {
    await request.env['res.partner'].sudo().search([['name', '=', '<Emma>']])
    throw new Error('after a search')
  }
}

class Louder extends Failing {
  @route()
  override async fail(args: object, request: Request) {
    return super.fail(args, request)
  }
}

const failing = defineAddon({ name: 'failing', controllers: [Failing], root: import.meta.dirname })
const louder = defineAddon({
  name: 'louder',
  depends: ['failing'],
  controllers: [Louder],
  root: import.meta.dirname,
})

test('in development a mistake is shown with the SQL of the request, and the overrides of its database', async () => {
  await using app = await createTestApp({
    addons: [failing, louder],
    databases: { main: ['louder'], plain: ['failing'] },
    config: { development: true, log: false },
  })
  const page = async (database: string) =>
    (await app.inject({ database, path: '/fail', headers: { accept: 'text/html' } })).text
  const main = await page('main')
  assert.match(main, /<h2>SQL: \d+ quer(?:y|ies)<\/h2>/)
  assert.match(main, /<pre>[^<]*res_partner[^<]*<\/pre><span>[^<]*&lt;Emma&gt;[^<]* ms<\/span>/)
  assert.match(main, /<li><code>louder\.Louder\.fail<\/code><\/li><li><code>failing\.Failing\.fail<\/code><\/li>/)
  const plain = await page('plain')
  assert.doesNotMatch(plain, /louder/)
  assert.match(plain, /<li><code>failing\.Failing\.fail<\/code><\/li>/)
})
