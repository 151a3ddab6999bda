// The order in which things happen to a request, and what may be added to it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  ApplicationCreated,
  Controller,
  EXCVIEW,
  INGRESS,
  NewRequest,
  NewResponse,
  Response,
  route,
  UserError,
  type AddonSetup,
  type Request,
} from 'pergola'
import { createTestApp } from 'pergola/testing'
import { addonOf, appWith, recordingLog } from './support.ts'

class Pages extends Controller {
  static seen: string[] = []

  @route('/ok', { auth: 'none' })
  ok(_: object, current: Request): unknown {
    Pages.seen.push('endpoint')
    current.addResponseCallback((_request, response) => {
      Pages.seen.push('response callback 1')
      response.headers.set('x-callback', '1')
      current.addResponseCallback(() => Pages.seen.push('response callback added'))
    })
    current.addResponseCallback(() => Pages.seen.push('response callback 2'))
    current.addFinishedCallback(() => Pages.seen.push('finished callback 1'))
    current.addFinishedCallback(() => Pages.seen.push('finished callback 2'))
    return 'ok'
  }
  @route('/fail', { auth: 'none' })
  fail(_: object, current: Request) {
    const note = (where: string) => Pages.seen.push(`${where}: ${(current.exception as Error).message}`)
    current.addResponseCallback((_request, { status }) => note(`response ${status}`))
    current.addFinishedCallback(() => note('finished'))
    throw new UserError('No.')
  }
  @route('/fine', { auth: 'none' })
  fine(_: object, current: Request) {
    current.addFinishedCallback(() =>
      Pages.seen.push(`exception ${String(current.exception)} ${JSON.stringify(current.exceptionInfo)}`),
    )
    return 'fine'
  }
}

const setup = (app: AddonSetup): void => {
  const tween = (name: string, place = {}) =>
    app.addTween(
      name,
      (handler) => async (request) => {
        Pages.seen.push(`${name} in`)
        const response = await handler(request)
        Pages.seen.push(`${name} out`)
        return response
      },
      place,
    )
  tween('outer', { under: INGRESS, over: EXCVIEW })
  tween('inner', { under: EXCVIEW })
  app.subscribe(NewRequest, () => Pages.seen.push('NewRequest'))
  app.subscribe(NewResponse, ({ response }) => Pages.seen.push(`NewResponse ${response.status}`))
}

