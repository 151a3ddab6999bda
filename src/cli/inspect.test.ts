import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

const folder = mkdtempSync(join(tmpdir(), 'pergola-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'sub'))
const config = join(folder, 'pergola.config.ts')
writeFileSync(config, `export default { log: false, secret: 'for this test', dataFolder: ${JSON.stringify(folder)} }\n`)

interface Output {
  readonly stdout: string
  readonly stderr: string
  readonly code?: number
}

const pergola = (...words: string[]): Promise<Output> => run([...words, '--config', config])

async function run(words: readonly string[], cwd?: string): Promise<Output> {
  const main = join(import.meta.dirname, 'main.ts')
  const args = ['--conditions=pergola:source', '--import', import.meta.resolve('tsx'), main, ...words]
  return promisify(execFile)(process.execPath, args, { cwd }).catch((error: unknown) => error as Output)
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

test('words that are missing, or too many: 2, and how it is meant', async () => {
  const rows: ReadonlyArray<readonly [words: readonly string[], message: RegExp]> = [
    [['match'], /^pergola: Say which: pergola match <method> <url>, for example: pergola match GET \/shop\.\n$/],
    [['match', 'GET'], /^pergola: Say which: pergola match <method> <url>\.\n$/],
    [['match', '/web/health'], /for example: pergola match GET \/web\/health\.\n$/],
    [['views'], /^pergola: Say which: pergola views <url>, and one at a time\.\n$/],
    [['request'], /^pergola: Say which: pergola request <path>/],
    [['request', 'POST', '/a'], /The method is an option: --method POST\.\n$/],
  ]
  const told = await Promise.all(rows.map(([words]) => pergola(...words)))
  told.forEach(({ code, stderr, stdout }, index) => {
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, rows[index]?.[1] as RegExp)
  })
})

test('paths as people type them', async () => {
  const [bare, turned, whole, fragment] = await Promise.all([
    pergola('views', 'web/health'),
    pergola('match', '/web/health', 'get'),
    pergola('match', 'GET', 'https://shop.example:8443/web/health?a=1'),
    pergola('request', 'web/health#top'),
  ])
  assert.match(bare.stdout, /^GET \/web\/health\n[^]*answer {3}web\.Health\.health\n$/)
  assert.match(turned.stdout, /^GET \/web\/health\n[^]*answer {3}web\.Health\.health\n$/)
  assert.match(
    whole.stdout,
    /^GET https:\/\/shop\.example:8443\/web\/health\?a=1\n[^]*answer {3}web\.Health\.health\n$/,
  )
  assert.match(fragment.stdout, /^200 OK\n/)
})

test('what is no URL, no header, no configuration: 1, and what is wrong', async () => {
  const [url, ftp, header, nowhere] = await Promise.all([
    pergola('match', 'GET', 'http://[/'),
    pergola('request', 'ftp://shop.example/x'),
    pergola('request', '/web/health', '--header', 'nonsense'),
    run(['tweens'], join(folder, 'sub')),
  ])
  assert.deepEqual([url.code, ftp.code, header.code, nowhere.code], [1, 1, 1, 1])
  assert.match(url.stderr, /^pergola: http:\/\/\[\/ is no http URL: give a path, \/shop\?page=2, or a whole URL\.\n$/)
  assert.match(ftp.stderr, /ftp:\/\/shop\.example\/x is no http URL/)
  assert.match(header.stderr, /--header is 'Name: value', not 'nonsense'/)
  assert.match(
    nowhere.stderr,
    /^pergola: There is no configuration: no pergola\.config\.ts, .* Go where it is, or name it by --config <file>\.\n$/,
  )
})

test('pergola request: what is logged stands beside the response, with the stack of an error', async () => {
  const own = join(folder, 'failing.config.ts')
  const entry = join(import.meta.dirname, '..', 'entry', 'pergola.ts')
  writeFileSync(
    own,
    `import { Controller, defineAddon, route } from ${JSON.stringify(entry)}
class Failing extends Controller {
  @route('/fail', { auth: 'none' })
  async fail() { throw new Error('out of paper') }
}
const failing = defineAddon({ name: 'failing', root: import.meta.dirname, controllers: [Failing] })
export default { secret: 'x', dataFolder: ${JSON.stringify(folder)}, addons: [failing], serverWide: ['base', 'web', 'failing'] }
`,
  )
  const { code, stdout, stderr } = await run(['request', '/fail', '--header', 'Accept: text/plain', '--config', own])
  assert.equal(code, 1)
  assert.match(stdout, /^500 Internal Server Error\n/)
  assert.doesNotMatch(stdout, /out of paper|"level"/)
  assert.match(stderr, /^error: Error: out of paper\n +at .*failing\.config\.ts/)
})
