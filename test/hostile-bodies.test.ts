// Bodies and paths of files that somebody sends on purpose: each gets a clear answer, and the server goes on.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { Controller, route, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import { addonOf, bodyOf, exchange, get, post, statusesIn } from './support.ts'

class Target extends Controller {
  @route('/ok', { auth: 'none' })
  ok() {
    return 'fine'
  }
  @route('/form', { auth: 'none', csrf: false })
  async form(params: Record<string, unknown>, current: Request) {
    const own = Object.getPrototypeOf(params) === Object.prototype
    const shown = Object.entries(params).map(async ([name, value]) => [
      name,
      value instanceof File ? await value.text() : value,
    ])
    return current.makeJsonResponse({ own, params: await Promise.all(shown), form: [...current.form.keys()] })
  }
  @route('/rpc', { auth: 'none', type: 'json' })
  rpc(params: object) {
    return Object.entries(params)
  }
  @route('/json2', { auth: 'none', type: 'json2' })
  json2(params: object) {
    return Object.entries(params)
  }
  @route('/json', { auth: 'none', csrf: false })
  json(_: object, current: Request) {
    return current.makeJsonResponse(current.jsonBody)
  }
  @route('/remember', { auth: 'none' })
  remember({ key = '' }: { key?: string }, current: Request) {
    current.session.set(key, { polluted: true })
    current.session.flash('polluted', key)
    return current.makeJsonResponse([current.session.get(key), current.session.popFlash(key)])
  }
}

let app: TestApp
let port: number
let folder: string

const uploadFolders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('pergola-upload-'))

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-hostile-'))
  process.env['TMPDIR'] = folder
  const root = join(folder, 'shop')
  await mkdir(join(root, 'static', 'sub'), { recursive: true })
  await mkdir(join(root, 'static', '.well-known'))
  await writeFile(join(root, 'static', 'a.txt'), 'public')
  await writeFile(join(root, 'static', 'sub', 'b.txt'), 'below')
  for (const secret of ['static/.hidden', 'static/.well-known/x', 'secret.txt', 'static-secret.txt'])
    await writeFile(join(root, secret), 'SECRET')
  await symlink(join(root, 'secret.txt'), join(root, 'static', 'link.txt'))
  await symlink('..', join(root, 'static', 'up'))
  await symlink('sub/b.txt', join(root, 'static', 'inside.txt'))
  const http = {
    maxContentLength: 3_000_000,
    maxFields: 100,
    maxFormMemory: 100_000,
    requestTimeout: 5000,
    headersTimeout: 5000,
  }
  app = await createTestApp({ addons: [addonOf('shop', [Target], { root })], config: { http } })
  ;({ port } = await app.listen())
})

