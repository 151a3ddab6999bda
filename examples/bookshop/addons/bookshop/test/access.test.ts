import { AccessError } from 'pergola'
import type { Environment } from 'pergola/models'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OutOfStock } from '../out-of-stock.ts'
import { openShop } from './support.ts'

let env: Environment

const shop = openShop(async (all) => {
  env = all
  const portal = await env.ref('base.group_portal')
  for (const login of ['ann', 'bob']) {
    await env['res.users'].create({ name: login, login, groups_id: [[6, 0, portal.ids]] })
  }
})

const as = async (login: string) => env.with({ uid: (await env['res.users'].search([['login', '=', login]])).id })
const publicUser = async () => env.with({ uid: (await env.ref('base.public_user')).id })
const refused = (error: unknown) => error instanceof AccessError

async function draft(values: object = {}) {
  const like = await env['shop.book'].browse(1).load('author_id', 'category_id')
  const { author_id, category_id } = like
  return env['shop.book'].create({ name: 'Not out yet', price: 5, author_id, category_id, ...values })
}

test('drafts are there for the staff only', async () => {
  const book = await draft()
  const search = [['name', '=', 'Not out yet']] as const
  assert.deepEqual((await (await as('admin'))['shop.book'].search(search)).ids, book.ids)
  for (const visitor of [await as('ann'), await publicUser()]) {
    assert.equal(await visitor['shop.book'].searchCount(search), 0)
    await assert.rejects(visitor['shop.book'].browse(book.id).load('name'), refused)
    assert.deepEqual(await visitor['shop.book'].nameSearch('Not out yet'), [])
    const author = await visitor['shop.author'].browse(book.author_id.id).load('book_ids')
    assert.ok(!author.book_ids.ids.includes(book.id))
  }
  const page = await shop().inject(`/shop/${book.id}`)
  assert.equal(page.status, 404)
  assert.match(page.text, /We have no such book\./)
  assert.equal((await shop().inject(`/shop/cover/${book.id}.svg`)).status, 404)
  await assert.rejects(shop().browser().rpc(`/shop/price/${book.id}`), { code: 404 })
  const staff = shop().browser({ database: 'main', login: 'admin' })
  assert.match((await staff.get(`/shop/${book.id}`)).text, /A draft: only the staff sees it\./)
  await book.write({ state: 'published' })
  assert.equal((await shop().inject(`/shop/${book.id}`)).status, 200)
})

test('visitors and customers change nothing', async () => {
  for (const visitor of [await as('ann'), await publicUser()]) {
    await assert.rejects(visitor['shop.book'].browse(1).write({ price: 1 }), refused)
    await assert.rejects(visitor['shop.book'].browse(1).unlink(), refused)
    await assert.rejects(visitor['shop.author'].create({ name: 'Me' }), refused)
    await assert.rejects(visitor['shop.category'].create({ name: 'Mine', slug: 'mine' }), refused)
    await assert.rejects(visitor['shop.order'].create({ partner_id: 1 }), refused)
  }
  await assert.rejects((await publicUser())['shop.order'].search([]), refused)
})

test('customers see their own orders only', async () => {
  const [ann, bob] = [await as('ann'), await as('bob')]
  const orderOf = async (who: Environment) => {
    const book = await who['shop.book'].browse(4).load('name', 'display_price')
    return who['shop.order'].place([{ book, quantity: 3, subtotal: 31.47 }])
  }
  const [hers, his] = [await orderOf(ann), await orderOf(bob)]
  assert.deepEqual((await ann['shop.order'].search([])).ids, hers.ids)
  assert.deepEqual((await bob['shop.order'].search([])).ids, his.ids)
  await hers.load('name', 'amount_total', 'state', 'line_ids.subtotal', 'line_ids.name')
  assert.match(hers.name, /^B\d{5}$/)
  assert.deepEqual([hers.amount_total, hers.state], [31.47, 'confirmed'])
  assert.deepEqual(hers.line_ids.mapped('name'), ['Only Yesterday'])
  await assert.rejects(his.withEnv(ann).load('amount_total'), refused)
  assert.equal(await ann['shop.order.line'].searchCount([['order_id', '=', his.id]]), 0)
  await assert.rejects(hers.write({ state: 'cancelled' }), refused)
  const everybodys = await (await as('admin'))['shop.order'].search([])
  assert.deepEqual(everybodys.ids, [his.id, hers.id])

  const browser = shop().browser({ database: 'main', login: 'ann' })
  const list = (await browser.get('/shop/orders')).text
  assert.ok(list.includes(`href="/shop/orders/${hers.id}"`) && !list.includes(`href="/shop/orders/${his.id}"`))
  assert.match((await browser.get(`/shop/orders/${hers.id}`)).text, /Only Yesterday/)
  const foreign = await browser.get(`/shop/orders/${his.id}`)
  assert.equal(foreign.status, 404)
  assert.match(foreign.text, /You have no such order\./)
})

test('a total follows its lines', async () => {
  const order = await env['shop.order'].create({
    partner_id: (await env.ref('base.main_partner')).id,
    line_ids: [
      [0, 0, { book_id: 1, name: 'A', quantity: 2, price_unit: 10 }],
      [0, 0, { book_id: 2, name: 'B', quantity: 1, price_unit: 0.1 }],
    ],
  })
  assert.equal((await order.load('amount_total', 'line_ids')).amount_total, 20.1)
  const [first] = order.line_ids
  await first?.write({ quantity: 3 })
  assert.equal((await order.load('amount_total')).amount_total, 30.1)
  await first?.unlink()
  assert.equal((await order.load('amount_total')).amount_total, 0.1)
})

test('what is sold no more is gone, and says so', async () => {
  const book = await draft({ name: 'Sold out', state: 'published', active: false })
  await assert.rejects(book.ensureSold(), (error) => error instanceof OutOfStock)
  const page = await shop().inject(`/shop/${book.id}`)
  assert.equal(page.status, 410)
  assert.match(page.text, /<h1>Sold no more<\/h1>\s*<p class="o_error">“Sold out” is sold no more\.<\/p>/)
  const added = await shop()
    .browser()
    .post('/shop/cart/add', { form: { bookId: String(book.id) } })
  assert.equal(added.status, 410)
  await assert.rejects(shop().browser().rpc(`/shop/price/${book.id}`), { message: '“Sold out” is sold no more.' })
})

test('what a record cannot be is refused', async () => {
  const message = (text: string) => (error: Error) => error.message.includes(text)
  await assert.rejects(
    env.cr.savepoint(() => draft({ price: 0 })),
    message('shop_book_price_positive'),
  )
  await assert.rejects(
    env.cr.savepoint(() => draft({ language: 'KL' })),
    message('A language is a code'),
  )
  const categories = env['shop.category']
  const make = (slug: string) => env.cr.savepoint(() => categories.create({ name: 'Odd', slug }))
  await assert.rejects(make('Odd one'), message('A slug has small letters'))
  await make('odd')
  await assert.rejects(make('odd'), message('shop_category_slug_unique'))
  const novels = await env.ref('bookshop.category_fiction_novel')
  const fiction = await env.ref('bookshop.category_fiction')
  const inItself = env.cr.savepoint(() => fiction.write({ parent_id: novels.id }))
  await assert.rejects(inItself, message('cannot be inside itself'))
})
