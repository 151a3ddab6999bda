import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { Controller, route, type Request } from '../entry/pergola.ts'
import { createTestApp, type TestApp } from '../entry/testing.ts'
import { defineAddon } from '../app/addon.ts'

class Forms extends Controller {
  @route('/form', { auth: 'none', csrf: false })
  async form(_: object, request: Request) {
    const shown = [...request.form].map(async ([name, value]) =>
      value instanceof File
        ? [name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString('base64')]
        : [name, value],
    )
    return request.makeJsonResponse(await Promise.all(shown))
  }
}

let app: TestApp
let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-multipart-'))
  process.env['TMPDIR'] = folder
  app = await createTestApp({
    addons: [defineAddon({ name: 'forms', controllers: [Forms], root: import.meta.dirname })],
  })
})
after(async () => {
  await app.close()
  const left = (await readdir(folder)).filter((name) => name.startsWith('pergola-upload-'))
  await rm(folder, { recursive: true })
  assert.deepEqual(left, [], 'no upload is left')
})

const send = (type: string, body: Uint8Array) =>
  app.inject({ path: '/form', method: 'POST', headers: { 'content-type': type }, body })

test('a quote in a name, which browsers write as %22', async () => {
  const form = new FormData()
  form.append('a"b', '%22')
  form.append('f', new File(['x'], '6" pipe.txt', { type: 'text/plain' }))
  const encodedForm = new globalThis.Response(form)
  const response = await send(
    encodedForm.headers.get('content-type') as string,
    new Uint8Array(await encodedForm.arrayBuffer()),
  )
  assert.deepEqual(response.json(), [
    ['a"b', '%22'],
    ['f', '6" pipe.txt', 'text/plain', 'eA=='],
  ])
})

// Names and texts as browsers write them: line ends become CRLF there, so they are left out here.
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replace(/[\r\n\0]/g, ''))
const name = text.filter((value) => !/[\\"%/]/.test(value))
const bytes = fc.uint8Array({ maxLength: 3000 })
const type = fc.constantFrom('', 'text/plain', 'application/octet-stream', 'image/png')
const field = fc.tuple(name, text)
const file = fc.record({
  field: name,
  filename: name.filter((value) => value !== '' && !/^\.+$/.test(value)),
  type,
  content: bytes,
})

async function encoded(
  entries: ReadonlyArray<
    readonly [string, string] | { field: string; filename: string; type: string; content: Uint8Array }
  >,
): Promise<[string, Uint8Array]> {
  const form = new FormData()
  for (const entry of entries) {
    if ('content' in entry)
      form.append(entry.field, new File([Buffer.from(entry.content)], entry.filename, { type: entry.type }))
    else form.append(entry[0], entry[1])
  }
  const response = new globalThis.Response(form)
  return [response.headers.get('content-type') ?? '', new Uint8Array(await response.arrayBuffer())]
}

describe('multipart forms', () => {
  test('any fields and files come through byte for byte, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(field, file), { maxLength: 8 }), async (entries) => {
        const response = await send(...(await encoded(entries)))
        assert.equal(response.status, 200)
        const expected = entries.map((entry) =>
          'content' in entry
            ? [
                entry.field,
                entry.filename,
                entry.type === '' ? 'application/octet-stream' : entry.type,
                Buffer.from(entry.content).toString('base64'),
              ]
            : [...entry],
        )
        assert.deepEqual(response.json(), expected)
      }),
      { numRuns: 60 },
    )
  })

  test('a body that is cut off anywhere, or has any byte changed, gives 2xx or 4xx', async () => {
    const [contentType, whole] = await encoded([
      ['a', 'text'],
      { field: 'f', filename: 'f.bin', type: 'image/png', content: new Uint8Array(500) },
      ['b', 'é'],
    ])
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.array(change, { maxLength: 3 }), async (length, changes) => {
        const body = whole.slice(0, length)
        for (const { at, to } of changes) if (at < length) body[at] = to
        const { status } = await send(contentType, body)
        assert.ok(status < 500, String(status))
      }),
      { numRuns: 300 },
    )
  })

  test('any bytes at all give 2xx or 4xx', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.uint8Array({ maxLength: 200 }), async (boundary, body) => {
        const safe = boundary.replace(/[^\x21-\x7e]/g, '')
        const { status } = await send(`multipart/form-data; boundary=${safe}`, body)
        assert.ok(status < 500, String(status))
      }),
      { numRuns: 200 },
    )
  })

  test('large files are on disk while the request runs, and nowhere after it', async () => {
    const content = new Uint8Array(3_000_000).fill(7)
    const response = await send(...(await encoded([{ field: 'f', filename: 'big', type: '', content }])))
    const [[, , , base64 = ''] = []] = response.json() as string[][]
    assert.equal(Buffer.from(base64, 'base64').length, 3_000_000)
    assert.deepEqual(
      (await readdir(folder)).filter((each) => each.startsWith('pergola-upload-')),
      [],
    )
  })
})

describe('urlencoded forms and queries', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('&', '=', '+', '%', '%20', '%zz', ';', '?', '#', 'é', '%ff', '\0'),
  )
  const raw = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))

  test('a form is read as URLSearchParams read it', async () => {
    await fc.assert(
      fc.asyncProperty(raw, async (body) => {
        const response = await send('application/x-www-form-urlencoded', Buffer.from(body))
        assert.equal(response.status, 200)
        assert.deepEqual(response.json(), [...new URLSearchParams(`?${body}`)])
      }),
      { numRuns: 150 },
    )
  })

  test('a query is read as URLSearchParams read it', async () => {
    await fc.assert(
      fc.asyncProperty(raw, async (query) => {
        const { search, searchParams } = new URL(`http://x/?${query}`)
        let seen: unknown
        await app.app.perform({ path: `/${search}` }, async (request) => {
          seen = [...request.query]
          return request.makeResponse()
        })
        assert.deepEqual(seen, [...searchParams])
      }),
      { numRuns: 150 },
    )
  })
})
