import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, request as current, route, view, type AddonSetup, type Request } from 'pergola'
import { Node, withRoot, start } from './views-support.test.ts'

describe('what the request knows', () => {
  class Knows extends Controller {
    @view()
    async any(context: Node, request: Request) {
      const { root, subpath, traversed, viewName, virtualRoot, virtualRootPath } = request
      return JSON.stringify([
        context.name,
        request.context === context,
        root instanceof Node,
        viewName,
        subpath,
        traversed,
        (virtualRoot as Node).name,
        virtualRootPath,
        request.matchdict,
        request.matchedRoute,
      ])
    }
    @view({ name: 'edit' })
    async edit(_context: Node, request: Request) {
      return JSON.stringify([request.viewName, request.subpath, request.traversed, current.viewName])
    }
    @route('/plain', { auth: 'none' })
    async plain(_args: object, request: Request) {
      const { context, root, subpath, traversed, viewName, virtualRoot, virtualRootPath } = request
      return JSON.stringify([
        context,
        root === context,
        subpath,
        traversed,
        viewName,
        virtualRoot === root,
        virtualRootPath,
      ])
    }
  }

  test('after the walk', async () => {
    await using app = await start([withRoot([Knows])], { http: { proxyMode: true } })
    const json = async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
      (await app.inject({ path, headers })).json()
    assert.deepEqual(await json('/n1/n2'), ['n2', true, true, '', [], ['n1', 'n2'], '', [], null, null])
    assert.deepEqual(await json('/n2', { 'x-vhm-root': '/n1' }), [
      'n2',
      true,
      true,
      '',
      [],
      ['n1', 'n2'],
      'n1',
      ['n1'],
      null,
      null,
    ])
    assert.deepEqual(await json('/n1/edit/a/b'), ['edit', ['a', 'b'], ['n1'], 'edit'])
  })

  test('on a plain route, an empty root', async () => {
    await using app = await start([withRoot([Knows])])
    assert.deepEqual((await app.inject('/plain')).json(), [{ name: '', parent: null }, true, [], [], '', true, []])
  })

  test('before the walk, nothing', async () => {
    const seen: unknown[] = []
    const tween = (app: AddonSetup): void =>
      app.addTween('site.before', (handler) => (request) => {
        seen.push(request.context, request.root, request.viewName, request.subpath, request.virtualRoot)
        return handler(request)
      })
    await using app = await start([withRoot([Knows], tween)])
    await app.inject('/n1')
    assert.deepEqual(seen, [null, null, '', [], null])
  })

  test('a virtual root is not believed from anybody', async () => {
    await using app = await start([withRoot([Knows])])
    const answer = (await app.inject({ path: '/n2', headers: { 'x-vhm-root': '/n1' } })).json() as unknown[]
    assert.deepEqual(answer[5], ['n2'])
  })
})
