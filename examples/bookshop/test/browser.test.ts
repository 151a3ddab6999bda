import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestApp } from 'pergola/testing'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser, skip, violationsOf } from '../../../test/support/chromium.ts'
import { openShops, PASSWORD } from './support.ts'

let app: TestApp
let port: number
let browser: Awaited<ReturnType<typeof openBrowser>> | undefined
let context: BrowserContext

before(async () => {
  if (skip) return
  app = await openShops()
  port = (await app.listen()).port
  browser = await openBrowser()
  context = browser.context
})

after(async () => {
  if (skip) return
  await browser?.close()
  await app.close()
})

/** Where a database is found: browsers know that all names below localhost are this machine. */
const urlOf = (database: string) => `http://${database}.localhost:${port}`

/** Opens a page for one test, and gathers what its console complains of. */
async function openPage(): Promise<{ page: Page; complaints: string[] }> {
  await context.clearCookies()
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

// Each database, and what two copies of War and Peace cost there.
const totals = { shop: '€\u00a033.00', sale: '€\u00a029.70' } as const
const saved: Readonly<Record<string, readonly string[]>> = { sale: ['You save €1.65 on each.'] }

for (const [database, total] of Object.entries(totals)) {
  test(`${database}: a visitor finds a book, logs in, orders it, and sees the order`, { skip }, async () => {
    const { page, complaints } = await openPage()
    const heading = () => page.getByRole('heading', { level: 1 }).textContent()
    await page.goto(`${urlOf(database)}/`)
    assert.equal(new URL(page.url()).pathname, '/shop')

    await page.getByLabel('Title or author').fill('tolstoy war')
    await page.getByRole('button', { name: 'Search' }).click()
    assert.equal(await heading(), '“tolstoy war”')
    await page.getByRole('link', { name: 'War and Peace' }).click()
    assert.equal(await heading(), 'War and Peace')

    await page.getByLabel('Quantity').fill('2')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    assert.equal(new URL(page.url()).pathname, '/shop/cart')
    const messages = ['“War and Peace” is in your cart.', ...(saved[database] ?? [])]
    assert.deepEqual(await page.getByRole('status').allTextContents(), messages)
    assert.equal(await page.getByLabel('Quantity of War and Peace').inputValue(), '2')
    assert.equal(await page.locator('.total').textContent(), total)

    await page.getByRole('link', { name: 'Check out' }).click()
    assert.equal(new URL(page.url()).pathname, '/web/login')
    assert.deepEqual(await violationsOf(page), [])
    await page.getByLabel('Login').fill('admin')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    assert.equal(await heading(), 'Check out')
    assert.equal(await page.locator('.total').textContent(), total)
    assert.deepEqual(await violationsOf(page), [])

    await page.getByRole('button', { name: 'Place the order' }).click()
    assert.match((await heading()) ?? '', /^Order B\d{5}$/)
    assert.deepEqual(await page.getByRole('status').allTextContents(), ['Thank you. Your order is placed.'])
    assert.equal(await page.locator('.count').textContent(), '0')
    assert.deepEqual(await violationsOf(page), [])
    await page.getByRole('link', { name: 'All my orders' }).click()
    assert.equal(await page.getByRole('row').count(), 2)
    assert.deepEqual(await violationsOf(page), [])
    assert.deepEqual(complaints, [])
    await page.close()
  })
}

test('without JavaScript a book is found, ordered and taken out again', { skip }, async () => {
  const { page } = await openPage()
  await (await context.newCDPSession(page)).send('Emulation.setScriptExecutionDisabled', { value: true })
  await page.goto(`data:text/html,<p>off</p><script>document.querySelector('p').textContent = 'on'</script>`)
  assert.equal(await page.locator('p').textContent(), 'off')
  await page.goto(`${urlOf('sale')}/shop`)
  await page.getByLabel('Title or author').fill('tolstoy war')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('link', { name: 'War and Peace' }).click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByLabel('Quantity of War and Peace').fill('3')
  await page.getByLabel('Quantity of War and Peace').press('Enter')
  assert.equal(await page.locator('.count').textContent(), '3')
  await page.getByRole('button', { name: 'Remove War and Peace' }).click()
  assert.ok(await page.getByText('There is nothing in it yet.').isVisible())
  await page.goto(`${urlOf('sale')}/shop/1`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'Check out' }).click()
  await page.getByLabel('Login').fill('admin')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Place the order' }).click()
  assert.match((await page.getByRole('heading', { level: 1 }).textContent()) ?? '', /^Order B\d{5}$/)
  await page.close()
})

test('on localhost one chooses a database', { skip }, async () => {
  const { page } = await openPage()
  await page.goto(`http://localhost:${port}/`)
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Choose a database')
  await page.getByRole('link', { name: 'sale' }).click()
  await page.goto(`http://localhost:${port}/`)
  assert.ok(await page.getByText('Month of the novel').isVisible())
  await page.close()
})

test('what is in the cart can be taken out', { skip }, async () => {
  const { page, complaints } = await openPage()
  await page.goto(`${urlOf('shop')}/shop/101`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('button', { name: 'Remove War and Peace' }).click()
  assert.ok(await page.getByText('There is nothing in it yet.').isVisible())
  assert.deepEqual(complaints, [])
  await page.close()
})

test('one walks along the shelves', { skip }, async () => {
  const { page, complaints } = await openPage()
  await page.goto(`${urlOf('shop')}/shop`)
  for (const name of ['Browse', 'Fiction', 'Gothic', 'Frankenstein; or, The Modern Prometheus']) {
    await page.getByRole('main').getByRole('link', { name, exact: true }).click()
    assert.deepEqual(await violationsOf(page), [], name)
  }
  await page.getByRole('navigation', { name: 'Where this is' }).getByRole('link', { name: 'Gothic' }).click()
  assert.equal(new URL(page.url()).pathname, '/browse/fiction/gothic/')
  assert.deepEqual(complaints, [])
  await page.close()
})

test('the shop works by keyboard', { skip }, async () => {
  const { page, complaints } = await openPage()
  await page.goto(`${urlOf('sale')}/shop/1`)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'main')
  await page.getByLabel('Quantity').focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/shop/cart')
  assert.equal(await page.getByLabel('Quantity of Pride and Prejudice').inputValue(), '1')
  assert.deepEqual(complaints, [])
  await page.close()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`list, book page, cart and error page are accessible, ${colorScheme}`, { skip }, async () => {
    const { page } = await openPage()
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(`${urlOf('sale')}/shop`)
    assert.deepEqual(await violationsOf(page), [])
    await page.goto(`${urlOf('sale')}/shop/101`)
    assert.deepEqual(await violationsOf(page), [])
    await page.getByRole('button', { name: 'Add to cart' }).click()
    assert.deepEqual(await violationsOf(page), [])
    await page.goto(`${urlOf('sale')}/shop/9999`)
    assert.deepEqual(await violationsOf(page), [])
    await page.close()
  })
}

test('nothing is wider than a phone', { skip }, async () => {
  const { page } = await openPage()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${urlOf('sale')}/shop/11`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  for (const path of [
    '/shop',
    '/shop/page/16',
    '/shop/101',
    '/shop/cart',
    '/browse/fiction/novel',
    '/browse/authors',
  ]) {
    await page.goto(urlOf('sale') + path)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, path)
  }
  await page.close()
})
