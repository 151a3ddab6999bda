import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BeforeRender,
  BeforeTraversal,
  ContextFound,
  Controller,
  defineAddon,
  EXCVIEW,
  INGRESS,
  MAIN,
  NewRequest,
  NewResponse,
  Request,
  route,
  view,
  type Resource,
  type TweenFactory,
} from 'pergola'
import { createTestApp } from 'pergola/testing'

// What happens, in its order. Pyramid's order with Pergola's marks: pyramid.md, 1, and DESIGN, 2.
const log: string[] = []
const note = (what: string) => (): void => void log.push(what)

class Tree implements Resource {
  readonly name: string
  readonly parent: Resource | null
  constructor(name = '', parent: Resource | null = null) {
    this.name = name
    this.parent = parent
  }
  get acl() {
    log.push(`acl of /${this.name}`)
    return [['Allow', 'system.Everyone', 'view']] as const
  }
  async child(segment: string): Promise<Resource | undefined> {
    log.push(`child ${segment}`)
    return segment === 'a' ? new Tree(segment, this) : undefined
  }
}

class Broken extends Error {}

function hybridRoot(request: Request): Tree {
  log.push(`factory of ${request.matchedRoute?.name}`)
  return new Tree()
}

function withCallbacks(request: Request, name: string): void {
  const state = ({ exception }: Request): string => (exception === null ? 'no exception' : 'exception')
  request.addResponseCallback((each) => void log.push(`response callback of ${name}, ${state(each)}`))
  request.addFinishedCallback((each) => void log.push(`finished callback of ${name}, ${state(each)}`))
}

class Views extends Controller {
  @view({ context: Tree, permission: 'view', renderer: 'json', custom: () => (log.push('predicate'), true), decorator: (inner) => async (context, request) => {
    log.push('decorator in')
    const response = await inner(context, request)
    log.push('decorator out')
    return response
  } }) // prettier-ignore
  async page(_context: Tree, request: Request) {
    log.push('view')
    request.addResponseCallback((_request, response) => {
      log.push('response callback 1')
      request.addResponseCallback(note('response callback 3'))
      response.headers.set('x-callback', '1')
    })
    request.addResponseCallback(note('response callback 2'))
    request.addFinishedCallback(note(`finished callback, exception ${request.exception === null ? 'null' : 'set'}`))
    return {}
  }

  @view({ name: 'breaks' })
  async breaks(_context: Tree, request: Request) {
    log.push('view breaks')
    request.addResponseCallback(
      ({ exception }) => void log.push(`response callback, exception ${exception instanceof Broken}`),
    )
    request.addFinishedCallback(
      ({ exception }) => void log.push(`finished callback, exception ${exception instanceof Broken}`),
    )
    throw new Broken()
  }

  @view({ context: Broken })
  async broken(_error: Broken, request: Request) {
    log.push(
      `exception view, context ${request.context?.constructor.name}, exception ${request.exception instanceof Broken}`,
    )
    return 'answered'
  }

  // Everything in one request: a subrequest whose error a view answers, one whose error is thrown here, and an own error.
  @view({ name: 'whole', permission: 'view' })
  async whole(_context: Tree, request: Request) {
    log.push('view whole')
    withCallbacks(request, 'outer')
    const answered = await request.invokeSubrequest(Request.blank('/a/inner'), { useTweens: true })
    log.push(`subrequest 1 gave ${await answered.text()}`)
    await request.invokeSubrequest(Request.blank('/a/inner')).catch(() => log.push('subrequest 2 threw'))
    throw new Broken()
  }

  @view({ name: 'inner' })
  async inner(_context: Tree, request: Request) {
    log.push('view inner')
    withCallbacks(request, 'inner')
    throw new Broken()
  }

  @route('/a/route/<int:n>', { auth: 'none', name: 'hybrid', factory: hybridRoot, traverse: '/a' })
  async onRoute({ n }: { n: number }, request: Request) {
    log.push(`endpoint ${n}, context /${request.context?.name}`)
    return 'on a route'
  }

  @view({ name: 'sub' })
  async sub(_context: Tree, request: Request) {
    log.push('view sub')
    const answer = await request.invokeSubrequest(Request.blank('/a'), { useTweens: request.query.has('tweens') })
    log.push('subrequest answered')
    return answer.text()
  }
}

const addon = defineAddon({
  name: 'trace',
  root: import.meta.dirname,
  controllers: [Views],
  setup(app) {
    app.setRootFactory(() => {
      log.push('root factory')
      return new Tree()
    })
    app.addTween('trace.inner', traced('inner'), { under: EXCVIEW, over: MAIN })
    app.addTween('trace.outer', traced('outer'), { under: INGRESS, over: EXCVIEW })
    for (const event of [NewRequest, BeforeTraversal, ContextFound, BeforeRender, NewResponse]) {
      app.subscribe<object>(event, note(event.name))
    }
    app.addViewDeriver('trace.deriver', (inner) => async (context, request) => {
      log.push('deriver in')
      const result = await inner(context, request)
      log.push('deriver out')
      return result
    })
  },
})

