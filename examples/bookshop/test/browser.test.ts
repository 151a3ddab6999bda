import axe from 'axe-core'
import bookshop from 'bookshop'
import discount from 'bookshop_discount'
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// In CI a missing browser is a failure; elsewhere these tests are left out.
const skip =
  existsSync(CHROMIUM) || process.env['CI']
    ? false
    : `${CHROMIUM} is not there: apt-get install chromium runs this test`

let app: TestApp
let url: string
let profile: string
let context: BrowserContext

before(async () => {
  if (skip) return
  app = await createTestApp({ addons: [bookshop, discount] })
  url = (await app.listen()).url
  profile = await mkdtemp(join(tmpdir(), 'bookshop-browser-'))
  context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: ARGS })
})

after(async () => {
  if (skip) return
  await context?.close()
  await app.close()
  await rm(profile, { recursive: true, force: true })
})

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

/** What an accessibility checker finds wrong with a page. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}

test('a visitor searches, opens a book, puts it into the cart and sees it there', { skip }, async () => {
  const { page, complaints } = await openPage()
  await page.goto(`${url}/`)
  assert.equal(new URL(page.url()).pathname, '/shop')

  await page.getByLabel('Title or author').fill('tolstoy war')
  await page.getByRole('button', { name: 'Search' }).click()
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), '“tolstoy war”')
  await page.getByRole('link', { name: 'War and Peace' }).click()
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'War and Peace')

  await page.getByLabel('Quantity').fill('2')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  assert.equal(new URL(page.url()).pathname, '/shop/cart')
  assert.deepEqual(await page.getByRole('status').allTextContents(), [
    '“War and Peace” is in your cart.',
    'You save €1.65 on each.',
  ])
  assert.equal(await page.getByLabel('Quantity of War and Peace').inputValue(), '2')
  assert.equal(await page.locator('.total').textContent(), '€\u00a029.70')

  await page.getByRole('button', { name: 'Remove War and Peace' }).click()
  assert.ok(await page.getByText('There is nothing in it yet.').isVisible())
  assert.deepEqual(complaints, [])
  await page.close()
})

test('the shop works by keyboard', { skip }, async () => {
  const { page, complaints } = await openPage()
  await page.goto(`${url}/shop/1`)
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
    await page.goto(`${url}/shop`)
    assert.deepEqual(await violationsOf(page), [])
    await page.goto(`${url}/shop/101`)
    assert.deepEqual(await violationsOf(page), [])
    await page.getByRole('button', { name: 'Add to cart' }).click()
    assert.deepEqual(await violationsOf(page), [])
    await page.goto(`${url}/shop/9999`)
    assert.deepEqual(await violationsOf(page), [])
    await page.close()
  })
}

test('nothing is wider than a phone', { skip }, async () => {
  const { page } = await openPage()
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${url}/shop/11`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  for (const path of ['/shop', '/shop/page/16', '/shop/101', '/shop/cart']) {
    await page.goto(url + path)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, path)
  }
  await page.close()
})
