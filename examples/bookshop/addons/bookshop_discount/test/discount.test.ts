import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShops } from './support.ts'

const NOVEL = 1
const SCIENCE_FICTION = 2

const shops = openShops()
const databases = ['plain', 'sale'] as const
const page = async (database: string, path: string) => (await shops().inject({ database, path })).text

const withoutBreaks = (text: string) => text.replaceAll(/\s*\n\s*/g, '')

test('the discount changes the price of novels, and says what it was', async () => {
  const plain = shops().browser({ database: 'plain' })
  const sale = shops().browser({ database: 'sale' })
  assert.deepEqual(await plain.rpc(`/shop/price/${NOVEL}`), { price: 10 })
  assert.deepEqual(await sale.rpc(`/shop/price/${NOVEL}`), { price: 9, before: 10 })
  assert.deepEqual(await plain.rpc(`/shop/price/${SCIENCE_FICTION}`), { price: 9 })
  assert.deepEqual(await sale.rpc(`/shop/price/${SCIENCE_FICTION}`), { price: 9, before: 9 })
})

test('prices stay whole cents', async () => {
  assert.deepEqual(await shops().browser({ database: 'sale' }).rpc('/shop/price/4'), { price: 9.44, before: 10.49 })
})

test('the field is there where the addon is, and nowhere else', async () => {
  const sale = shops().env('sale')
  const books = await sale['shop.book'].search([['discount', '>', 0]])
  assert.equal(books.length, 169)
  const book = sale['shop.book'].browse(4)
  await book.write({ discount: 50 })
  assert.equal((await book.load('display_price')).display_price, 5.25)
  await book.write({ discount: 10 })
  await assert.rejects(
    sale.cr.savepoint(() => books.write({ discount: 100 })),
    /discount_percent/,
  )
  const plain = shops().env('plain')
  assert.throws(() => plain['shop.book'].browse(1).discount, /bookshop_discount/)
  await assert.rejects(plain['shop.book'].search([['discount', '>', 0]]), /has no field "discount"/)
  assert.equal('discount' in (await plain['shop.book'].fieldsGet()), false)
})

test('an error of the shop comes through the discount as it is', async () => {
  for (const database of databases) {
    const browser = shops().browser({ database })
    await assert.rejects(browser.rpc('/shop/price/602'), { code: 404, message: 'We have no such book.' })
  }
})

test('pages show both prices of a novel, and of no other book', async () => {
  const amount = (text: string) => `€\u00a0<span class="oe_currency_value">${text}</span>`
  const bothPrices =
    `<span class="price">${amount('9.00')}</span>` +
    `<del class="before"><span class="o_unseen">Before: </span>${amount('10.00')}</del><span class="off">10% off</span>`
  for (const path of ['/shop', `/shop/${NOVEL}`]) {
    assert.ok(withoutBreaks(await page('sale', path)).includes(bothPrices), path)
    assert.doesNotMatch(await page('plain', path), /<del/)
  }
  const other = (await page('sale', `/shop/${SCIENCE_FICTION}`)).replace(/<section aria-labelledby="similar">.*/s, '')
  assert.doesNotMatch(other, /<del/)
})

test('every page announces the sale, in colours of its own', async () => {
  for (const path of ['/shop', `/shop/${NOVEL}`, '/shop/cart']) {
    assert.match(await page('sale', path), /Month of the novel<\/strong>: 10% off every novel/)
    assert.doesNotMatch(await page('plain', path), /Month of the novel/)
  }
  const stylesOf = async (database: string) =>
    page(database, /<link [^>]*rel="stylesheet" href="([^"]+)"/.exec(await page(database, '/shop'))?.[1] ?? '')
  const [plain, sale] = [await stylesOf('plain'), await stylesOf('sale')]
  assert.ok(sale.startsWith(plain.trimEnd()))
  assert.match(sale.slice(plain.length), /^\/\* \/bookshop_discount\/static\/sale\.css \*\//)
})

test('the cart adds up reduced prices, and says what is saved', async () => {
  const cartOf = async (database: string) => {
    const browser = shops().browser({ database })
    await browser.post('/shop/cart/add', { form: { bookId: String(SCIENCE_FICTION) } })
    await browser.post('/shop/cart/add', { form: { bookId: '4', quantity: '3' } })
    return (await browser.get('/shop/cart')).text
  }
  const [plain, sale] = [await cartOf('plain'), await cartOf('sale')]
  assert.match(plain, /<td class="number total">€\u00a0<span class="oe_currency_value">40\.47<\/span><\/td>/)
  assert.match(sale, /<td class="number total">€\u00a0<span class="oe_currency_value">37\.32<\/span><\/td>/)
  assert.doesNotMatch(plain, /You save/)
  assert.equal(sale.match(/You save €1\.05 on each\./g)?.length, 1)
})

test('an order has the prices of its database', async () => {
  for (const [database, total] of [
    ['plain', 31.47],
    ['sale', 28.32],
  ] as const) {
    const browser = shops().browser({ database, login: 'admin' })
    await browser.post('/shop/cart/add', { form: { bookId: '4', quantity: '3' } })
    assert.equal((await browser.post('/shop/checkout/confirm')).status, 303)
    const [order] = await shops().env(database)['shop.order'].search([], { limit: 1 })
    assert.equal((await order?.load('amount_total'))?.amount_total, total)
  }
})

test('an order that the shop refuses is refused, and nothing is said of saving', async () => {
  const browser = shops().browser({ database: 'sale' })
  const refused = await browser.post('/shop/cart/add', { form: { bookId: String(NOVEL), quantity: '0' } })
  assert.equal(refused.status, 422)
  assert.doesNotMatch((await browser.get('/shop/cart')).text, /You save/)
  const forged = await browser.visit({ path: '/shop/cart/add', form: { bookId: String(NOVEL) } })
  assert.equal(forged.status, 400)
})

test('what the discount says nothing about is the same to the byte', async () => {
  for (const path of ['/shop/ping', '/shop/cover/1.svg', '/bookshop/static/shop.css']) {
    const [plain, sale] = await Promise.all(databases.map((database) => shops().inject({ database, path })))
    assert.equal(sale?.status, 200)
    assert.deepEqual(sale?.body, plain?.body)
  }
})

test('its routes are the same, and tell who answers them', () => {
  const composition = (database: string) => shops().app.databases?.ready(database)?.composition
  const routes = (database: string) =>
    composition(database)
      ?.routes.endpoints.filter(({ name }) => name.startsWith('bookshop') || name.startsWith('shop'))
      .map(({ name, paths, options }) => ({ name, paths, options }))
      .toSorted((a, b) => a.name.localeCompare(b.name))
  assert.deepEqual(routes('sale'), routes('plain'))
  assert.deepEqual(composition('sale')?.routes.get('bookshop.Shop.price')?.owners, [
    { className: 'DiscountShop', addon: 'bookshop_discount' },
    { className: 'Shop', addon: 'bookshop' },
  ])
  assert.deepEqual(composition('sale')?.warnings, [])
})
