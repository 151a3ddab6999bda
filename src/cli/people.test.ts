import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import {
  runPergola,
  startPergola,
  type CommandOptions,
  type CommandResult,
} from '../../test/support/pergola-command.ts'

const entry = join(import.meta.dirname, '..', 'entry', 'pergola.ts')

let folder: string
const pergola = (words: readonly string[], options?: CommandOptions): Promise<CommandResult> =>
  runPergola(folder, words, options)
const shell = (input: string, ...words: string[]): Promise<CommandResult> => pergola(['shell', ...words], { input })

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-cli-'))
  await writeFile(
    join(folder, 'pergola.config.ts'),
    `import { Controller, currentRequest, defineAddon, defineConfig, route } from '${entry}'
class Home { name = ""; parent = null }
class Hello extends Controller {
  @route('/hello', { auth: 'public' })
  async hello() { return \`Hello from \${currentRequest().env.cr.database.name}\` }
  @route('/forgotten', { auth: 'public' })
  async forgotten() { void currentRequest().env['res.partner'].create({ name: 3 }); return 'done' }
}
export default defineConfig({
  addons: [defineAddon({
    name: 'hello', depends: ['web'], controllers: [Hello], root: import.meta.dirname,
    setup: (app) => app.setRootFactory(() => new Home()),
  })],
  database: { url: ${JSON.stringify(`pglite:${join(folder, 'data')}`)} },
  sessions: { store: 'memory' }, secret: 'of the test', log: false,
})
`,
  )
  const env = { PERGOLA_ADMIN_PASSWORD: 'correct horse' }
  const made = await pergola(['db', 'create', 'main', '--install', 'hello'], { env })
  assert.deepEqual([made.status, made.err], [0, ''])
  assert.match(made.out, /\nLog in as admin\.\n$/)
})
after(() => rm(folder, { recursive: true, force: true }))

const authenticate = (password: string): string =>
  `console.log(await env['res.users'].authenticate({ type: 'password', login: 'admin', password: '${password}' }))\n`

test('user list, user passwd', async () => {
  const { out } = await pergola(['user', 'list'])
  const rows = out.split('\n').map((line) => line.split(/ {2,}/))
  assert.deepEqual(rows.slice(0, 3), [
    ['Id', 'Login', 'Name', 'Active', 'Last log-in'],
    ['1', '__system__', 'System', 'no', '-'],
    ['2', 'admin', 'Administrator', 'yes', '-'],
  ])
  assert.equal((await shell(authenticate('correct horse'))).out, '2\n')
  const set = await pergola(['user', 'passwd', 'admin'], { input: 'battery staple\r\nignored\n' })
  assert.deepEqual([set.status, set.out], [0, 'The password of admin was set; its sessions end.\n'])
  assert.equal((await shell(authenticate('battery staple'))).out, '2\n')
  assert.match((await shell(authenticate('correct horse'))).err, /AccessDenied/)
})

test('user passwd: who is not there, and no password', async () => {
  const unknown = await pergola(['user', 'passwd', 'admni'], { input: 'x\n' })
  assert.deepEqual([unknown.status, unknown.err], [1, 'pergola: There is no user admni. Is admin meant?\n'])
  const empty = await pergola(['user', 'passwd', 'admin'], { input: '\n' })
  assert.deepEqual([empty.status, empty.err], [2, 'pergola: The password is empty: nothing was changed.\n'])
})

test('apikey create, list, revoke: the key is shown once', async () => {
  const made = await pergola(['apikey', 'create', 'admin', '--name', 'nightly export', '--days', '7'])
  assert.match(made.out, /^[0-9a-f]{40}\n$/)
  assert.match(made.err, /^Valid for rpc, until \d{4}-.*Z\. It is shown this once\.\n$/)
  const key = made.out.trim()
  const check = `console.log(await env['res.users.apikeys'].checkCredentials('rpc', '${key}'))`
  assert.equal((await shell(check)).out, '2\n')
  const listed = await pergola(['apikey', 'list', 'admin'])
  assert.match(listed.out, /^Id +Name +Scope +Valid until +Last use\n1 +nightly export +rpc +\d{4}-\S+Z +\S+\n$/)
  assert.equal(listed.out.includes(key.slice(0, 8)), false)
  assert.equal((await pergola(['apikey', 'revoke', '1'])).out, 'The API key 1 was revoked.\n')
  assert.equal((await shell(check)).out, 'null\n')
})

