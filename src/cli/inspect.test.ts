import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

const folder = mkdtempSync(join(tmpdir(), 'pergola-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const config = join(folder, 'pergola.config.ts')
writeFileSync(config, `export default { log: false, secret: 'for this test', dataFolder: ${JSON.stringify(folder)} }\n`)

interface Output {
  readonly stdout: string
  readonly stderr: string
  readonly code?: number
}

async function pergola(...words: string[]): Promise<Output> {
  const main = join(import.meta.dirname, 'main.ts')
  const args = ['--conditions=pergola:source', '--import', 'tsx', main, ...words, '--config', config]
  return promisify(execFile)(process.execPath, args).catch((error: unknown) => error as Output)
}

test('pergola tweens', async () => {
  const { stdout } = await pergola('tweens')
  assert.equal(stdout, 'Tweens, the outermost first, by their places:\n-   INGRESS\n1   EXCVIEW\n-   MAIN\n')
})

test('pergola match, pergola views', async () => {
  const match = await pergola('match', 'post', '/web/health')
  assert.match(match.stdout, /^POST \/web\/health\ntweens {3}EXCVIEW\nanswer {3}405 /)
  const views = await pergola('views', '/web/health')
  assert.match(views.stdout, /^GET \/web\/health\n[^]*\nanswer {3}web\.Health\.health\n$/)
})

test('pergola request', async () => {
  const { stdout } = await pergola('request', '/web/health', '--header', 'Accept: application/json')
  assert.match(stdout, /^200 OK\n[^]*content-type: application\/json; charset=utf-8\n[^]*\n\n\{"status":"pass"\}\n$/)
  assert.equal((await pergola('request', '/nope')).code, 1)
})

test('words that are missing', async () => {
  for (const words of [['views'], ['match', 'GET'], ['request']]) {
    const { code, stderr } = await pergola(...words)
    assert.equal(code, 1)
    assert.match(stderr, /^pergola: Say which: pergola /)
  }
})
