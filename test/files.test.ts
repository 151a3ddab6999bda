// Files as responses: ranges, conditions, names; and the static files of addons.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Controller, route, type Request } from 'pergola'
import { createTestApp, type InjectResult, type TestApp } from 'pergola/testing'
import { addonOf } from './support.ts'

const CONTENT = '0123456789'
const MODIFIED = 'Wed, 01 Jan 2025 00:00:00 GMT'

let folder: string
let app: TestApp

class Files extends Controller {
  @route('/file', { auth: 'none' })
  file(_: object, current: Request) {
    return current.sendFile(join(folder, 'ten.txt'))
  }
  @route('/below/<path:path>', { auth: 'none' })
  below({ path }: { path: string }, current: Request) {
    return current.sendFile(path, { root: folder })
  }
  @route('/named', { auth: 'none' })
  named({ name, attachment }: { name?: string; attachment?: string }, current: Request) {
    return current.sendFile(join(folder, 'ten.txt'), {
      attachment: attachment !== undefined,
      ...(name === undefined ? {} : { filename: name }),
    })
  }
  @route('/kept', { auth: 'none' })
  kept(_: object, current: Request) {
    return current.sendFile(join(folder, 'ten.txt'), { maxAge: 3600, immutable: true, contentType: 'text/x-ten' })
  }
  @route('/missing', { auth: 'none' })
  missing(_: object, current: Request) {
    return current.sendFile(join(folder, 'no such file'))
  }
  @route('/folder', { auth: 'none' })
  folder(_: object, current: Request) {
    return current.sendFile(folder)
  }
}

class Image extends Controller {
  @route('/image', { auth: 'none' })
  image(_: object, current: Request) {
    return current.sendFile(join(folder, 'x.svg'))
  }
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-files-'))
  await mkdir(join(folder, 'static', 'sub'), { recursive: true })
  for (const name of [
    'ten.txt',
    'static/ten.txt',
    'static/sub/é €.txt',
    'static/app.js',
    'x.svg',
    'static/x.svg',
    'static/unknown.zzz',
    '.hidden',
  ]) {
    await writeFile(join(folder, name), CONTENT)
    await utimes(join(folder, name), new Date(MODIFIED), new Date(MODIFIED))
  }
  await writeFile(join(folder, 'empty.txt'), '')
  await symlink('/etc/passwd', join(folder, 'out'))
  app = await createTestApp({ addons: [addonOf('shop', [Files, Image], { root: folder })] })
})
after(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<InjectResult> =>
  app.inject({ path, headers, method })

describe('a file', () => {
  test('comes with type, length, etag, time, and the offer of ranges', async () => {
    const response = await get('/file')
    assert.equal(response.status, 200)
    assert.equal(response.text, CONTENT)
    assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(response.headers['content-length'], '10')
    assert.equal(response.headers['last-modified'], MODIFIED)
    assert.equal(response.headers['accept-ranges'], 'bytes')
    assert.match(response.headers['etag'] ?? '', /^(W\/)?"[^"]+"$/)
    assert.match(response.headers['cache-control'] ?? '', /max-age=0/)
    assert.equal(response.headers['content-disposition'], undefined)
    const head = await get('/file', {}, 'HEAD')
    assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '10'])
  })

  test('may be kept as long as stated, and be of another type', async () => {
    const { headers } = await get('/kept')
    assert.equal(headers['cache-control'], 'public, max-age=3600, immutable')
    assert.equal(headers['content-type'], 'text/x-ten')
  })

  test('that is not there, or is a folder, is 404', async () => {
    assert.deepEqual([(await get('/missing')).status, (await get('/folder')).status], [404, 404])
  })

  test('that is empty is 200 with nothing', async () => {
    const response = await get('/below/empty.txt')
    assert.deepEqual([response.status, response.text], [200, ''])
  })
})

