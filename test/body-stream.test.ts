// The body as a stream and as bytes, one after the other, however it comes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BodyNotReadError, Controller, route, type Request } from 'pergola'
import { appWith, bodyOf, exchange } from './support.ts'

class Bodies extends Controller {
  @route('/stream', { auth: 'none', csrf: false })
  async stream(_: object, { http }: Request) {
    return (await http.stream.toArray()).join('')
  }
  @route('/both', { auth: 'none', csrf: false })
  async both(_: object, current: Request) {
    const bytes = await current.readBody()
    return `${bytes.length} ${(await current.http.stream.toArray()).join('')}`
  }
  @route('/late', { auth: 'none', csrf: false })
  async late(_: object, current: Request) {
    await current.http.stream.toArray()
    return current.readBody().then(
      () => 'read',
      (error: unknown) => String(error instanceof BodyNotReadError),
    )
  }
}

const announced = (path: string, type: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`

const chunked = (path: string, type: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n` +
  `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

test('a body that was read is there as a stream, too; one that was streamed is no longer there', async () => {
  await using app = await appWith([Bodies])
  const { port } = await app.listen()
  const answer = async (text: string): Promise<string> => bodyOf(await exchange(port, text))
  for (const send of [announced, chunked]) {
    for (const [type, body] of [
      ['application/x-www-form-urlencoded', 'a=1'],
      ['application/json', '{"a":1}'],
      ['text/plain', 'hello'],
    ] as const) {
      assert.equal(await answer(send('/stream', type, body)), body, type)
      assert.equal(await answer(send('/both', type, body)), `${body.length} ${body}`, type)
    }
    assert.equal(await answer(send('/late', 'text/plain', 'hello')), 'true')
  }
})
