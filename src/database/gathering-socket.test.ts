import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import * as fc from '../../test/support/fast-check.ts'
import { GatheringSocket } from './gathering-socket.ts'

/** What a server receives of what is written to a socket. */
async function received(write: (socket: GatheringSocket) => Promise<void>): Promise<Buffer> {
  await using server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const arrived = once(server, 'connection').then(([socket]) => buffer(socket as Socket))
  const socket = new GatheringSocket().connect((server.address() as AddressInfo).port, '127.0.0.1')
  await write(socket)
  return await arrived
}

const piece = fc.record({
  size: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 16_380, max: 16_390 })),
  letter: fc.constantFrom('a', 'b', 'c', 'd'),
  as: fc.constantFrom('bytes', 'text', 'called back'),
  waits: fc.boolean(),
})

test('everything arrives once and in order, however it was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, connects) => {
      const bytes = await received(async (socket) => {
        if (connects) await once(socket, 'connect')
        for (const { size, letter, as, waits } of pieces) {
          const text = letter.repeat(size)
          if (as === 'bytes') socket.write(Buffer.from(text))
          else if (as === 'text') socket.write(text)
          else socket.write(Buffer.from(text), () => {})
          if (waits) await new Promise((resolve) => setImmediate(resolve))
        }
        socket.end('.')
      })
      assert.equal(bytes.toString(), `${pieces.map(({ letter, size }) => letter.repeat(size)).join('')}.`)
    }),
    { numRuns: 60 },
  )
})

test('small pieces that are written at once are sent as one', async () => {
  const chunks: string[] = []
  await using server = createServer((socket) => socket.on('data', (chunk) => chunks.push(chunk.toString())))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = new GatheringSocket().connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  const sent: string[] = []
  const { _write: write } = socket
  socket._write = (chunk: Buffer, ...rest) => {
    sent.push(chunk.toString())
    write.call(socket, chunk, ...rest)
  }
  for (const text of ['begin;', 'select 1;', 'commit']) socket.write(Buffer.from(text))
  socket.end()
  await once(socket, 'close')
  assert.deepEqual(sent, ['begin;select 1;commit'])
  assert.equal(chunks.join(''), 'begin;select 1;commit')
})

test('what is written to a socket that is gone is lost without an error', async () => {
  const socket = new GatheringSocket()
  socket.destroy()
  socket.write(Buffer.from('late'))
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(socket.bytesWritten, 0)
})
