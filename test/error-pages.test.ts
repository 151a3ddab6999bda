// What errors look like to those who read HTML: pages of the addons in production, everything in development.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Controller, defineAddon, Gone, route, UserError, type AddonManifest, type Request } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { stateOf } from '../src/http/request-state.ts'

const folder = await mkdtemp(join(tmpdir(), 'pergola-error-pages-'))
after(() => rm(folder, { recursive: true, force: true }))

const queries = [
  { sql: 'SELECT * FROM book WHERE name = $1', parameters: ['<Emma>'], duration: 1.25 },
  { sql: 'UPDATE res_users SET password = $1', parameters: ['hunter2'], duration: null, error: 'deadlock' },
]

// Far from the endpoint, whose surroundings the page shows.
class Failing extends Controller {
  @route('/broken', { auth: 'none', csrf: false })
  async broken(_args: object, _request: Request): Promise<unknown> {
    throw new TypeError('the <secret> of the database')
  }

  @route('/caused', { auth: 'none' })
  async caused() {
    throw new Error('outer', { cause: new RangeError('inner cause') })
  }

  @route('/odd', { auth: 'none' })
  async odd() {
    throw { password: 'hunter2', note: '<b>' } // oxlint-disable-line no-throw-literal
  }

  @route('/refused', { auth: 'none' })
  async refused() {
    throw new UserError('Order <at least> one.')
  }

  @route('/template', { auth: 'none' })
  async template(_args: object, request: Request) {
    return request.render('failing.outer', { book: null })
  }

  @route('/gone', { auth: 'none' })
  async gone() {
    throw new Gone()
  }

  @route('/asked/<name>', { auth: 'none', csrf: false, methods: ['POST'] })
  async asked({ name }: { name: string }, request: Request) {
    request.session.set('cart', [name])
    stateOf(request).queryLog = queries
    throw new Error('asked')
  }
}

class Louder extends Failing {
  @route()
  override async broken(args: object, request: Request) {
    return super.broken(args, request)
  }
}

async function addon(name: string, views: string, more: Partial<AddonManifest> = {}) {
  const root = join(folder, name)
  await mkdir(join(root, 'views'), { recursive: true })
  await writeFile(join(root, 'views', 'views.xml'), views)
  return defineAddon({ name, root, views: ['views/*.xml'], ...more })
}

const views = `<templates>
  <template id="outer"><section><t t-call="failing.inner"/></section></template>
  <template id="inner">
    <p>before</p>
    <p t-out="book.name"/>
  </template>
</templates>`
const failing = await addon('failing', views, { controllers: [Failing], depends: ['web'] })
const louder = defineAddon({ name: 'louder', depends: ['failing'], controllers: [Louder], root: folder })
const html = { accept: 'text/html,application/xhtml+xml' }

