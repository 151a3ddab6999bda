import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from 'pergola/testing'
import samplesAddon, { samples } from './samples.ts'

/** A page with its samples. */
async function page(template: string, index: number): Promise<string> {
  await using app = await createTestApp({ addons: [samplesAddon] })
  const { status, text } = await app.inject(`/sample/${template}/${index}`)
  assert.equal(status, 200)
  return text
}

/** The forms of a page: where each goes, and the fields that it sends. */
function formsIn(text: string): string[] {
  return [...text.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', content = '']) => {
    const [, action] = /action="([^"]*)"/.exec(attributes) ?? []
    const names = [...content.matchAll(/<(?:input|select)[^>]* name="([^"]*)"/g)].map(([, name]) => name)
    return `${action}: ${[...new Set(names)].join(' ')}`
  })
}

for (const [template, variants] of Object.entries(samples)) {
  variants.forEach((_values, index) => {
    test(`${template} is a page of the layout (${index})`, async () => {
      const text = await page(template, index)
      assert.match(text, /^<!DOCTYPE html>\s*<html lang="en">/)
      assert.equal(text.match(/<h1>/g)?.length, 1)
      assert.equal(text.match(/<main /g)?.length, 1)
      assert.match(text, /<a class="o_skip" href="#main">/)
      const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      assert.deepEqual(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        [],
        'ids are unique',
      )
      assert.doesNotMatch(text, /undefined|\[object|<script|style="| on\w+="/)
    })
  })
}

test('every form that is posted carries a CSRF token, and sends what its controller wants', async () => {
  assert.deepEqual(formsIn(await page('web.login', 0)), ['/web/login: csrf_token login password type'])
  assert.deepEqual(formsIn(await page('web.login', 1)), ['/web/login: csrf_token login password type redirect'])
  assert.deepEqual(formsIn(await page('web.signup', 1)), [
    '/web/signup: csrf_token name login password confirm_password redirect token',
  ])
  assert.deepEqual(formsIn(await page('web.change_password', 0)), [
    '/web/change_password: csrf_token old_password new_password confirm_password',
  ])
  assert.deepEqual(formsIn(await page('web.api_keys', 1)), [
    '/web/api_keys/revoke: csrf_token id',
    '/web/api_keys/revoke: csrf_token id',
    '/web/api_keys/create: csrf_token name scope duration password',
  ])
  assert.deepEqual(formsIn(await page('web.database_manager', 0)), [
    '/web/database/create: csrf_token master_pwd name login password lang demo',
    '/web/database/restore: csrf_token master_pwd backup_file name copy neutralize_database',
  ])
  assert.deepEqual(formsIn(await page('web.database_manager', 1)).slice(0, 4), [
    '/web/database/backup: csrf_token name backup_format',
    '/web/database/duplicate: csrf_token name new_name neutralize_database',
    '/web/database/rename: csrf_token name new_name',
    '/web/database/drop: csrf_token name',
  ])
})

test('the log-in shows what was entered, and what came of it, escaped', async () => {
  const text = await page('web.login', 1)
  assert.match(text, /<p class="o_error" role="alert">Wrong login or &lt;password&gt;\.<\/p>/)
  assert.match(text, /<p class="o_message" role="status">You are logged out\.<\/p>/)
  assert.match(text, /name="login"[^>]* value="ann&(?:quot|#34);"/)
  assert.match(text, /name="redirect" value="\/shop\?a=1&amp;b=2"/)
  assert.match(text, /href="\/web\/signup\?redirect=%2Fshop%3Fa%3D1%26b%3D2"/)
  const first = await page('web.login', 0)
  assert.doesNotMatch(first, /o_error|o_message|signup|name="redirect"|database/)
})

test('a new key is shown, and keys say until when they hold', async () => {
  const text = await page('web.api_keys', 1)
  assert.match(text, /<code class="o_secret">0123456789abcdef0123456789abcdef01234567<\/code>/)
  assert.match(text, /<th scope="row">Till &lt;1&gt;<\/th>\s*<td>rpc<\/td>/)
  assert.match(text, /<td>everything<\/td>\s*<td>[^<]*2026<\/td>\s*<td>no end<\/td>/)
  assert.match(text, /<option value="">no end<\/option>/)
  assert.match(await page('web.api_keys', 0), /You have none yet\./)
})

test('databases are linked to by name', async () => {
  const text = await page('web.database_selector', 2)
  assert.match(text, /<a href="\/web\?db=two\+%26\+three">two &amp; three<\/a>/)
  assert.match(await page('web.database_selector', 0), /There is none yet\./)
})

test('below a base path all links stand below it', async () => {
  await using app = await createTestApp({ addons: [samplesAddon], config: { http: { basePath: '/a b' } } })
  for (const [template, variants] of Object.entries(samples)) {
    const { text } = await app.inject(`/a%20b/sample/${template}/${variants.length - 1}`)
    const targets = [...text.matchAll(/ (?:href|src|action)="([^"#][^"]*)"/g)].map(([, target = '']) => target)
    assert.deepEqual(
      targets.filter((target) => !target.startsWith('/a%20b/')),
      [],
      template,
    )
  }
})