describe('order', () => {
  test('of tweens, events, callbacks', async () => {
    Pages.seen = []
    await using app = await appWith([Pages], {}, { setup })
    const response = await app.inject('/ok')
    assert.equal(response.headers['x-callback'], '1')
    assert.deepEqual(Pages.seen, [
      'outer in',
      'inner in',
      'NewRequest',
      'endpoint',
      'inner out',
      'outer out',
      'response callback 1',
      'response callback 2',
      'response callback added',
      'NewResponse 200',
      'finished callback 1',
      'finished callback 2',
    ])
  })

  test('of an error: it becomes a response inside the outer tweens, and callbacks see it', async () => {
    Pages.seen = []
    await using app = await appWith([Pages], {}, { setup })
    assert.equal((await app.inject('/fail')).status, 422)
    assert.deepEqual(Pages.seen, [
      'outer in',
      'inner in',
      'NewRequest',
      'outer out',
      'response 422: No.',
      'NewResponse 422',
      'finished: No.',
    ])
  })

  test('exception and exceptionInfo are null where nothing was thrown', async () => {
    Pages.seen = []
    await using app = await appWith([Pages])
    await app.inject('/fine')
    assert.deepEqual(Pages.seen, ['exception null null'])
  })

  test('exceptionInfo has type, error and stack', async () => {
    const infos: unknown[] = []
    class Throws extends Controller {
      @route('/throws/<what>', { auth: 'none' })
      throws({ what }: { what: string }, current: Request) {
        current.addResponseCallback(() => infos.push(current.exceptionInfo))
        // oxlint-disable-next-line typescript/only-throw-error -- others do
        throw what === 'text' ? 'only text' : new UserError('x')
      }
    }
    await using app = await appWith([Throws])
    await app.inject('/throws/error')
    assert.equal((await app.inject('/throws/text')).status, 500)
    const [error, text] = infos as Array<{ type: unknown; error: unknown; stack?: string }>
    assert.equal(error?.type, UserError)
    assert.ok(error?.error instanceof UserError)
    assert.match(error?.stack ?? '', /UserError: x\n/)
    assert.deepEqual(text, { type: String, error: 'only text', stack: undefined })
  })

  test('every finished callback runs, whatever became of the others, and each failure is logged', async () => {
    const log = recordingLog()
    const seen: string[] = []
    class Finishing extends Controller {
      @route('/finish', { auth: 'none' })
      finish(_: object, current: Request) {
        current.addFinishedCallback(() => {
          throw new Error('first')
        })
        current.addFinishedCallback(async () => {
          await Promise.resolve()
          current.addFinishedCallback(() => seen.push('added'))
          throw new Error('second')
        })
        current.addFinishedCallback(() => seen.push('third'))
        return 'sent'
      }
    }
    await using app = await appWith([Finishing], { log })
    assert.equal((await app.inject('/finish')).text, 'sent')
    assert.deepEqual(seen, ['third', 'added'])
    const failures = log.lines
      .filter(({ level }) => level === 'error')
      .map(({ fields }) => (fields['err'] as Error).message)
    assert.deepEqual(failures, ['first', 'second'])
  })

  test('a response callback that fails is a 500; the rest is skipped, finished callbacks run', async () => {
    const seen: string[] = []
    class Calling extends Controller {
      @route('/call', { auth: 'none' })
      call(_: object, current: Request) {
        current.addResponseCallback(() => {
          throw new Error('secret')
        })
        current.addResponseCallback(() => seen.push('skipped'))
        current.addFinishedCallback(() => seen.push('finished'))
        return 'x'
      }
    }
    await using app = await appWith([Calling])
    const response = await app.inject('/call')
    assert.equal(response.status, 500)
    assert.doesNotMatch(response.text, /secret/)
    assert.deepEqual(seen, ['finished'])
  })

  test('a tween may answer by itself: no NewRequest, but NewResponse', async () => {
    Pages.seen = []
    const answering = (app: AddonSetup): void => {
      app.addTween('answer', () => async () => new Response('by the tween'))
      app.subscribe(NewRequest, () => Pages.seen.push('NewRequest'))
      app.subscribe(NewResponse, () => Pages.seen.push('NewResponse'))
    }
    await using app = await appWith([Pages], {}, { setup: answering })
    assert.equal((await app.inject('/anything')).text, 'by the tween')
    assert.deepEqual(Pages.seen, ['NewResponse'])
  })

  test('an error of a tween above the exception tween is a plain 500', async () => {
    const log = recordingLog()
    const failing = (app: AddonSetup): void =>
      app.addTween('fails', () => async () => {
        throw new UserError('seen by nobody who turns it into 422')
      })
    await using app = await appWith([Pages], { log }, { setup: failing })
    assert.ok((await app.inject('/ok')).status >= 400)
    assert.ok(log.lines.some(({ level }) => level === 'error'))
  })

  test('ApplicationCreated comes once, with the application, before any request', async () => {
    const seen: unknown[] = []
    await using app = await appWith(
      [Pages],
      {},
      { setup: (adding) => adding.subscribe(ApplicationCreated, ({ app }) => seen.push(app)) },
    )
    await app.inject('/fine')
    assert.equal(seen.length, 1)
    assert.equal(seen[0], app.app)
  })

  test('events of one’s own, subclasses, and predicates', async () => {
    class Ordered {
      readonly amount: number
      constructor(amount: number) {
        this.amount = amount
      }
    }
    class Rush extends Ordered {}
    const seen: string[] = []
    const listening = (app: AddonSetup): void => {
      app.subscribe(Ordered, ({ amount }) => seen.push(`ordered ${amount}`))
      app.subscribe(Ordered, ({ amount }) => seen.push(`large ${amount}`), [({ amount }) => amount > 10])
      app.subscribe(Rush, ({ amount }) => seen.push(`rush ${amount}`))
    }
    await using app = await appWith([Pages], {}, { setup: listening })
    await app.app.notify(new Ordered(1))
    await app.app.notify(new Rush(20))
    assert.deepEqual(seen, ['ordered 1', 'ordered 20', 'large 20', 'rush 20'])
  })

  test('an endpoint sends them to the addons of its database, and to no others', async () => {
    class Ordered {
      readonly amount = 1
    }
    const seen: string[] = []
    class Orders extends Controller {
      @route('/order', { auth: 'public' })
      async order(_args: object, request: Request) {
        await request.app.notify(new Ordered())
        return seen.splice(0).join()
      }
    }
    const listening = (name: string) =>
      addonOf(name, [], {
        depends: ['shop'],
        setup: (adding) => adding.subscribe(Ordered, ({ amount }) => seen.push(`${name} ${amount}`)),
      })
    await using app = await createTestApp({
      addons: [addonOf('shop', [Orders], { depends: ['base'] }), listening('mail'), listening('stock')],
      databases: { one: ['mail'], both: ['mail', 'stock'] },
    })
    assert.equal((await app.inject({ path: '/order', database: 'one' })).text, 'mail 1')
    assert.equal((await app.inject({ path: '/order', database: 'both' })).text, 'mail 1,stock 1')
    await app.app.notify(new Ordered())
    assert.deepEqual(seen, [])
  })
})

