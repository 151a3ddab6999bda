import axe from 'axe-core'
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Controller, defineAddon, route } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import samplesAddon, { samples } from './samples.ts'

const CHROMIUM = '/usr/bin/chromium'
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

// In CI a missing browser is a failure; elsewhere these tests are left out.
const skip =
  existsSync(CHROMIUM) || process.env['CI']
    ? false
    : `${CHROMIUM} is not there: apt-get install chromium runs this test`

class Failing extends Controller {
  @route('/fail', { auth: 'none' })
  async fail() {
    throw new Error('failed', { cause: new TypeError('deeper') })
  }
}

let app: TestApp
let url: string
let profile: string
let context: BrowserContext

before(async () => {
  if (skip) return
  const failing = defineAddon({ name: 'failing', depends: ['web'], controllers: [Failing] })
  app = await createTestApp({ addons: [samplesAddon, failing], config: { development: true } })
  url = (await app.listen()).url
  profile = await mkdtemp(join(tmpdir(), 'pergola-web-'))
  context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: ARGS })
})

after(async () => {
  if (skip) return
  await context?.close()
  await app.close()
  await rm(profile, { recursive: true, force: true })
})

/** What an accessibility checker finds wrong with a page, its folded parts open too. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(
    `document.querySelectorAll('details').forEach((each) => { each.removeAttribute('name'); each.open = true })`,
  )
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}

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
