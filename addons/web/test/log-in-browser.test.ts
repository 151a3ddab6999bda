import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import type { Page } from 'playwright-core'
import { openBrowser, skip, violationsOf } from '../../../test/support/chromium.ts'

const master_pwd = 'the master password'

let app: TestApp
let url: string
let browser: Awaited<ReturnType<typeof openBrowser>>

before(async () => {
  if (skip) return
  app = await createTestApp({
    databases: { one: [], two: [] },
    config: { database: { url: 'pglite:memory', masterPassword: master_pwd } },
  })
  await app.app.databases?.inEnvironment('one', (env) =>
    env['res.users'].create({ name: 'Ada', login: 'ada', password: 'correct horse' }),
  )
  url = (await app.listen()).url
  browser = await openBrowser()
})
after(async () => {
  if (skip) return
  await browser?.close()
  await app.close()
})

/** A page as it is: where, with which heading, and accessible. */
async function isAt(page: Page, path: string, heading: string): Promise<void> {
  assert.equal(new URL(page.url()).pathname, path)
  assert.equal(await page.locator('h1').textContent(), heading)
  assert.deepEqual(await violationsOf(page), [], path)
}

/** Fills in fields by their labels, and sends the form by the keyboard. */
async function send(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
  await leave(page, () => page.keyboard.press('Enter'))
}

/** Does what leads to another page, and waits until it is there. */
async function leave(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()])
}

test('a database is chosen, a user logs in, changes the password, makes a key, and logs out', { skip }, async () => {
  const page = await browser.context.newPage()
  await page.goto(`${url}/web`)
  await isAt(page, '/web/database/selector', 'Choose a database')
  await leave(page, () => page.getByRole('link', { name: 'one' }).click())
  await isAt(page, '/web/login', 'Log in')
  await send(page, { Login: 'ada', Password: 'wrong' })
  await isAt(page, '/web/login', 'Log in')
  assert.equal(await page.getByRole('alert').textContent(), 'Wrong login/password')
  assert.equal(await page.getByLabel('Login').inputValue(), 'ada')
  await send(page, { Password: 'correct horse' })
  await isAt(page, '/web/account', 'Ada')
  await leave(page, () => page.getByRole('link', { name: 'Change the password' }).click())
  await isAt(page, '/web/change_password', 'Change the password')
  await send(page, {
    'Present password': 'correct horse',
    'New password': 'battery staple',
    'New password again': 'battery staple',
  })
  await isAt(page, '/web/account', 'Ada')
  assert.match((await page.getByRole('status').textContent()) ?? '', /The password was changed/)
  await leave(page, () => page.getByRole('link', { name: 'API keys' }).click())
  await isAt(page, '/web/api_keys', 'API keys')
  await send(page, { 'What it is for': 'Script', 'Your password': 'battery staple' })
  await isAt(page, '/web/api_keys/create', 'API keys')
  assert.match((await page.locator('code.o_secret').textContent()) ?? '', /^[0-9a-f]{40}$/)
  await page.goto(`${url}/web/session/logout`)
  await isAt(page, '/web/session/logout', 'Log out')
  await leave(page, () => page.getByRole('button', { name: 'Log out' }).click())
  await isAt(page, '/web/login', 'Log in')
  await page.goto(`${url}/web/account`)
  await isAt(page, '/web/login', 'Log in')
  await page.close()
})

test('databases are managed by who knows the master password', { skip }, async () => {
  const page = await browser.context.newPage()
  await page.goto(`${url}/web/database/manager`)
  await isAt(page, '/web/database/manager', 'Databases')
  await page.goto(`${url}/web/database/manager`)
  const panel = page.getByRole('region', { name: 'two' }).locator('details', { hasText: 'Rename two' })
  const rename = async (password: string) => {
    await panel.locator('summary').click()
    await panel.getByLabel('Master password').fill(password)
    await panel.getByLabel('New name').fill('three')
    await leave(page, () => panel.getByRole('button', { name: 'Rename' }).click())
  }
  await rename('wrong')
  assert.equal(await page.getByRole('alert').textContent(), 'The master password is wrong.')
  assert.deepEqual(await violationsOf(page), [])
  await page.goto(`${url}/web/database/manager`)
  await rename(master_pwd)
  assert.equal(await page.getByRole('status').textContent(), 'two is three now.')
  await page.close()
})
