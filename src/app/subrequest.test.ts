import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  Controller,
  currentRequest,
  defineAddon,
  Gone,
  NewRequest,
  NewResponse,
  NotFound,
  Request,
  route,
  SubrequestError,
} from 'pergola'
import { createTestApp } from 'pergola/testing'

const folder = mkdtempSync(join(tmpdir(), 'pergola-sub-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'static'))
writeFileSync(join(folder, 'static', 'a.txt'), 'a file')

/** Each case runs as the outer request `/outer`, and says what it saw. */
type Case = (request: Request) => unknown

const cases = new Map<string, Case>()
const log: string[] = []

class Subs extends Controller {
  @route('/outer', { auth: 'none', csrf: false })
  async outer(_args: object, request: Request) {
    const run = cases.get(request.query.get('case') ?? '') as Case
    return JSON.stringify((await run(request)) ?? null)
  }

  @route('/inner', { auth: 'none', csrf: false })
  async inner({ a }: { a?: string }, request: Request) {
    log.push('inner')
    request.addResponseCallback(() => log.push('response callback'))
    request.addFinishedCallback(() => log.push('finished callback'))
    return `${request.method} ${a ?? ''}`
  }

  @route('/fails', { auth: 'none' })
  async fails(_args: object, request: Request) {
    request.addFinishedCallback(() => log.push('finished callback'))
    throw new Gone('Sold.')
  }

  @route('/deep/<int:n>', { auth: 'none' })
  async deep({ n }: { n: number }, request: Request): Promise<string> {
    if (n === 0) return 'bottom'
    return (await request.invokeSubrequest(Request.blank(`/deep/${n - 1}`))).text()
  }

  @route('/saw', { auth: 'none', csrf: false })
  async saw(_args: object, request: Request) {
    const { headers, http } = request
    const names = ['host', 'cookie', 'authorization', 'x-own', 'content-type', 'if-none-match']
    return JSON.stringify({
      ...Object.fromEntries(names.map((name) => [name, headers.get(name)])),
      scheme: http.scheme,
    })
  }

  @route('/visits', { auth: 'none' })
  async visits(_args: object, request: Request) {
    const visits = Number(request.session.get('visits') ?? 0) + 1
    request.session.set('visits', visits)
    return String(visits)
  }

  @route('/current', { auth: 'none' })
  async current(_args: object, request: Request) {
    return String(currentRequest() === request)
  }

  @route('/body', { auth: 'none', csrf: false })
  async body(_args: object, request: Request) {
    await request.readBody()
    return JSON.stringify([
      request.method,
      request.headers.get('content-type'),
      [...request.form],
      request.getHttpParams(),
    ])
  }

  @route('/json', { auth: 'none', type: 'json2' })
  async json({ n = 0 }: { n?: number }) {
    return { twice: n * 2 }
  }
}

const addon = defineAddon({
  name: 'subs',
  root: folder,
  controllers: [Subs],
  setup(app) {
    app.addTween('subs.tween', (handler) => async (request) => {
      log.push(`tween in ${request.path}`)
      const response = await handler(request)
      log.push(`tween out ${request.path}`)
      return response
    })
    app.subscribe(NewRequest, ({ request }) => void log.push(`NewRequest ${request.path}`))
    app.subscribe(NewResponse, ({ request }) => void log.push(`NewResponse ${request.path}`))
    app.addRequestMethod((request) => `added to ${request.path}`, { name: 'added', property: true })
  },
})

async function run(
  each: Case,
  options: { headers?: Record<string, string>; cookies?: Record<string, string>; encrypted?: boolean } = {},
): Promise<unknown> {
  const name = String(cases.size)
  cases.set(name, each)
  log.length = 0
  await using app = await createTestApp({ addons: [addon] })
  const answer = await app.inject({ path: `/outer?case=${name}`, ...options })
  assert.equal(answer.status, 200, answer.text)
  return answer.json()
}

const caught = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'nothing'
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
}

test('without tweens: events and callbacks run for it, tweens do not', async () => {
  const text = await run(async (request) => (await request.invokeSubrequest(Request.blank('/inner?a=1'))).text())
  assert.equal(text, 'GET 1')
  assert.deepEqual(log, [
    'tween in /outer',
    'NewRequest /outer',
    'NewRequest /inner',
    'inner',
    'response callback',
    'NewResponse /inner',
    'finished callback',
    'tween out /outer',
    'NewResponse /outer',
  ])
})

test('with tweens: they run around it', async () => {
  await run((request) =>
    request.invokeSubrequest(Request.blank('/inner'), { useTweens: true }).then(({ status }) => status),
  )
  assert.deepEqual(log.slice(2, -2), [
    'tween in /inner',
    'NewRequest /inner',
    'inner',
    'tween out /inner',
    'response callback',
    'NewResponse /inner',
    'finished callback',
  ])
})

test('an error is thrown to the caller, and finished callbacks ran', async () => {
  assert.equal(await run((request) => caught(request.invokeSubrequest(Request.blank('/fails')))), 'Gone: Sold.')
  assert.deepEqual(log.slice(2, -2), ['NewRequest /fails', 'finished callback'])
})

test('with tweens, an error is a response', async () => {
  const status = await run(
    async (request) => (await request.invokeSubrequest(Request.blank('/fails'), { useTweens: true })).status,
  )
  assert.equal(status, 410)
})

test('a path that nobody answers: NotFound, or 404', async () => {
  assert.equal(
    await run((request) => caught(request.invokeSubrequest(Request.blank('/nobody')))),
    'NotFound: Not Found',
  )
  const status = await run(
    async (request) => (await request.invokeSubrequest(Request.blank('/nobody'), { useTweens: true })).status,
  )
  assert.equal(status, 404)
})

test('an unsafe one needs a CSRF token as any other', async () => {
  const seen = await run((request) => caught(request.invokeSubrequest(Request.blank('/deep/1', { method: 'post' }))))
  assert.match(seen as string, /^BadRequest: POST \/deep\/1 needs a CSRF token/)
})

test('an error that nobody catches is answered for the outer request', async () => {
  cases.set('uncaught', (request) => request.invokeSubrequest(Request.blank('/fails')))
  await using app = await createTestApp({ addons: [addon] })
  const answer = await app.inject('/outer?case=uncaught')
  assert.equal(answer.status, 410)
  assert.match(answer.text, /Sold\./)
})

test('the outer request keeps its own state', async () => {
  const seen = await run(async (request) => {
    request.addFinishedCallback(() => log.push('outer finished'))
    request.response.headers.set('x-outer', '1')
    await request.invokeSubrequest(Request.blank('/inner'))
    return [
      request.path,
      request.matchedRoute?.name,
      request.response.headers.get('x-outer'),
      log.includes('outer finished'),
    ]
  })
  assert.deepEqual(seen, ['/outer', 'subs.Subs.outer', '1', false])
})

test('it is the current request while it runs, and no longer', async () => {
  const seen = await run(async (request) => {
    const text = await (await request.invokeSubrequest(Request.blank('/current'))).text()
    return [text, currentRequest() === request]
  })
  assert.deepEqual(seen, ['true', true])
})

test('nothing is inherited', async () => {
  const seen = await run(async (request) => (await request.invokeSubrequest(Request.blank('/saw'))).json(), {
    headers: { host: 'shop.org', authorization: 'Bearer x', 'x-own': '1' },
    cookies: { a: 'b' },
    encrypted: true,
  })
  assert.deepEqual(seen, {
    host: 'localhost',
    cookie: null,
    authorization: null,
    'x-own': null,
    'content-type': null,
    'if-none-match': null,
    scheme: 'http',
  })
})

test('inherit: true takes headers, host and scheme, but not what speaks of body and cache', async () => {
  const seen = await run(
    async (request) => (await request.invokeSubrequest(Request.blank('/saw', { inherit: true }))).json(),
    {
      headers: {
        host: 'shop.org',
        authorization: 'Bearer x',
        'x-own': '1',
        'content-type': 'text/x',
        'if-none-match': '"1"',
      },
      cookies: { a: 'b' },
      encrypted: true,
    },
  )
  assert.deepEqual(seen, {
    host: 'shop.org',
    cookie: 'a=b',
    authorization: 'Bearer x',
    'x-own': '1',
    'content-type': null,
    'if-none-match': null,
    scheme: 'https',
  })
})

test('inherit: a list takes these headers; given ones win', async () => {
  const blank = (): Request =>
    Request.blank('/saw', { inherit: ['X-Own', 'Authorization'], headers: { authorization: 'mine' } })
  const seen = (await run(async (request) => (await request.invokeSubrequest(blank())).json(), {
    headers: { authorization: 'Bearer x', 'x-own': '1' },
    cookies: { a: 'b' },
  })) as Record<string, unknown>
  assert.deepEqual([seen['x-own'], seen['authorization'], seen['cookie']], ['1', 'mine', null])
})

test('a whole URL gives host and scheme', async () => {
  const blank = (): Request => Request.blank('https://other.org/saw?x=1')
  const seen = (await run(async (request) => (await request.invokeSubrequest(blank())).json())) as Record<
    string,
    unknown
  >
  assert.deepEqual([seen['host'], seen['scheme']], ['other.org', 'https'])
})

test('bodies: form, JSON and text', async () => {
  const seen = await run(async (request) => [
    await (await request.invokeSubrequest(Request.blank('/body', { form: { a: '1' }, query: { b: '2' } }))).json(),
    await (
      await request.invokeSubrequest(Request.blank('/body', { form: { a: ['1', 'é'], n: null }, query: { b: [2, 3] } }))
    ).json(),
    await (await request.invokeSubrequest(Request.blank('/json', { json: { n: 4 } }))).json(),
    await (await request.invokeSubrequest(Request.blank('/body', { method: 'put', body: 'x' }))).json(),
  ])
  assert.deepEqual(seen, [
    ['POST', 'application/x-www-form-urlencoded', [['a', '1']], { b: '2', a: '1' }],
    ['POST', 'application/x-www-form-urlencoded', [['a', '1'], ['a', 'é'], ['n', '']], { b: '2', a: '1', n: '' }], // prettier-ignore
    { twice: 8 },
    ['PUT', null, [], {}],
  ])
})

test('a session of its own, which is stored', async () => {
  const cookies = await run(async (request) => {
    const first = await request.invokeSubrequest(Request.blank('/visits'))
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const second = await request.invokeSubrequest(Request.blank('/visits', { headers: { cookie } }))
    return [await first.text(), await second.text(), cookie.startsWith('session_id='), request.session.has('visits')]
  })
  assert.deepEqual(cookies, ['1', '2', true, false])
})

test('addons extend it as they do any request', async () => {
  const seen = await run((_request) => (Request.blank('/inner') as Request & { added: string }).added)
  assert.equal(seen, 'added to /inner')
})

test('callbacks and properties that are given before it runs', async () => {
  const seen = await run(async (request) => {
    const sub = Request.blank('/inner')
    sub.addResponseCallback((_request, response) => response.headers.set('x-mine', '1'))
    const response = await request.invokeSubrequest(sub)
    return [response.headers.get('x-mine'), sub.matchedRoute?.name]
  })
  assert.deepEqual(seen, ['1', 'subs.Subs.inner'])
})

test('it runs once, and is not the outer one', async () => {
  const seen = await run(async (request) => {
    const sub = Request.blank('/inner')
    await request.invokeSubrequest(sub)
    return [await caught(request.invokeSubrequest(sub)), await caught(request.invokeSubrequest(request))]
  })
  assert.deepEqual(seen, [
    'SubrequestError: A subrequest runs once: make another one by Request.blank.',
    'SubrequestError: A request cannot be its own subrequest: make one by Request.blank.',
  ])
})

test('nesting is bounded', async () => {
  const seen = await run(async (request) => [
    await (await request.invokeSubrequest(Request.blank('/deep/15'))).text(),
    await caught(request.invokeSubrequest(Request.blank('/deep/16'))),
  ])
  assert.deepEqual(seen, ['bottom', 'SubrequestError: Subrequests are nested more than 16 deep.'])
})

test('an own transaction is refused while there is no database', async () => {
  const seen = await run((request) =>
    caught(request.invokeSubrequest(Request.blank('/inner'), { ownTransaction: true })),
  )
  assert.match(seen as string, /^SubrequestError: ownTransaction: there is no database/)
})

test('static files are answered too, and their stream lives until it is read', async () => {
  const seen = await run(async (request) => {
    const response = await request.invokeSubrequest(Request.blank('/subs/static/a.txt'))
    return [response.status, await response.text()]
  })
  assert.deepEqual(seen, [200, 'a file'])
})

test('subrequests run side by side', async () => {
  const seen = await run((request) =>
    Promise.all([1, 2, 3].map(async (n) => (await request.invokeSubrequest(Request.blank(`/inner?a=${n}`))).text())),
  )
  assert.deepEqual(seen, ['GET 1', 'GET 2', 'GET 3'])
})

test('its signal is aborted with the outer one', async () => {
  const seen = await run((request) => {
    const sub = Request.blank('/inner')
    return [sub.signal.aborted, sub.signal === request.signal]
  })
  assert.deepEqual(seen, [false, false])
})

test('Request.blank outside of a request needs an application', async () => {
  assert.throws(() => Request.blank('/inner'), { name: 'NoCurrentRequestError' })
  await using app = await createTestApp({ addons: [addon] })
  const blank = Request.blank('/inner?a=1', { app: app.app })
  assert.equal(blank.method, 'GET')
  assert.equal(await (await app.app.handle(blank)).text(), 'GET 1')
  assert.ok(new SubrequestError('x') instanceof Error && new NotFound() instanceof Error)
})
