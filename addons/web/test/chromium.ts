// What tests in a browser share.
import axe from 'axe-core'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/** In CI a missing browser is a failure; elsewhere these tests are left out. */
export const skip: false | string =
  existsSync(CHROMIUM) || process.env['CI']
    ? false
    : `${CHROMIUM} is not there: apt-get install chromium runs this test`

/** A browser with a profile of its own. */
export async function openBrowser(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'pergola-web-'))
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: ARGS })
  return {
    context,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

/** What an accessibility checker finds wrong with a page, its folded parts open too. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(
    `document.querySelectorAll('details').forEach((each) => { each.removeAttribute('name'); each.open = true })`,
  )
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}
