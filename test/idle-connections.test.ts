// Connections that nobody uses any more are ended; those that are used are not, however long it takes.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { Controller, route } from 'pergola'
import { appWith, get, RawClient, statusesIn } from './support.ts'
import type { TestApp } from 'pergola/testing'

class Pages extends Controller {
  static running: PromiseWithResolvers<void>
  static gate: PromiseWithResolvers<void>

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
  @route('/form', { auth: 'none', csrf: false })
  form({ title }: { title?: string }) {
    return `title ${title}`
  }
}

describe('http.keepAliveTimeout', () => {
  let app: TestApp
  let port: number

  before(async () => {
    app = await appWith([Pages], { http: { keepAliveTimeout: 40 } })
    ;({ port } = await app.listen())
  })
  after(() => app.close())
  beforeEach(() => {
    Pages.running = Promise.withResolvers()
    Pages.gate = Promise.withResolvers()
  })

  /** What another connection sees, from its only request until it is ended for want of use. */
  async function untilAnotherIsEnded(): Promise<void> {
    await using other = new RawClient(port)
    assert.deepEqual(statusesIn(await other.send(keepAlive('/ok')).ended()), [200])
  }
  const keepAlive = (path: string): string => get(path).replace(/connection: close\r\n/i, '')

  test('a connection that was answered is ended after a time', async () => {
    await untilAnotherIsEnded()
  })

  test('it may be used again before', async () => {
    await using client = new RawClient(port)
    for (let times = 1; times <= 3; times++)
      await client.send(keepAlive('/ok')).until(new RegExp(`(?:fine.*){${times}}`, 's'))
    assert.deepEqual(statusesIn(await client.ended()), [200, 200, 200])
  })

  test('one that waits for its answer is not idle', async () => {
    await using client = new RawClient(port)
    await client.send(keepAlive('/ok')).until('fine')
    client.send(keepAlive('/wait'))
    await Pages.running.promise
    await untilAnotherIsEnded()
    await untilAnotherIsEnded()
    Pages.gate.resolve()
    assert.deepEqual(statusesIn(await client.until('waited')), [200, 200])
  })

  test('nor is one whose form is still on its way', async () => {
    await using client = new RawClient(port)
    await client.send(keepAlive('/ok')).until('fine')
    const head = `POST /form HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\n`
    client.send(`${head}titl`)
    await untilAnotherIsEnded()
    await untilAnotherIsEnded()
    assert.deepEqual(statusesIn(await client.send('e=abc').until('title abc')), [200, 200])
  })
})

test('http.keepAliveTimeout: 0 keeps them for ever, until the server stops', async () => {
  const app = await appWith([Pages], { http: { keepAliveTimeout: 0 } })
  const { port } = await app.listen()
  await using client = new RawClient(port)
  await client.send('GET /ok HTTP/1.1\r\nhost: a\r\n\r\n').until('fine')
  await client.send('GET /ok HTTP/1.1\r\nhost: a\r\n\r\n').until(/(?:fine.*){2}/s)
  await app.close()
  assert.deepEqual(statusesIn(await client.ended()), [200, 200])
})
