import bookshop from 'bookshop'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from 'pergola/testing'
import discount from '../addon.ts'

const NOVEL = 1
const SCIENCE_FICTION = 2

const withoutBreaks = (text: string) => text.replaceAll(/\s*\n\s*/g, '')

/** The same shop twice: without and with the discount. */
async function twoShops() {
  const apps = {
    plain: await createTestApp({ addons: [bookshop] }),
    sale: await createTestApp({ addons: [bookshop, discount] }),
  }
  return {
    ...apps,
    [Symbol.asyncDispose]: async () => void (await Promise.all([apps.plain.close(), apps.sale.close()])),
  }
}

test('the discount changes the price of novels, and says what it was', async () => {
  await using shops = await twoShops()
  const plain = shops.plain.browser()
  const sale = shops.sale.browser()
  assert.deepEqual(await plain.rpc(`/shop/price/${NOVEL}`), { price: 10 })
  assert.deepEqual(await sale.rpc(`/shop/price/${NOVEL}`), { price: 9, before: 10 })
  assert.deepEqual(await plain.rpc(`/shop/price/${SCIENCE_FICTION}`), { price: 9 })
  assert.deepEqual(await sale.rpc(`/shop/price/${SCIENCE_FICTION}`), { price: 9, before: 9 })
})

test('prices stay whole cents', async () => {
  await using shops = await twoShops()
  assert.deepEqual(await shops.sale.browser().rpc('/shop/price/4'), { price: 9.44, before: 10.49 })
})

test('an error of the shop comes through the discount as it is', async () => {
  await using shops = await twoShops()
  for (const app of [shops.plain, shops.sale]) {
    await assert.rejects(app.browser().rpc('/shop/price/602'), { code: 404, message: 'We have no such book.' })
  }
})

test('pages show both prices of a novel, and of no other book', async () => {
  await using shops = await twoShops()
  const amount = (text: string) => `€\u00a0<span class="oe_currency_value">${text}</span>`
  const bothPrices =
    `<span class="price">${amount('9.00')}</span>` +
    `<del class="before"><span class="o_unseen">Before: </span>${amount('10.00')}</del>`
  for (const path of ['/shop', `/shop/${NOVEL}`]) {
    assert.ok(withoutBreaks((await shops.sale.inject(path)).text).includes(bothPrices), path)
    assert.doesNotMatch((await shops.plain.inject(path)).text, /<del/)
  }
  assert.doesNotMatch(
    (await shops.sale.inject(`/shop/${SCIENCE_FICTION}`)).text.replace(/<section aria-labelledby="similar">.*/s, ''),
    /<del/,
  )
})

test('every page announces the sale, in colours of its own', async () => {
  await using shops = await twoShops()
  for (const path of ['/shop', `/shop/${NOVEL}`, '/shop/cart']) {
    assert.match((await shops.sale.inject(path)).text, /Month of the novel<\/strong>: 10% off every novel/)
    assert.doesNotMatch((await shops.plain.inject(path)).text, /Month of the novel/)
  }
  const stylesOf = async (app: (typeof shops)['plain']) => {
    const { text } = await app.inject('/shop')
    return (await app.inject(/<link [^>]*rel="stylesheet" href="([^"]+)"/.exec(text)?.[1] ?? '')).text
  }
  const [plain, sale] = [await stylesOf(shops.plain), await stylesOf(shops.sale)]
  assert.ok(sale.startsWith(plain.trimEnd()))
  assert.match(sale.slice(plain.length), /^\/\* \/bookshop_discount\/static\/sale\.css \*\//)
})

test('the cart adds up reduced prices, and says what is saved', async () => {
  await using shops = await twoShops()
  const cartOf = async (app: (typeof shops)['plain']) => {
    const browser = app.browser()
    await browser.post('/shop/cart/add', { form: { bookId: String(SCIENCE_FICTION) } })
    await browser.post('/shop/cart/add', { form: { bookId: String(NOVEL), quantity: '3' } })
    return (await browser.get('/shop/cart')).text
  }
  const [plain, sale] = [await cartOf(shops.plain), await cartOf(shops.sale)]
  assert.match(plain, /<td class="number total">€\u00a0<span class="oe_currency_value">39\.00<\/span><\/td>/)
  assert.match(sale, /<td class="number total">€\u00a0<span class="oe_currency_value">36\.00<\/span><\/td>/)
  assert.doesNotMatch(plain, /You save/)
  assert.equal(sale.match(/You save €1\.00 on each\./g)?.length, 1)
})

test('an order that the shop refuses is refused, and nothing is said of saving', async () => {
  await using shops = await twoShops()
  const browser = shops.sale.browser()
  const refused = await browser.post('/shop/cart/add', { form: { bookId: String(NOVEL), quantity: '0' } })
  assert.equal(refused.status, 422)
  assert.doesNotMatch((await browser.get('/shop/cart')).text, /You save/)
  const forged = await browser.visit({ path: '/shop/cart/add', form: { bookId: String(NOVEL) } })
  assert.equal(forged.status, 400)
})

test('what the discount says nothing about is the same to the byte', async () => {
  await using shops = await twoShops()
  for (const path of ['/shop/ping', '/shop/cover/1.svg', '/bookshop/static/shop.css']) {
    const [plain, sale] = [await shops.plain.inject(path), await shops.sale.inject(path)]
    assert.equal(sale.status, 200)
    assert.deepEqual(sale.body, plain.body)
  }
})

test('its routes are the same, and tell who answers them', async () => {
  await using shops = await twoShops()
  const routes = (app: (typeof shops)['plain']) =>
    app.app.composition.routes.endpoints
      .filter(({ name }) => name.startsWith('bookshop') || name.startsWith('shop'))
      .map(({ paths, options }) => ({ paths, options }))
  assert.deepEqual(routes(shops.sale), routes(shops.plain))
  const owners = shops.sale.app.composition.routes.get('bookshop.Shop.price')?.owners
  assert.deepEqual(owners, [
    { className: 'DiscountShop', addon: 'bookshop_discount' },
    { className: 'Shop', addon: 'bookshop' },
  ])
  assert.deepEqual(shops.sale.app.composition.warnings, [])
})
