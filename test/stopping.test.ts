// How a server stops: what runs is finished, what is idle is closed, and a second signal ends it at once.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Controller, route } from 'pergola'
import { appWith, get, RawClient } from './support.ts'

class Pages extends Controller {
  static running: PromiseWithResolvers<void> = Promise.withResolvers()
  static gate: PromiseWithResolvers<void> = Promise.withResolvers()

  @route('/ok', { auth: 'none' })
  ok() {
    return 'fine'
  }
  @route('/wait', { auth: 'none' })
  async wait() {
    Pages.running.resolve()
    await Pages.gate.promise
    return 'waited'
  }
}

function again(): void {
  Pages.running = Promise.withResolvers()
  Pages.gate = Promise.withResolvers()
}

describe('stopping', () => {
  test('lets running requests finish, closes idle connections, takes no new ones', async () => {
    again()
    const stopping = await appWith([Pages])
    const address = await stopping.listen()
    await using idle = new RawClient(address.port)
    await idle.send('GET /ok HTTP/1.1\r\nHost: x\r\n\r\n').until('fine')
    await using busy = new RawClient(address.port)
    busy.send('GET /wait HTTP/1.1\r\nHost: x\r\n\r\n')
    await Pages.running.promise
    const closed = stopping.close()
    await idle.ended()
    await using late = new RawClient(address.port)
    assert.equal(await late.send(get('/ok')).ended(), '')
    Pages.gate.resolve()
    const received = await busy.ended()
    assert.match(received, /waited$/)
    assert.match(received, /connection: close/i)
    await closed
  })

  test('ends what takes longer than stopTimeout', async () => {
    again()
    const stopping = await appWith([Pages], { http: { stopTimeout: 30 } })
    const address = await stopping.listen()
    await using busy = new RawClient(address.port)
    busy.send(get('/wait'))
    await Pages.running.promise
    await stopping.close()
    assert.equal(await busy.ended(), '')
    Pages.gate.resolve()
  })

  test('may be done twice, and before anything was started', async () => {
    const stopping = await appWith([Pages])
    await stopping.app.close()
    await stopping.close()
    await stopping.close()
  })
})

describe('pergola serve', () => {
  const root = join(import.meta.dirname, '..')
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pergola-serve-'))
    await writeFile(
      join(folder, 'pergola.config.ts'),
      `import { Controller, defineAddon, defineConfig, route } from '${join(root, 'src/entry/pergola.ts')}'
class Slow extends Controller {
  @route('/slow', { auth: 'none' })
  async slow() {
    console.log('slow runs')
    await new Promise((resolve) => setTimeout(resolve, 400))
    return 'slow is done'
  }
  @route('/never', { auth: 'none' })
  async never() {
    console.log('never runs')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  }
}
export default defineConfig({
  addons: [defineAddon({ name: 'slow', controllers: [Slow], root: import.meta.dirname })],
  serverWide: ['web', 'slow'],
  sessions: { store: 'memory' },
  log: false,
  root: import.meta.dirname,
})
`,
    )
  })
  after(() => rm(folder, { recursive: true }))

  async function serve(): Promise<{ child: ChildProcess; port: number; printed: (text: string) => Promise<unknown> }> {
    const args = [
      '--conditions=pergola:source',
      '--import',
      'tsx',
      join(root, 'src/cli/main.ts'),
      'serve',
      '--port',
      '0',
      '--config',
      join(folder, 'pergola.config.ts'),
    ]
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    const printed = async (text: string): Promise<void> => {
      while (!output.includes(text)) await once(child.stdout, 'data')
    }
    await printed('\n')
    const [, found] = /Pergola serves base, slow, web at http:\/\/127\.0\.0\.1:([0-9]+)\n/.exec(output) ?? []
    assert.ok(found, output)
    return { child, port: Number(found), printed }
  }

  test('a first signal finishes what runs, then the process ends by itself with 0', async () => {
    const { child, port: at, printed } = await serve()
    await using client = new RawClient(at)
    client.send(get('/slow'))
    await printed('slow runs')
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    assert.match(await client.ended(), /slow is done$/)
    assert.deepEqual(await exited, [0, null])
  })

  test('a second signal ends it at once with 130', async () => {
    const { child, port: at, printed } = await serve()
    await using client = new RawClient(at)
    client.send(get('/never'))
    await printed('never runs')
    const exited = once(child, 'exit')
    child.kill('SIGINT')
    await using refused = new RawClient(at)
    await refused.ended()
    child.kill('SIGINT')
    assert.deepEqual(await exited, [130, null])
    assert.equal(await client.ended(), '')
  })
})