after(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

afterEach(async () => {
  assert.match(await exchange(port, get('/ok')), /^HTTP\/1\.1 200 [\s\S]*fine$/)
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  while ((await uploadFolders()).length > 0) await new Promise((resolve) => setImmediate(resolve))
})

/** Status and body, the body as JSON where it is that. */
async function answer(data: string | Uint8Array): Promise<[number | undefined, unknown]> {
  const received = await exchange(port, data)
  const body = bodyOf(received)
  try {
    return [statusesIn(received)[0], JSON.parse(Buffer.from(body, 'latin1').toString())]
  } catch {
    return [statusesIn(received)[0], body]
  }
}

describe('multipart', () => {
  const type = 'multipart/form-data; boundary=X'
  const part = (disposition: string, content: string, headers = ''): string =>
    `--X\r\nContent-Disposition: ${disposition}\r\n${headers}\r\n${content}\r\n`
  const field = (name: string, content: string): string => part(`form-data; name="${name}"`, content)
  const file = (name: string, content: string): string =>
    part(`form-data; name="${name}"; filename="${name}.bin"`, content, 'Content-Type: application/x-bin\r\n')
  const statusOf = async (body: string, contentType = type) => (await answer(post('/form', contentType, body)))[0]

  test('what is no multipart body: 400', async () => {
    assert.equal(await statusOf('x', 'multipart/form-data'), 400)
    assert.equal(await statusOf('x', 'multipart/form-data; boundary='), 400)
    assert.equal(await statusOf('x', `multipart/form-data; boundary=${'b'.repeat(5000)}`), 400)
    assert.equal(await statusOf('no boundary in it'), 400)
    assert.equal(await statusOf(''), 200, 'nothing at all is an empty form')
    assert.equal(await statusOf(field('a', '1')), 400, 'no final boundary')
    assert.equal(await statusOf('--X'), 400)
    assert.equal(await statusOf('--X\r\n'), 400)
    assert.equal(await statusOf('--X\r\nContent-Dispo'), 400)
    assert.equal(await statusOf(file('f', 'x'.repeat(200_000)).slice(0, 150_000)), 400)
  })

  test('a file that is cut off anywhere: 400', async () => {
    const whole = `${file('f', 'content')}${field('a', '1')}`
    for (let length = 1; length < whole.length; length += 3)
      assert.equal(await statusOf(whole.slice(0, length)), 400, String(length))
  })

  test('an empty form, a preamble and an epilogue are fine', async () => {
    assert.equal(await statusOf('--X--\r\n'), 200)
    const [status, body] = await answer(post('/form', type, `preamble\r\n${field('a', '1')}--X--\r\nepilogue`))
    assert.deepEqual([status, body], [200, { own: true, params: [['a', '1']], form: ['a'] }])
  })

  test('a part without a name, or without a disposition, harms nobody', async () => {
    for (const odd of [
      part('form-data', 'x'),
      '--X\r\n\r\nx\r\n',
      part('attachment; name="q"', 'x'),
      part('form-data; name=""', 'x'),
    ]) {
      const [status, body] = await answer(post('/form', type, `${odd}${field('a', '1')}--X--\r\n`))
      assert.equal(status, 200, odd)
      assert.ok((body as { params: unknown[][] }).params.some(([name, value]) => name === 'a' && value === '1'))
    }
  })

  test('more parts than the limit: 413; as many as the limit: 200', async () => {
    assert.equal(await statusOf(`${field('a', '1').repeat(100)}--X--\r\n`), 200)
    assert.equal(await statusOf(`${field('a', '1').repeat(101)}--X--\r\n`), 413)
    assert.equal(await statusOf(`${file('f', 'x').repeat(101)}--X--\r\n`), 413)
    assert.equal(await statusOf(`${field('a', '').repeat(5000)}--X--\r\n`), 413)
  })

  test('huge headers of a part, or very many: an answer below 500', async () => {
    const huge = part(`form-data; name="a"`, '1', `X-Huge: ${'h'.repeat(200_000)}\r\n`)
    const many = part(`form-data; name="a"`, '1', 'X-Many: h\r\n'.repeat(5000))
    for (const odd of [huge, many]) assert.ok(((await statusOf(`${odd}--X--\r\n`)) ?? 500) < 500)
  })

  test('a field over the memory limit: 413; a file of that size: 200', async () => {
    assert.equal(await statusOf(`${field('a', 'x'.repeat(100_001))}--X--\r\n`), 413)
    assert.equal(await statusOf(`${field('n'.repeat(2000), 'x')}--X--\r\n`), 200)
    assert.equal(await statusOf(`${file('f', 'x'.repeat(500_000))}--X--\r\n`), 200)
  })

  test('names of prototypes as fields and files reach no prototype', async () => {
    const names = ['__proto__', 'constructor', 'prototype', '__proto__[polluted]', 'constructor.prototype.polluted']
    const [status, body] = await answer(
      post('/form', type, `${names.map((name) => field(name, 'f')).join('')}--X--\r\n`),
    )
    assert.deepEqual(
      [status, body],
      [200, { own: true, params: names.slice(1).map((name) => [name, 'f']), form: names }],
    )
    const [, files] = await answer(post('/form', type, `${names.map((name) => file(name, 'F')).join('')}--X--\r\n`))
    assert.deepEqual(
      (files as { params: unknown }).params,
      names.slice(1).map((name) => [name, 'F']),
    )
  })

  test('a disk that fails is our failure: 500', async () => {
    const gone = await mkdtemp(join(folder, 'gone-'))
    process.env['TMPDIR'] = gone
    await using broken = await createTestApp({ addons: [addonOf('shop', [Target])] })
    process.env['TMPDIR'] = folder
    await rm(gone, { recursive: true })
    assert.equal((await broken.inject({ path: '/form', files: { f: { content: 'x' } } })).status, 500)
  })

  test('names of files are only names: nothing is written outside of the folder', async () => {
    const odd = ['../../evil', '/etc/evil', '..\\evil', 'a\0b', '.', '..', 'CON', 'é'].map((name) =>
      part(`form-data; name="f"; filename="${name}"`, 'x'),
    )
    assert.equal(await statusOf(`${odd.join('')}--X--\r\n`), 200)
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes('evil')),
      [],
    )
  })
})

