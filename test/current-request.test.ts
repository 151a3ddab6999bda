// The current request is each request's own: over sockets, where many share a connection, and in what they leave running.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import { Controller, currentRequest, request, route } from 'pergola'
import type { TestApp } from 'pergola/testing'
import { appWith, RawClient } from './support.ts'

class Pages extends Controller {
  static left: Array<Promise<string | undefined>> = []

  @route('/turn/<name>', { auth: 'none' })
  async turn({ name }: { name: string }) {
    const seen = [request.http.path]
    for (let turn = 0; turn < 3; turn++) {
      await later()
      seen.push(request.http.path)
    }
    Pages.left.push(later().then(() => request.http.path))
    return `${name}: ${new Set(seen).size} ${seen.at(-1)}`
  }

  @route('/form/<name>', { auth: 'none', csrf: false })
  form({ name, value }: { name: string; value?: string }) {
    return `${name}: ${value} ${request.http.path}`
  }
}

let app: TestApp
let port: number
before(async () => {
  app = await appWith([Pages])
  ;({ port } = await app.listen())
})
after(() => app.close())

const turn = (name: string): string => `GET /turn/${name} HTTP/1.1\r\nhost: a\r\n\r\n`
const form = (name: string, value: string): string =>
  `POST /form/${name} HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${6 + value.length}\r\n\r\nvalue=${value}`

test('requests that come in one piece over one connection are answered in order, each by its own', async () => {
  await using client = new RawClient(port)
  const received = await client
    .send(turn('a') + form('b', 'one') + turn('c') + form('d', 'two') + turn('e'))
    .until('e: 1 /turn/e')
  const bodies = [...received.matchAll(/^[a-e]: .*?(?=HTTP|$)/gm)].map(([body]) => body)
  assert.deepEqual(bodies, ['a: 1 /turn/a', 'b: one /form/b', 'c: 1 /turn/c', 'd: two /form/d', 'e: 1 /turn/e'])
})

test('what a request leaves running has it still, whatever came after it', async () => {
  Pages.left = []
  await using client = new RawClient(port)
  await client.send(turn('a')).until('a: 1')
  await client.send(turn('b') + form('c', 'x')).until('c: x')
  assert.deepEqual(await Promise.all(Pages.left), ['/turn/a', '/turn/b'])
})

test('outside of requests there is none, also while some are handled', async () => {
  await using client = new RawClient(port)
  client.send(turn('a'))
  for (let turns = 0; turns < 20; turns++) {
    await later()
    assert.throws(currentRequest, /No request is being handled/)
  }
  await client.until('a: 1')
})
