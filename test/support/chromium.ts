// What tests in a browser share.
import axe from 'axe-core'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { findProgram, skipWithout } from './find-program.ts'

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

/** Why tests in a browser are skipped, or false. */
export const skip: false | string = skipWithout('chromium')

/** A browser with a profile of its own. */
export async function openBrowser(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'pergola-browser-'))
  const executablePath = findProgram('chromium') ?? 'chromium'
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGS })
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