test('apikey: words that do not fit', async () => {
  const rows: ReadonlyArray<readonly [words: string[], status: number, message: RegExp]> = [
    [['apikey', 'create', 'admin'], 2, /Say what the key is for/],
    [
      ['apikey', 'create', 'admin', '--name', 'x', '--days', '0'],
      2,
      /--days is a number from 1 to 3650, or never; not 0/,
    ],
    [['apikey', 'revoke', 'x'], 2, /named by its id/],
    [['apikey', 'revoke', '99'], 1, /There is no API key 99/],
    [['apikey', 'lsit'], 2, /There is no command apikey lsit\. Is apikey list meant\?/],
  ]
  for (const [words, status, message] of rows) {
    const told = await pergola(words)
    assert.equal(told.status, status, words.join(' '))
    assert.match(told.err, message)
  }
})

test('shell: a script sees app, env, cr, registry, request and root, and awaits', async () => {
  const script = `
const { currentRequest } = await import(${JSON.stringify(entry)})
console.log(String(env['res.users'].browse([1, 2])), env.su, registry.addons.join(), cr === env.cr)
console.log(request.method, request.path, currentRequest() === request, request.env === env)
console.log(root.constructor.name, app.addons.has('hello'))
console.log((await app.inject('/web/health')).status)
`
  const { status, out, err } = await shell(script)
  assert.deepEqual([status, err], [0, ''])
  assert.equal(out, 'res.users(1, 2) true base,web,hello true\nGET / true true\nHome true\n200\n')
})

test('shell: what is not committed is undone; an error is 1', async () => {
  const count = "console.log(await env['res.partner'].searchCount([['name', 'in', ['Kept', 'Gone', 'Lost']]]))\n"
  const { out } = await shell(`await env['res.partner'].create({ name: 'Kept' }); await commit()
    await env['res.partner'].create({ name: 'Gone' }); await rollback()
    await env['res.partner'].create({ name: 'Lost' })\n${count}`)
  assert.equal(out, '2\n')
  const later = await shell(`${count}throw new Error('of the script')`)
  assert.deepEqual([later.status, later.out], [1, '1\n'])
  assert.match(later.err, /^Error: of the script\n/)
  assert.equal((await shell('const = 1')).status, 1)
})

test('shell: with the rights of a user', async () => {
  const { out } = await shell('console.log(env.uid, env.su, request.env.uid)', '--user', 'admin')
  assert.equal(out, '2 false 2\n')
  assert.match((await shell('', '--user', 'nobody')).err, /There is no user nobody/)
})

test('routes, match, request: what the database serves', async () => {
  const [routes, match, request] = [
    await pergola(['routes']),
    await pergola(['match', 'GET', '/hello']),
    await pergola(['request', '/hello', '--database', 'main']),
  ]
  assert.match(routes.out, /^\/hello +\* +public +http +hello\.Hello\.hello +hello\.Hello$/m)
  assert.match(match.out, /\nanswer {3}hello\.Hello\.hello\n$/)
  assert.match(request.out, /^200 OK\n[^]*\n\nHello from main\n$/)
  assert.equal((await pergola(['request', '/hello', '--database', 'mian'])).status, 2)
})

test('while a server has an embedded database, others are told who has it', async () => {
  const server = startPergola(folder, ['serve', '--port', '0'])
  const ended = once(server, 'close')
  try {
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
    const [, url] = / at (\S+)$/.exec((await lines.next()).value as string) ?? []
    assert.equal((await lines.next()).value, 'Databases: main')
    assert.equal(await (await fetch(`${url}/hello`)).text(), 'Hello from main')
    assert.equal(await (await fetch(`${url}/forgotten`)).text(), 'done')
    assert.equal(await (await fetch(`${url}/hello`)).text(), 'Hello from main', 'a forgotten promise ends nothing')
    const refused = await pergola(['user', 'list'])
    assert.equal(refused.status, 1)
    assert.match(refused.err, new RegExp(`is open in the process with pid ${server.pid}\\.[^]*stop it first`))
    const routes = await pergola(['routes'])
    assert.equal(routes.status, 0)
    assert.match(routes.err, /this is what is served without one\. Choose one by --database/)
  } finally {
    server.kill()
  }
  assert.deepEqual(await ended, [0, null])
})
