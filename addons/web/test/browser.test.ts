import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Controller, defineAddon, route } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import type { BrowserContext } from 'playwright-core'
import { openBrowser, skip, violationsOf } from '../../../test/support/chromium.ts'
import samplesAddon, { samples } from './samples.ts'

class Failing extends Controller {
  @route('/fail', { auth: 'none' })
  async fail() {
    throw new Error('failed', { cause: new TypeError('deeper') })
  }
}

let app: TestApp
let url: string
let browser: Awaited<ReturnType<typeof openBrowser>>
let context: BrowserContext

before(async () => {
  if (skip) return
  const failing = defineAddon({ name: 'failing', depends: ['web'], controllers: [Failing] })
  app = await createTestApp({ addons: [samplesAddon, failing], config: { development: true } })
  url = (await app.listen()).url
  browser = await openBrowser()
  context = browser.context
})

after(async () => {
  if (skip) return
  await browser?.close()
  await app.close()
})

const paths = Object.entries(samples).flatMap(([template, variants]) =>
  variants.map((_values, index) => `/sample/${template}/${index}`),
)

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is accessible, ${colorScheme}`, { skip }, async () => {
    const page = await context.newPage()
    await page.emulateMedia({ colorScheme })
    for (const path of [...paths, '/fail']) {
      await page.goto(url + path)
      assert.deepEqual(await violationsOf(page), [], path)
    }
    await page.close()
  })
}

test('no page is wider than a phone, nor complains', { skip }, async () => {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.setViewportSize({ width: 360, height: 740 })
  for (const path of paths) {
    await page.goto(url + path)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, path)
  }
  assert.deepEqual(complaints, [])
  await page.close()
})

test('a name that no database may have is not sent', { skip }, async () => {
  const page = await context.newPage()
  await page.goto(`${url}/sample/web.database_manager/0`)
  const isValid = async (name: string) => {
    await page.locator('#create-name-new').fill(name)
    return page
      .locator('#create-name-new')
      .evaluate((field) => (field as unknown as { validity: { valid: boolean } }).validity.valid)
  }
  assert.equal(await isValid('shop_1.test-a'), true)
  assert.equal(await isValid('../shop'), false)
  assert.equal(await isValid('-shop'), false)
  await page.close()
})