describe('in production', () => {
  test('what is not there is a page in the layout, without a cookie', async () => {
    await using app = await createTestApp({ addons: [failing] })
    const response = await app.inject({ path: '/nowhere', headers: html })
    assert.equal(response.status, 404)
    assert.equal(response.headers['content-type'], 'text/html; charset=utf-8')
    assert.match(response.text, /^<!DOCTYPE html>\s*<html lang="en">/)
    assert.match(response.text, /<title>404 Not Found<\/title>/)
    assert.match(
      response.text,
      /<main id="main" tabindex="-1">\s*<h1>404 Not Found<\/h1>\s*<p>There is nothing at this address/,
    )
    assert.deepEqual(response.cookies, {})
  })

  test('an error of the client says what is wrong, escaped', async () => {
    await using app = await createTestApp({ addons: [failing] })
    const response = await app.inject({ path: '/refused', headers: html })
    assert.equal(response.status, 422)
    assert.match(
      response.text,
      /<h1>422 Unprocessable [A-Z]\w+<\/h1>\s*<p class="o_error">Order &lt;at least&gt; one\.<\/p>/,
    )
  })

  test('a mistake of the server tells an id, and nothing of itself', async () => {
    await using app = await createTestApp({ addons: [failing] })
    const response = await app.inject({ path: '/broken', headers: html })
    assert.equal(response.status, 500)
    assert.match(response.text, /<h1>500 Internal Server Error<\/h1>\s*<p>Something went wrong here/)
    assert.match(response.text, /noted here as <code>[0-9a-f-]{36}<\/code>/)
    assert.doesNotMatch(response.text, /secret|TypeError|error-pages\.test/)
  })

  test('JSON and text stay what they are', async () => {
    await using app = await createTestApp({ addons: [failing] })
    const json = await app.inject({ path: '/nowhere', headers: { accept: 'application/json' } })
    assert.equal(json.headers['content-type'], 'application/problem+json')
    assert.equal((json.json() as { status: number }).status, 404)
    const text = await app.inject({ path: '/nowhere', headers: { accept: 'text/plain' } })
    assert.equal(text.text, '404 Not Found\n')
  })

  test('another addon changes the pages, adds one for a status of its own', async () => {
    const dressed = await addon(
      'dressed',
      `<templates>
        <template id="frame" inherit_id="web.layout"><xpath expr="//a[hasclass('o_brand')]" position="replace"><b>Dressed</b></xpath></template>
        <template id="error" inherit_id="web.http_error"><xpath expr="//h1" position="inside">!</xpath></template>
        <template id="web.410"><i t-out="status_message"/></template>
      </templates>`,
      { depends: ['failing'] },
    )
    await using app = await createTestApp({ addons: [failing, dressed] })
    const missing = await app.inject('/nowhere')
    assert.match(missing.text, /<b>Dressed<\/b>/)
    assert.match(missing.text, /<h1>404 Not Found!<\/h1>/)
    assert.equal((await app.inject('/gone')).text, '<i>Gone</i>')
  })

  test('where the page fails too, a plain one answers', async () => {
    const broken = await addon(
      'broken',
      `<templates><template id="frame" inherit_id="web.layout"><xpath expr="//head" position="inside"><t t-out="no.such"/></xpath></template></templates>`,
      { depends: ['failing'] },
    )
    await using app = await createTestApp({ addons: [failing, broken] })
    for (const [path, status, heading] of [
      ['/nowhere', 404, '404 Not Found'],
      ['/broken', 500, '500 Internal Server Error'],
    ] as const) {
      const response = await app.inject(path)
      assert.equal(response.status, status)
      assert.ok(response.text.startsWith('<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'))
      assert.ok(response.text.includes(`<h1>${heading}</h1>`))
      assert.doesNotMatch(response.text, /no\.such|secret/)
    }
  })

  test('where web is not among the addons, a plain one answers', async () => {
    const alone = defineAddon({ name: 'alone', controllers: [class Alone extends Controller {}], root: folder })
    await using app = await createTestApp({ addons: [alone], config: { serverWide: ['alone'] } })
    const response = await app.inject('/nowhere')
    assert.equal(response.status, 404)
    assert.match(response.text, /<body>\n<h1>404 Not Found<\/h1>\n<\/body>/)
  })

  test('without sessions there are pages all the same', async () => {
    await using app = await createTestApp({ addons: [failing], config: { sessions: false } })
    assert.match((await app.inject('/nowhere')).text, /<main id="main"/)
  })
})