describe('ranges', () => {
  const cases: ReadonlyArray<readonly [range: string, status: number, text: string, contentRange: string | undefined]> =
    [
      ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
      ['bytes=5-', 206, '56789', 'bytes 5-9/10'],
      ['bytes=-3', 206, '789', 'bytes 7-9/10'],
      ['bytes=8-100', 206, '89', 'bytes 8-9/10'],
      ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=20-30', 416, '', 'bytes */10'],
      ['items=0-3', 200, CONTENT, undefined],
      ['nonsense', 200, CONTENT, undefined],
    ]
  for (const [range, status, text, contentRange] of cases) {
    test(`${range}: ${status}`, async () => {
      const response = await get('/file', { range, accept: 'text/plain' })
      assert.equal(response.status, status)
      if (status < 400) assert.equal(response.text, text)
      assert.equal(response.headers['content-range'], contentRange)
      if (status === 206) assert.equal(response.headers['content-length'], String(text.length))
    })
  }

  test('with If-Range: the part where it is unchanged, else the whole', async () => {
    const { headers } = await get('/file')
    const range = 'bytes=0-3'
    assert.equal((await get('/file', { range, 'if-range': MODIFIED })).status, 206)
    assert.equal((await get('/file', { range, 'if-range': '"other"' })).status, 200)
    assert.equal((await get('/file', { range, 'if-range': 'Tue, 01 Jan 2019 00:00:00 GMT' })).status, 200)
    const strong = headers['etag']?.startsWith('W/') === false
    if (strong) assert.equal((await get('/file', { range, 'if-range': headers['etag'] ?? '' })).status, 206)
  })
})

describe('conditions', () => {
  test('If-None-Match and If-Modified-Since: 304 without a body', async () => {
    const { etag = '' } = (await get('/file')).headers
    const older = 'Tue, 31 Dec 2024 00:00:00 GMT'
    const cases: ReadonlyArray<readonly [Record<string, string>, number]> = [
      [{ 'if-none-match': etag }, 304],
      [{ 'if-none-match': `"x", ${etag}` }, 304],
      [{ 'if-none-match': '*' }, 304],
      [{ 'if-none-match': '"x"' }, 200],
      [{ 'if-modified-since': MODIFIED }, 304],
      [{ 'if-modified-since': older }, 200],
      [{ 'if-modified-since': 'nonsense' }, 200],
      [{ 'if-none-match': '"x"', 'if-modified-since': MODIFIED }, 200],
      [{ 'if-none-match': etag, 'if-modified-since': older }, 304],
    ]
    for (const [headers, status] of cases) {
      const response = await get('/file', headers)
      assert.equal(response.status, status, JSON.stringify(headers))
      if (status === 304) {
        assert.equal(response.text, '')
        assert.equal(response.headers['content-length'], undefined)
        assert.equal(response.headers['etag'], etag)
      }
    }
  })

  test('If-Match and If-Unmodified-Since: 412 where they do not hold', async () => {
    const { etag = '' } = (await get('/file')).headers
    assert.equal((await get('/file', { 'if-match': '"x"' })).status, 412)
    assert.equal((await get('/file', { 'if-match': '*' })).status, 200)
    if (!etag.startsWith('W/')) assert.equal((await get('/file', { 'if-match': etag })).status, 200)
    assert.equal((await get('/file', { 'if-unmodified-since': 'Tue, 31 Dec 2024 00:00:00 GMT' })).status, 412)
    assert.equal((await get('/file', { 'if-unmodified-since': MODIFIED })).status, 200)
  })
})

