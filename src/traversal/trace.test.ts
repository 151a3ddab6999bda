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
