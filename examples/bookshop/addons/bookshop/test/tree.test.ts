import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Environment } from 'pergola/models'
import { openShop } from './support.ts'

let env: Environment
const shop = openShop((all) => void (env = all))

const crumbsIn = (text: string) =>
  [...(/<ol class="crumbs">(.*?)<\/ol>/s.exec(text)?.[1] ?? '').matchAll(/<a href="([^"]*)">([^<]*)</g)].map(
    ([, href, title]) => `${title} ${href}`,
  )
const heading = (text: string) => /<h1>([^<]*)</.exec(text)?.[1]

test('one walks from the shelves to a book', async () => {
  const start = await shop().inject('/browse')
  assert.equal(start.status, 200)
  assert.equal(heading(start.text), 'All shelves')
  assert.match(start.text, /<a href="http:\/\/localhost\/browse\/fiction\/">Fiction<\/a>/)

  const fiction = await shop().inject('/browse/fiction/')
  assert.equal(heading(fiction.text), 'Fiction')
  assert.equal(fiction.headers['x-depth'], '2')
  assert.match(fiction.text, /<a href="http:\/\/localhost\/browse\/fiction\/novel\/">Novel<\/a>/)
  assert.deepEqual(crumbsIn(fiction.text), ['All shelves http://localhost/browse/'])

  const novels = await shop().inject('/browse/fiction/novel')
  assert.equal(novels.text.match(/<ul class="shelf">.*<\/ul>/s)?.[0].match(/<li>/g)?.length, 169)
  const href = 'http://localhost/browse/fiction/novel/pride-and-prejudice-1/'
  assert.ok(novels.text.includes(`<a href="${href}">Pride and Prejudice</a>`))

  const book = await shop().inject('/browse/fiction/novel/pride-and-prejudice-1/')
  assert.equal(heading(book.text), 'Pride and Prejudice')
  assert.deepEqual(crumbsIn(book.text), [
    'All shelves http://localhost/browse/',
    'Fiction http://localhost/browse/fiction/',
    'Novel http://localhost/browse/fiction/novel/',
  ])
})

test('authors have their books', async () => {
  const all = await shop().inject('/browse/authors')
  assert.match(all.text, /<a href="http:\/\/localhost\/browse\/authors\/jane-austen-1\/">Jane Austen<\/a>/)
  const austen = await shop().inject('/browse/authors/jane-austen-1')
  assert.equal(heading(austen.text), 'Jane Austen')
  assert.match(austen.text, /Pride and Prejudice/)
})

test('what does not stand there is not found', async () => {
  const paths = [
    '/browse/nothing',
    '/browse/novel',
    '/browse/fiction/novel/pride-and-prejudice',
    '/browse/fiction/novel/1',
    '/browse/fiction/novel/prejudice-1',
    '/browse/fiction/gothic/pride-and-prejudice-1',
    '/browse/pride-and-prejudice-1',
    '/browse/authors/jane-1',
    '/browse/fiction/novel/pride-and-prejudice-1/novel',
    '/browse/__proto__',
    '/browse/fiction/constructor',
    '/browse/%00',
    '/browse/x-99999999999999999999',
  ]
  for (const path of paths) assert.equal((await shop().inject(path)).status, 404, path)
})

test('drafts stand there for the staff only', async () => {
  const category = await env.ref('bookshop.category_fiction_novel')
  const author = await env['shop.author'].search([], { limit: 1 })
  const draft = await env['shop.book'].create({
    name: 'Not out yet',
    price: 5,
    author_id: author.id,
    category_id: category.id,
  })
  const visitor = shop().browser({ database: 'main' })
  const staff = shop().browser({ database: 'main', login: 'admin' })
  const path = `/browse/fiction/novel/not-out-yet-${draft.id}/`
  assert.equal((await visitor.get(path)).status, 404)
  assert.equal((await staff.get(path)).status, 200)
  assert.doesNotMatch((await visitor.get('/browse/fiction/novel')).text, /Not out yet/)
  assert.match((await staff.get('/browse/fiction/novel')).text, /Not out yet/)
  assert.equal((await visitor.get('/browse/fiction/drafts')).status, 403)
  const drafts = await staff.get('/browse/fiction/drafts')
  assert.equal(heading(drafts.text), 'Fiction: drafts')
  assert.match(drafts.text, /Not out yet/)
})

test('a category follows its parent, and moves with it', async () => {
  const shelf = async (slug: string, parent_id: number | null = null) =>
    env['shop.category'].create({ name: slug.toUpperCase(), slug, parent_id })
  const [top, other] = [await shelf('top'), await shelf('other')]
  const middle = await shelf('middle', top.id)
  const low = await shelf('low', middle.id)
  assert.equal((await low.load('complete_name')).complete_name, 'TOP / MIDDLE / LOW')
  assert.equal((await shop().inject('/browse/top/middle/low')).headers['x-depth'], '4')
  await middle.write({ parent_id: other.id })
  assert.equal((await low.load('complete_name')).complete_name, 'OTHER / MIDDLE / LOW')
  assert.equal((await shop().inject('/browse/top/middle/low')).status, 404)
  assert.equal((await shop().inject('/browse/other/middle/low')).status, 200)
  assert.match((await shop().inject('/shop')).text, /<optgroup label="OTHER">/)
})

test('the books of a category are a feed', async () => {
  const feed = (accept: string) => shop().inject({ path: '/browse/fiction/gothic/feed', headers: { accept } })
  const { status, headers, text } = await feed('application/atom+xml')
  assert.equal(status, 200)
  assert.match(headers['content-type'] ?? '', /^application\/atom\+xml/)
  assert.match(text, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom">/)
  assert.equal(text.match(/<entry>/g)?.length, 16)
  assert.match(text, /<link href="http:\/\/localhost\/shop\/\d+"\/>/)
  assert.equal((await feed('text/html')).status, 404)
})