describe('urlencoded', () => {
  const type = 'application/x-www-form-urlencoded'

  test('names of prototypes in form and query reach no prototype', async () => {
    const text = '__proto__=polluted&constructor=c&prototype=p&__proto__[polluted]=1&toString=t&hasOwnProperty=h'
    const names = [
      ['constructor', 'c'],
      ['prototype', 'p'],
      ['__proto__[polluted]', '1'],
      ['toString', 't'],
      ['hasOwnProperty', 'h'],
    ]
    const [, form] = await answer(post('/form', type, text))
    assert.deepEqual((form as { params: unknown; own: boolean }).params, names)
    assert.equal((form as { own: boolean }).own, true)
    const [, query] = await answer(get(`/form?${text}`))
    assert.deepEqual((query as { params: unknown }).params, names)
  })

  test('too many fields: 413; too much text: 413', async () => {
    assert.equal((await answer(post('/form', type, 'a&'.repeat(101))))[0], 413)
    assert.equal((await answer(post('/form', type, `a=${'x'.repeat(100_000)}`)))[0], 413)
    assert.equal((await answer(post('/form', type, Array(100).fill('a=1').join('&'))))[0], 200)
  })

  test('bytes that are no text, and odd percent signs, are read as browsers read them', async () => {
    const [status, body] = await answer(post('/form', type, Buffer.from('a=%zz&b=%&c=%ff&d=\xff&=e&f', 'latin1')))
    const expected = [
      ['a', '%zz'],
      ['b', '%'],
      ['c', '�'],
      ['d', '�'],
      ['', 'e'],
      ['f', ''],
    ]
    assert.deepEqual([status, (body as { params: unknown }).params], [200, expected])
  })

  test('a question mark in front belongs to the name', async () => {
    assert.deepEqual(((await answer(post('/form', type, '?a=1')))[1] as { params: unknown }).params, [['?a', '1']])
    assert.deepEqual(((await answer(get('/form??a=1')))[1] as { params: unknown }).params, [['?a', '1']])
  })
})

describe('JSON', () => {
  const send = (path: string, text: string | Uint8Array) => answer(post(path, 'application/json', text))
  const bad = ['', '{', 'nul', '{"a":}', "{'a':1}", '[1,]', 'NaN', '\xff\xfe', '{"a":1}{"b":2}', '\0']

  test('malformed: 400 everywhere', async () => {
    for (const path of ['/rpc', '/json2', '/json']) {
      for (const text of bad) {
        if (path === '/json2' && text === '') continue // no body: no parameters
        assert.equal((await send(path, Buffer.from(text, 'latin1')))[0], 400, `${path} ${JSON.stringify(text)}`)
      }
    }
  })

  test('no object where one is expected: 400', async () => {
    for (const text of ['[]', '[{}]', '"x"', '7', 'null', 'true']) {
      assert.equal((await send('/rpc', text))[0], 400, text)
      assert.equal((await send('/json2', text))[0], 400, text)
      assert.equal((await send('/json', text))[0], 200, text)
    }
  })

  test('nested too deep: 400, however deep', async () => {
    for (const depth of [100, 10_000, 400_000]) {
      const [status] = await send('/json', '['.repeat(depth) + ']'.repeat(depth))
      assert.equal(status, 400, String(depth))
      assert.equal((await send('/rpc', `{"params":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`))[0], 400)
    }
    assert.equal((await send('/json', '['.repeat(60) + ']'.repeat(60)))[0], 200)
  })

  test('names of prototypes are refused where they could reach one', async () => {
    for (const path of ['/rpc', '/json2', '/json']) {
      for (const text of [
        '{"__proto__":{"polluted":1}}',
        '{"params":{"__proto__":{"polluted":1}}}',
        '{"a":[{"__proto__":1}]}',
        '{"constructor":{"prototype":{"polluted":1}}}',
      ]) {
        assert.equal((await send(path, text))[0], 400, `${path} ${text}`)
      }
    }
    const [status, body] = await send('/json2', '{"constructor":1,"prototype":{"polluted":1}}')
    assert.deepEqual(
      [status, body],
      [
        200,
        [
          ['constructor', 1],
          ['prototype', { polluted: 1 }],
        ],
      ],
    )
  })
})