describe('names', () => {
  const cases: ReadonlyArray<readonly [query: Record<string, string>, expected: string]> = [
    [{ attachment: '1' }, 'attachment; filename="ten.txt"'],
    [{ name: 'a.txt' }, 'inline; filename="a.txt"'],
    [{ attachment: '1', name: 'a b.txt' }, 'attachment; filename="a b.txt"'],
    [{ attachment: '1', name: 'é€.txt' }, "attachment; filename*=UTF-8''%C3%A9%E2%82%AC.txt"],
    [{ attachment: '1', name: 'a"b\\c.txt' }, 'attachment; filename="a\\"b\\\\c.txt"'],
    [{ attachment: '1', name: 'a\r\nSet-Cookie: x=1' }, 'Set-Cookie'],
  ]
  for (const [query, expected] of cases) {
    test(JSON.stringify(query), async () => {
      const response = await app.inject({ path: '/named', query })
      const disposition = response.headers['content-disposition'] ?? ''
      assert.equal(response.status, 200)
      assert.equal(response.headers['set-cookie'], undefined)
      assert.doesNotMatch(disposition, /[\r\n]/)
      if (expected.includes('*'))
        assert.ok(
          disposition.startsWith('attachment; filename="') && disposition.endsWith(expected.slice(12)),
          disposition,
        )
      else if (expected !== 'Set-Cookie')
        assert.equal(disposition.replaceAll(/filename=(?=[^"])([^;]+)/g, 'filename="$1"'), expected)
    })
  }
})

test('a path from outside stays below the root', async () => {
  assert.equal((await get('/below/static/ten.txt')).text, CONTENT)
  for (const path of [
    '../etc/passwd',
    '..%2f..%2fetc/passwd',
    '%2e%2e/x',
    'static/../../x',
    '/etc/passwd',
    'out',
    '.hidden',
    'a%00b',
    '..%5cx',
    '',
    'static',
  ]) {
    assert.equal((await get(`/below/${path}`)).status, 404, path)
  }
})

describe('static files', () => {
  test('may be kept a week, have types, and set no cookie', async () => {
    const response = await get('/shop/static/app.js', { cookie: `session_id=${'A'.repeat(86)}` })
    assert.equal(response.status, 200)
    assert.equal(response.headers['cache-control'], 'public, max-age=604800')
    assert.match(response.headers['content-type'] ?? '', /^(text|application)\/javascript/)
    assert.equal(response.headers['set-cookie'], undefined)
    assert.equal((await get('/shop/static/unknown.zzz')).headers['content-type'], 'application/octet-stream')
  })

  test('have names of any script, ranges and conditions', async () => {
    const path = `/shop/static/sub/${encodeURIComponent('é €.txt')}`
    assert.equal((await get(path)).text, CONTENT)
    assert.equal((await get(path, { range: 'bytes=0-1' })).text, '01')
    assert.equal((await get(path, { 'if-modified-since': MODIFIED })).status, 304)
  })

  test('are for GET and HEAD; anything else goes on to the routes', async () => {
    assert.equal((await get('/shop/static/ten.txt', {}, 'HEAD')).status, 200)
    assert.equal((await get('/shop/static/ten.txt', {}, 'POST')).status, 404)
    assert.equal((await get('/shop/static/missing.txt')).status, 404)
  })

  test('that are images run no scripts', async () => {
    for (const path of ['/shop/static/x.svg', '/image']) {
      const { headers } = await get(path)
      assert.equal(headers['content-security-policy'], "default-src 'none'", path)
      assert.equal(headers['x-content-type-options'], 'nosniff')
    }
  })

  test('are never kept in development', async () => {
    await using developing = await createTestApp({
      addons: [addonOf('shop', [], { root: folder })],
      config: { development: true },
    })
    const { headers } = await developing.inject('/shop/static/ten.txt')
    assert.match(headers['cache-control'] ?? '', /max-age=0|no-cache/)
  })

  test('stand below the base path', async () => {
    await using based = await createTestApp({
      addons: [addonOf('shop', [], { root: folder })],
      config: { http: { basePath: '/base' } },
    })
    assert.equal((await based.inject('/base/shop/static/ten.txt')).status, 200)
    assert.equal((await based.inject('/shop/static/ten.txt')).status, 404)
  })

  test('of an addon without such a folder are 404', async () => {
    assert.ok((await stat(folder)).isDirectory())
    assert.equal((await get('/base/static/x')).status, 404)
  })
})