function traced(name: string): TweenFactory {
  return (handler) => async (request) => {
    log.push(`tween ${name} in`)
    try {
      const response = await handler(request)
      log.push(`tween ${name} out`)
      return response
    } catch (error) {
      log.push(`tween ${name} error`)
      throw error
    }
  }
}

async function trace(path: string): Promise<string[]> {
  await using app = await createTestApp({ addons: [addon] })
  log.length = 0
  const answer = await app.inject(path)
  assert.equal(answer.status, 200)
  return [...log]
}

const walked = ['NewRequest', 'BeforeTraversal', 'root factory', 'child a', 'ContextFound']
const answered = [
  'predicate',
  'acl of /a',
  'decorator in',
  'deriver in',
  'view',
  'BeforeRender',
  'deriver out',
  'decorator out',
]
const callbacks = ['response callback 1', 'response callback 2', 'response callback 3', 'NewResponse']

test('a view', async () => {
  assert.deepEqual(await trace('/a'), [
    'tween outer in',
    'tween inner in',
    ...walked,
    ...answered,
    'tween inner out',
    'tween outer out',
    ...callbacks,
    'finished callback, exception null',
  ])
})

test('an error, and the view for it', async () => {
  assert.deepEqual(await trace('/a/breaks'), [
    'tween outer in',
    'tween inner in',
    ...walked.slice(0, -1),
    'child breaks',
    'ContextFound',
    'deriver in',
    'view breaks',
    'tween inner error',
    'deriver in',
    'exception view, context Tree, exception true',
    'deriver out',
    'tween outer out',
    'response callback, exception true',
    'NewResponse',
    'finished callback, exception true',
  ])
})

for (const tweens of [false, true]) {
  test(`a subrequest ${tweens ? 'with' : 'without'} tweens`, async () => {
    const around = (side: string, names: string[]): string[] =>
      tweens ? names.map((name) => `tween ${name} ${side}`) : []
    assert.deepEqual(await trace(`/sub${tweens ? '?tweens' : ''}`), [
      'tween outer in',
      'tween inner in',
      'NewRequest',
      'BeforeTraversal',
      'root factory',
      'child sub',
      'ContextFound',
      'deriver in',
      'view sub',
      ...around('in', ['outer', 'inner']),
      ...walked,
      ...answered,
      ...around('out', ['inner', 'outer']),
      ...callbacks,
      'finished callback, exception null',
      'subrequest answered',
      'deriver out',
      'tween inner out',
      'tween outer out',
      'NewResponse',
    ])
  })
}

// The same as Pyramid 2.0 logs for the same application, step by step.
test('the whole way: tweens, events, traversal, subrequests, errors, callbacks', async () => {
  const toInner = ['NewRequest', 'BeforeTraversal', 'root factory', 'child a', 'child inner', 'ContextFound']
  const viewFails = ['deriver in', 'view inner']
  const answeredByView = ['deriver in', 'exception view, context Tree, exception true', 'deriver out']
  assert.deepEqual(await trace('/a/whole'), [
    'tween outer in',
    'tween inner in',
    'NewRequest',
    'BeforeTraversal',
    'root factory',
    'child a',
    'child whole',
    'ContextFound',
    'acl of /a',
    'deriver in',
    'view whole',
    // With tweens: the whole chain, and its own view for the error.
    'tween outer in',
    'tween inner in',
    ...toInner,
    ...viewFails,
    'tween inner error',
    ...answeredByView,
    'tween outer out',
    'response callback of inner, exception',
    'NewResponse',
    'finished callback of inner, exception',
    'subrequest 1 gave answered',
    // Without: the error is thrown, there is no response, and finished callbacks run all the same.
    ...toInner,
    ...viewFails,
    'finished callback of inner, no exception',
    'subrequest 2 threw',
    // The outer request's own error.
    'tween inner error',
    ...answeredByView,
    'tween outer out',
    'response callback of outer, exception',
    'NewResponse',
    'finished callback of outer, exception',
  ])
})

test('a route: its own factory, and the same events', async () => {
  assert.deepEqual(await trace('/a/route/7'), [
    'tween outer in',
    'tween inner in',
    'NewRequest',
    'BeforeTraversal',
    'factory of hybrid',
    'child a',
    'ContextFound',
    'endpoint 7, context /a',
    'tween inner out',
    'tween outer out',
    'NewResponse',
  ])
})
