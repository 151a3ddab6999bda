import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-cli-'))
  await writeFile(
    join(folder, 'pergola.config.ts'),
    `import { Controller, defineAddon, defineConfig, route } from '${join(root, 'src/entry/pergola.ts')}'
class Shop extends Controller {
  @route(['/shop', '/shop/page/<int:page>'], { auth: 'none', methods: ['GET'], readonly: () => true })
  list() {}
  @route('/shop/buy', { auth: 'none', type: 'json' })
  buy() {}
  @route('/shop/quiet', { auth: 'none' })
  quiet() {}
}
class More extends Shop {
  @route({ cors: '*', method: 'x' })
  list() {}
  quiet() {}
}
export default defineConfig({
  addons: [
    defineAddon({ name: 'shop', controllers: [Shop], root: import.meta.dirname }),
    defineAddon({ name: 'more', depends: ['shop'], controllers: [More], root: import.meta.dirname }),
  ],
  serverWide: ['web', 'more'],
  sessions: { store: 'memory' },
  secret: 'x',
})
`,
  )
  await writeFile(join(folder, 'empty.config.ts'), 'export const x = 1\n')
  await writeFile(join(folder, 'misspelt.config.ts'), 'export default { serverwide: [] }\n')
  await writeFile(join(folder, 'lost.config.ts'), "export default { serverWide: ['nowhere'], log: false }\n")
})
after(() => rm(folder, { recursive: true }))

/** Runs `pergola` in the folder of the configuration. */
async function pergola(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const main = join(root, 'src', 'cli', 'main.ts')
  const tsx = import.meta.resolve('tsx')
  const child = spawn(process.execPath, ['--conditions=pergola:source', '--import', tsx, main, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = async (stream: AsyncIterable<Buffer>): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { status: await closed, out, err }
}

describe('pergola routes', () => {
  test('lists rule, methods, auth, type, name and the chain of classes, then the warnings', async () => {
    const { status, out, err } = await pergola('routes')
    assert.deepEqual([status, err], [0, ''])
    const lines = out.trimEnd().split('\n')
    const cells = (text: string) => lines.find((line) => line.startsWith(text))?.split(/ {2,}/)
    assert.deepEqual(cells('Rule '), ['Rule', 'Methods', 'Auth', 'Type', 'Name', 'Answered by'])
    assert.deepEqual(cells('/shop '), ['/shop', 'GET', 'none', 'http', 'shop.Shop.list', 'more.More > shop.Shop'])
    assert.deepEqual(cells('/shop/page/'), [
      '/shop/page/<int:page>',
      'GET',
      'none',
      'http',
      'shop.Shop.list',
      'more.More > shop.Shop',
    ])
    assert.deepEqual(cells('/shop/buy'), ['/shop/buy', '*', 'none', 'json', 'shop.Shop.buy', 'shop.Shop'])
    assert.deepEqual(cells('/web/health')?.slice(0, 5), ['/web/health', 'GET', 'none', 'http', 'web.Health.health'])
    assert.equal(cells('/shop/quiet'), undefined)
    assert.ok(
      lines.some((line) => line.startsWith('warning PERGOLA_W_UNPUBLISHED: More.quiet (addon more)')),
      out,
    )
    assert.ok(
      lines.some((line) => /^warning PERGOLA_W_UNKNOWN_OPTION: .*\bmethod\. Is methods meant\?/.test(line)),
      out,
    )
  })

  test('--filter shows those whose rule or name has the text', async () => {
    const { out } = await pergola('routes', '--filter', 'buy')
    assert.match(out, /^\/shop\/buy /m)
    assert.doesNotMatch(out, /^\/shop /m)
  })

  test('--explain tells which class of which addon stated which option', async () => {
    const { out } = await pergola('routes', '--explain', '--filter', 'shop.Shop.list')
    const row = (option: string) =>
      out
        .split('\n')
        .find((line) => line.startsWith(`  ${option} `))
        ?.trim()
        .split(/ {2,}/)
    assert.deepEqual(row('paths'), ['paths', '["/shop","/shop/page/<int:page>"]', 'shop.Shop'])
    assert.deepEqual(row('methods'), ['methods', '["GET"]', 'shop.Shop'])
    assert.deepEqual(row('cors'), ['cors', '"*"', 'more.More'])
    assert.match(row('readonly')?.[1] ?? '', /^function/)
  })
})

describe('what goes wrong', () => {
  test('an unknown command or option: 2, and what may be meant', async () => {
    const unknown = await pergola('rotes')
    assert.equal(unknown.status, 2)
    assert.match(unknown.err, /no command rotes\. Is routes meant\?/)
    const option = await pergola('routes', '--explian')
    assert.equal(option.status, 2)
    assert.match(option.err, /--explian/)
    assert.equal((await pergola('serve', '--port')).status, 2)
  })

  test('nothing at all is 2 with the usage; --help is 0 with it', async () => {
    const none = await pergola()
    assert.equal(none.status, 2)
    assert.match(none.out + none.err, /pergola <command>/)
    const help = await pergola('--help')
    assert.equal(help.status, 0)
    for (const word of ['serve', 'routes', '--config', '--port', '--explain']) assert.ok(help.out.includes(word), word)
  })

  test('a configuration that is not there, or is none: 1, and the file', async () => {
    const missing = await pergola('routes', '--config', 'missing.ts')
    assert.equal(missing.status, 1)
    assert.match(missing.err, /There is no configuration: .*missing\.ts/)
    await writeFile(join(folder, 'broken.config.ts'), 'export default {\n')
    const broken = await pergola('routes', '--config', 'broken.config.ts')
    assert.equal(broken.status, 1)
    assert.match(broken.err, /^pergola: Transform failed[^]*broken\.config\.ts:2:0: ERROR: .*\n$/)
    const empty = await pergola('routes', '--config', 'empty.config.ts')
    assert.equal(empty.status, 1)
    assert.match(empty.err, /empty\.config\.ts must export a configuration/)
  })

  test('a configuration with a slip of the pen, or an addon that is nowhere: 1, and what', async () => {
    const misspelt = await pergola('routes', '--config', 'misspelt.config.ts')
    assert.equal(misspelt.status, 1)
    assert.match(misspelt.err, /serverwide\. Is serverWide meant\?/)
    const lost = await pergola('routes', '--config', 'lost.config.ts')
    assert.equal(lost.status, 1)
    assert.match(lost.err, /The addon nowhere is not on the addons path/)
  })

  test('a port that is none: 1', async () => {
    for (const port of ['x', '70000', '-1']) {
      const { status, err } = await pergola('serve', `--port=${port}`)
      assert.equal(status, 1)
      assert.match(err, /--port is a number/)
    }
  })
})