describe('in development', () => {
  const development = { development: true }

  test('a mistake is shown with its source, calls and overrides, all escaped', async () => {
    await using app = await createTestApp({ addons: [failing, louder], config: development })
    const response = await app.inject({ path: '/broken', headers: html })
    assert.equal(response.status, 500)
    assert.equal(response.headers['cache-control'], 'no-store')
    assert.match(response.headers['content-security-policy'] ?? '', /default-src 'none'/)
    assert.match(response.text, /<h1>TypeError<\/h1>/)
    assert.match(response.text, /the &lt;secret&gt; of the database/)
    assert.match(
      response.text,
      /<mark><b> +\d+<\/b> +throw new TypeError\(&#39;the &lt;secret&gt; of the database&#39;\)<\/mark>/,
    )
    assert.match(response.text, /test\/error-pages\.test\.ts:\d+/)
    const chain = /Endpoint failing\.Failing\.broken[\s\S]*?<ol>([\s\S]*?)<\/ol>/.exec(response.text)?.[1]
    assert.equal(chain, '<li><code>louder.Louder.broken</code></li><li><code>failing.Failing.broken</code></li>')
    assert.doesNotMatch(response.text, /SQL:/)
  })

  test('the causes of an error are shown', async () => {
    await using app = await createTestApp({ addons: [failing], config: development })
    const { text } = await app.inject('/caused')
    assert.match(text, /<h1>Error<\/h1>/)
    assert.match(text, /<h2>Caused by RangeError<\/h2><pre class="message">inner cause<\/pre>/)
  })

  test('what is thrown may be anything', async () => {
    await using app = await createTestApp({ addons: [failing], config: development })
    const { status, text } = await app.inject('/odd')
    assert.equal(status, 500)
    assert.match(
      text,
      /\{ password: •••, note: &quot;&lt;b&gt;&quot; \}|\{ password: •••, note: &#34;&lt;b&gt;&#34; \}/,
    )
    assert.doesNotMatch(text, /hunter2/)
  })

  test('of an error in a template the template is shown', async () => {
    await using app = await createTestApp({ addons: [failing], config: development })
    const { text } = await app.inject('/template')
    assert.match(text, /<h2>Template failing\.inner, line 5<\/h2>/)
    assert.match(text, /failing\/views\/views\.xml/)
    assert.match(text, /<mark><b> {4}5<\/b> +&lt;p t-out=&(?:quot|#34);book\.name&(?:quot|#34);\/&gt;<\/mark>/)
    assert.match(text, /<li><code>failing\.inner<\/code>, line 5/)
    assert.match(text, /<li><code>failing\.outer<\/code>, line 2/)
  })

  test('the request is shown without its secrets, and its queries', async () => {
    await using app = await createTestApp({ addons: [failing], config: development })
    const { text } = await app.inject({
      path: '/asked/%3Cb%3E?page=2&api_key=s3cret',
      headers: {
        ...html,
        authorization: 'Bearer s3cret',
        'x-api-key': 's3cret',
        Referer: 'http://h/?token=s3cret',
        'x-shop': '<i>',
      },
      form: { name: 'Emma', password: 's3cret', csrf_token: 's3cret' },
      cookies: { session_id: 's3cret' },
    })
    assert.doesNotMatch(text, /s3cret|hunter2/)
    const cellOf = (name: string) =>
      new RegExp(`<th scope="row">${name}</th><td>([^<]*)</td>`).exec(text)?.[1]?.replaceAll(/&(?:quot|#34);/g, '"')
    assert.equal(cellOf('name'), '"&lt;b&gt;"')
    assert.equal(cellOf('page'), '"2"')
    assert.equal(cellOf('api_key'), '•••')
    assert.equal(cellOf('password'), '•••')
    assert.equal(cellOf('csrf_token'), '•••')
    assert.equal(cellOf('authorization'), '•••')
    assert.equal(cellOf('cookie'), '•••')
    assert.equal(cellOf('referer'), 'http://h/?…')
    assert.equal(cellOf('x-shop'), '&lt;i&gt;')
    assert.match(text, /<h2>SQL: 2 queries<\/h2>/)
    assert.match(
      text,
      /<pre>SELECT \* FROM book WHERE name = \$1<\/pre><span>\[&(?:quot|#34);&lt;Emma&gt;&(?:quot|#34);\] 1\.3 ms<\/span>/,
    )
    assert.match(text, /1 hidden <\/span> <strong>deadlock<\/strong>/)
  })

  test('only a mistake, and only to those who read HTML', async () => {
    await using app = await createTestApp({ addons: [failing], config: development })
    assert.match((await app.inject({ path: '/nowhere', headers: html })).text, /<main id="main"/)
    const json = await app.inject({ path: '/broken', headers: { accept: 'application/json' } })
    assert.equal(json.headers['content-type'], 'application/problem+json')
    const text = await app.inject({ path: '/broken', headers: { accept: 'text/plain' } })
    assert.match(text.text, /^500 Internal Server Error\n/)
  })
})
