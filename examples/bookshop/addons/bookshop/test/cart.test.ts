import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openShop } from './support.ts'

const shop = openShop()

const countIn = (text: string) => /<span class="count">(\d+)<\/span>/.exec(text)?.[1]
const totalIn = (text: string) =>
  /<td class="number total">(.*?)<\/td>/.exec(text)?.[1]?.replaceAll(/<[^>]*>|\u00a0/g, '')
const quantitiesIn = (text: string) =>
  [...text.matchAll(/name="quantity"[^>]* id="quantity-(\d+)" value="(\d+)"/g)].map(
    ([, id, quantity]) => `${id}: ${quantity}`,
  )
const messagesIn = (text: string) =>
  [...text.matchAll(/<p class="o_message" role="status">([^<]*)<\/p>/g)].map(([, message]) => message)

test('a cart begins empty', async () => {
  const { text } = await shop().browser().get('/shop/cart')
  assert.match(text, /There is nothing in it yet\./)
  assert.equal(countIn(text), '0')
})

test('a cart is filled, changed and emptied over several requests', async () => {
  const browser = shop().browser()

  const added = await browser.post('/shop/cart/add', { form: { bookId: '1' } })
  assert.equal(added.status, 303)
  assert.equal(added.headers['location'], '/shop/cart')
  const one = await browser.follow(added)
  assert.deepEqual(messagesIn(one.text), ['“Pride and Prejudice” is in your cart.'])
  assert.deepEqual(quantitiesIn(one.text), ['1: 1'])
  assert.equal(totalIn(one.text), '€10.00')

  await browser.post('/shop/cart/add', { form: { bookId: '4', quantity: '3' } })
  await browser.post('/shop/cart/add', { form: { bookId: '1', quantity: '2' } })
  const two = await browser.get('/shop/cart')
  assert.deepEqual(quantitiesIn(two.text), ['1: 3', '4: 3'])
  assert.equal(countIn(two.text), '6')
  assert.equal(totalIn(two.text), '€61.47')

  await browser.post('/shop/cart/change', { form: { bookId: '4', quantity: '1' } })
  const changed = await browser.get('/shop/cart')
  assert.deepEqual(messagesIn(changed.text), ['“Only Yesterday”: 1 ordered.'])
  assert.equal(totalIn(changed.text), '€40.49')

  await browser.post('/shop/cart/remove', { form: { bookId: '1' } })
  assert.deepEqual(quantitiesIn((await browser.get('/shop/cart')).text), ['4: 1'])
  await browser.post('/shop/cart/remove', { form: { bookId: '4' } })
  assert.match((await browser.get('/shop/cart')).text, /There is nothing in it yet\./)
})

test('a message is shown once', async () => {
  const browser = shop().browser()
  await browser.post('/shop/cart/add', { form: { bookId: '1' } })
  assert.equal(messagesIn((await browser.get('/shop')).text).length, 1)
  assert.equal(messagesIn((await browser.get('/shop')).text).length, 0)
})

test('each visitor has a cart of their own', async () => {
  const [ann, bob] = [shop().browser(), shop().browser()]
  await ann.post('/shop/cart/add', { form: { bookId: '1' } })
  await bob.post('/shop/cart/add', { form: { bookId: '2', quantity: '5' } })
  assert.equal(countIn((await ann.get('/shop')).text), '1')
  assert.equal(countIn((await bob.get('/shop')).text), '5')
})

test('the token of the book page is accepted; without one, or with a wrong one, nothing is added', async () => {
  const browser = shop().browser()
  const page = await browser.get('/shop/1')
  const token = /name="csrf_token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const send = (form: Record<string, string>) =>
    browser.visit({ path: '/shop/cart/add', form: { bookId: '1', ...form } })

  assert.equal((await send({})).status, 400)
  assert.equal((await send({ csrf_token: 'wrong' })).status, 400)
  assert.equal((await send({ csrf_token: `${'0'.repeat(64)}o` })).status, 400)
  assert.equal(countIn((await browser.get('/shop')).text), '0')
  assert.equal((await send({ csrf_token: token })).status, 303)
  assert.equal(countIn((await browser.get('/shop')).text), '1')
})

test("another visitor's token is refused", async () => {
  const csrf_token = await shop().browser().csrfToken()
  const response = await shop()
    .browser()
    .visit({ path: '/shop/cart/add', form: { bookId: '1', csrf_token } })
  assert.equal(response.status, 400)
})

test('less than one, too many, or no number are refused with the reason, and nothing changes', async () => {
  const browser = shop().browser()
  await browser.post('/shop/cart/add', { form: { bookId: '1', quantity: '98' } })
  const cases = [
    ['0', 'Order at least one.'],
    ['-1', 'Order at least one.'],
    ['many', 'Order at least one.'],
    ['', 'Order at least one.'],
    ['1.5', 'Order whole books.'],
    ['2', 'Order at most 99 of a book.'],
    ['1e308', 'Order at most 99 of a book.'],
    ['Infinity', 'Order whole books.'],
    ['9'.repeat(1000), 'Order whole books.'],
  ] as const
  for (const [quantity, reason] of cases) {
    const response = await browser.post('/shop/cart/add', { form: { bookId: '1', quantity } })
    assert.equal(response.status, 422, quantity)
    assert.ok(response.text.includes(`<p class="o_error">${reason}</p>`), `${quantity}: ${reason}`)
  }
  assert.deepEqual(quantitiesIn((await browser.get('/shop/cart')).text), ['1: 98'])
})

test('a book that is not there cannot be ordered', async () => {
  const browser = shop().browser()
  for (const form of [{}, { bookId: '602' }, { bookId: '__proto__' }, { bookId: '1.5' }]) {
    assert.equal((await browser.post('/shop/cart/add', { form })).status, 404)
  }
})

test('a cart is filled by POST only', async () => {
  const response = await shop().inject('/shop/cart/add?bookId=1')
  assert.equal(response.status, 405)
})