test('names of prototypes as names of the session and of flash queues are names', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype', 'hasOwnProperty']) {
    assert.deepEqual(await answer(get(`/remember?key=${key}`)), [200, [{ polluted: true }, ['polluted']]], key)
  }
})

describe('static files', () => {
  test('are served', async () => {
    assert.deepEqual(await answer(get('/shop/static/a.txt')), [200, 'public'])
    assert.deepEqual(await answer(get('/shop/static/sub/b.txt')), [200, 'below'])
    assert.deepEqual(await answer(get('/shop/static/s%75b/b%2Etxt')), [200, 'below'])
    assert.deepEqual(await answer(get('/shop/static/inside.txt')), [200, 'below'], 'a link that stays inside')
  })

  const ups = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '%2E%2E%2F',
    '.%2e/',
    '..\\',
    '..%5c',
    '%2e%2e%5c',
    '..%c0%af',
    '%c0%ae%c0%ae/',
    '..%252f',
    '%252e%252e%252f',
    '....//',
    '..;/',
    '%2e%2e%00/',
    '..%00/',
    './../',
    'sub/../../',
    'sub/..%2f..%2f',
    'sub%2f..%2f..%2f',
    '//',
    '%2f',
    'C:',
    '%5c%5c',
    'file:',
    'up/',
  ]
  for (const up of ups) {
    test(`${up} leads nowhere`, async () => {
      for (const target of [`${up}secret.txt`, `${up}shop/secret.txt`, `${up}${up}etc/passwd`, `${up}addon.ts`]) {
        const [status, body] = await answer(get(`/shop/static/${target}`))
        assert.ok(status === 404 || status === 400, `${target}: ${status}`)
        assert.doesNotMatch(String(body), /SECRET|root:/)
      }
    })
  }

  test('nor do hidden files, folders, links that lead outside, names with other things in them', async () => {
    const names = [
      '.hidden',
      '%2ehidden',
      '.well-known/x',
      'link.txt',
      'up/secret.txt',
      '',
      'sub',
      'sub/',
      'a.txt/',
      'a.txt%00',
      'a.txt%00.png',
      'a.txt::$DATA',
      `${folder}/shop/secret.txt`,
      `/${folder}/shop/secret.txt`,
      'a.txt%20',
      'A.TXT',
      '%',
    ]
    for (const name of names) {
      const [status, body] = await answer(get(`/shop/static/${name}`))
      assert.ok(status === 404 || status === 400, `${name}: ${status}`)
      assert.doesNotMatch(String(body), /SECRET|public/)
    }
    for (const target of [
      '/shop/static/../secret.txt',
      '/shop/static-secret.txt',
      '/shop/secret.txt',
      '/../etc/passwd',
      '/shop/%73tatic/../secret.txt',
      '/base/static/../addon.ts',
      '/constructor/static/x',
      '/__proto__/static/x',
    ]) {
      assert.equal((await answer(get(target)))[0], 404, target)
    }
  })
})