describe('setProperty', () => {
  const inRequest = async (run: (request: Request) => unknown): Promise<void> => {
    await using app = await createTestApp()
    let failure: unknown
    await app.app.perform({ path: '/a/path?x=1' }, async (request) => {
      try {
        await run(request)
      } catch (error) {
        failure = error
      }
      return new Response('')
    })
    if (failure !== undefined) throw failure
  }
  const value = (request: Request, name: string): unknown => Reflect.get(request, name)

  test('a function is computed at every access; reified once, a null result too', () =>
    inRequest((request) => {
      let calls = 0
      const count = (given: Request) => (assert.equal(given, request), ++calls)
      request.setProperty(count)
      request.setProperty(() => (++calls, null), { name: 'once', reify: true })
      assert.equal(calls, 0)
      assert.deepEqual([value(request, 'count'), value(request, 'count')], [1, 2])
      assert.deepEqual([value(request, 'once'), value(request, 'once'), calls], [null, null, 3])
    }))

  test('errors are not kept', () =>
    inRequest((request) => {
      let calls = 0
      const property = (): number => {
        if (++calls === 1) throw new Error('not yet')
        return calls
      }
      request.setProperty(property, { reify: true })
      assert.throws(() => value(request, 'property'), /not yet/)
      assert.equal(value(request, 'property'), 2)
    }))

  test('it may be assigned; of one name the newest counts', () =>
    inRequest((request) => {
      request.setProperty(() => 'computed', { name: 'a' })
      Reflect.set(request, 'a', 'assigned')
      assert.equal(value(request, 'a'), 'assigned')
      request.setProperty(() => 'newer', { name: 'a' })
      assert.equal(value(request, 'a'), 'newer')
    }))

  test('a descriptor keeps its rules', () =>
    inRequest((request) => {
      request.setProperty({ get: () => 7 }, { name: 'seven' })
      assert.equal(value(request, 'seven'), 7)
      assert.throws(() => {
        'use strict'
        ;(request as unknown as { seven: number }).seven = 8
      }, TypeError)
    }))

  test('without a name, or a reified descriptor: TypeError', () =>
    inRequest((request) => {
      assert.throws(() => request.setProperty({ value: 1 }), TypeError)
      assert.throws(() => request.setProperty({ value: 1 }, { name: 'x', reify: true }), TypeError)
      assert.throws(() => request.setProperty(() => 1), TypeError)
    }))

  test('it may hide a member, on that request only; the framework goes by what is true', async () => {
    class Hiding extends Controller {
      @route('/hide', { auth: 'none', csrf: false, methods: ['POST'] })
      hide(_: object, current: Request) {
        for (const name of ['path', 'method', 'session', 'params', 'headers', 'response', 'cookies', 'url']) {
          current.setProperty(() => 'hidden', { name })
        }
        return current.makeJsonResponse([current.path, current.method, current.session, current.params])
      }
    }
    await using app = await appWith([Hiding])
    const response = await app.inject({ path: '/hide?debug=1', form: { a: '1' } })
    assert.deepEqual(response.json(), ['hidden', 'hidden', 'hidden', 'hidden'])
    assert.equal(response.cookies['session_id']?.length, 86)
    assert.equal((await app.inject('/hide')).status, 405)
  })
})

describe('addRequestMethod', () => {
  const adding =
    (name: string, options: object, method: (request: Request, ...args: never[]) => unknown) =>
    (app: AddonSetup): void =>
      app.addRequestMethod(method, { name, ...options })

  class Uses extends Controller {
    @route('/uses', { auth: 'none' })
    uses(_: object, current: Request) {
      const added = current as unknown as Record<string, unknown>
      const method = added['cart']
      return current.makeJsonResponse(typeof method === 'function' ? [method(2), method(3)] : [method, added['cart']])
    }
  }

  test('a method, a property, a reified one', async () => {
    let calls = 0
    const cases = [
      [{}, [2, 3]],
      [{ property: true }, [1, 2]],
      [{ reify: true }, [1, 1]],
    ] as const
    for (const [options, expected] of cases) {
      calls = 0
      const method = (_request: Request, n?: number) => n ?? ++calls
      await using app = await appWith([Uses], {}, { setup: adding('cart', options, method) })
      assert.deepEqual((await app.inject('/uses')).json(), expected)
    }
  })

  test('a taken name is refused: a member of the request, another addon’s, and none at all', async () => {
    const add = (name: string) => appWith([Uses], {}, { setup: adding(name, {}, () => 1) })
    for (const name of ['session', 'path', 'setProperty', 'constructor', 'toString']) {
      await assert.rejects(add(name), { name: 'ConfigurationError', message: new RegExp(name) })
    }
    const two = [
      addonOf('one', [], { setup: adding('cart', {}, () => 1) }),
      addonOf('two', [], { setup: adding('cart', {}, () => 2) }),
    ]
    await assert.rejects(createTestApp({ addons: two }), { name: 'ConfigurationError', message: /cart/ })
    await assert.rejects(add(''), { name: 'ConfigurationError' })
  })

  test('what is added after the application is ready is refused', async () => {
    await using app = await appWith([Uses])
    assert.throws(() => app.app.addRequestMethod(() => 1, { name: 'late' }), { name: 'ConfigurationError' })
    assert.throws(() => app.app.addTween('late', (handler) => handler), { name: 'ConfigurationError' })
  })
})
