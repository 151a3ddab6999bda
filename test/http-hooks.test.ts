// The hooks of the model `ir.http`, as an addon extends them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Controller, defineAddon, request, route, UserError, type Request, type Response } from 'pergola'
import { AbstractModel } from 'pergola/models'
import { createTestApp, type InjectResult, type TestApp } from 'pergola/testing'

class Hooks extends AbstractModel {
  static override inherit = 'ir.http'

  preDispatch(_endpoint: unknown, args: Record<string, unknown>): void {
    if (args['id'] === 5) args['id'] = 6
  }

  authenticate(_endpoint: unknown, { query }: Request, next: () => unknown): unknown {
    const known = next()
    return query.has('sure') ? true : (known ?? null)
  }

  dispatch(_endpoint: unknown, args: object, { query }: Request, next: (args: object) => unknown): unknown {
    if (query.has('text')) return 'instead'
    return query.has('page') ? request.render('web.layout') : next(args)
  }

  postDispatch(response: Response, { query }: Request): unknown {
    response.headers.set('x-after', 'yes')
    if (query.has('late')) return request.render('web.layout', {}, { status: 202 })
    return query.has('nothing') ? undefined : response
  }

  serveFallback({ path }: Request): unknown {
    if (path === '/page') return request.render('web.layout')
    if (path === '/text') return 'text'
    return path === '/null' ? null : undefined
  }

  handleError(error: Error): unknown {
    if (error.message === 'page') return request.render('web.layout', {}, { status: 418 })
    return error.message === 'text' ? 'handled' : undefined
  }
}

class Doors extends Controller {
  @route('/id/<int:id>', { auth: 'public' })
  async id({ id }: { id: number }) {
    return String(id)
  }

  @route('/fail/<message>', { auth: 'public' })
  async fail({ message }: { message: string }) {
    throw new UserError(message)
  }

  @route('/user/<model("res.users"):user>', {
    auth: 'public',
    handleParamsAccessError: () =>
      request.query.has('page')
        ? request.render('web.layout', {}, { status: 410 })
        : (request.notFound('No.') as never),
  })
  async user() {
    return 'readable'
  }
}

const doors = defineAddon({
  name: 'doors',
  depends: ['web'],
  controllers: [Doors],
  models: [Hooks],
  root: import.meta.dirname,
})

let app: TestApp
before(async () => (app = await createTestApp({ addons: [doors], databases: { main: ['doors'] } })))
after(() => app.close())

const get = (path: string): Promise<InjectResult> =>
  app.inject({ path, database: 'main', headers: { accept: 'text/plain' } })
const statusAndText = async (path: string): Promise<unknown[]> => {
  const { status, text } = await get(path)
  return [status, text.startsWith('<!DOCTYPE html>') ? 'a page' : text]
}

test('around a route: values before, the response after', async () => {
  const { text, headers } = await get('/id/5')
  assert.deepEqual([text, headers['x-after']], ['6', 'yes'])
})

test('around a route: what is no response is made one, nothing leaves the response, and whoever calls is known either way', async () => {
  assert.deepEqual(await statusAndText('/id/7?text'), [200, 'instead'])
  assert.deepEqual(await statusAndText('/id/7?page'), [200, 'a page'])
  assert.deepEqual(await statusAndText('/id/7?late'), [202, 'a page'])
  const { text, headers } = await get('/id/7?nothing')
  assert.deepEqual([text, headers['x-after']], ['7', 'yes'])
  assert.deepEqual(await statusAndText('/id/7?sure'), [200, '7'])
})

test('fallbacks: a template is rendered, text is a page, nothing is a 404', async () => {
  assert.deepEqual(await statusAndText('/page'), [200, 'a page'])
  assert.deepEqual(await statusAndText('/text'), [200, 'text'])
  assert.equal((await get('/null')).status, 404)
  assert.equal((await get('/nothing')).status, 404)
})

test('errors: a template is rendered, text is a page, nothing leaves the usual answer', async () => {
  assert.deepEqual(await statusAndText('/fail/page'), [418, 'a page'])
  assert.deepEqual(await statusAndText('/fail/text'), [200, 'handled'])
  assert.equal((await get('/fail/other')).status, 422)
})

test('handleParamsAccessError: a template is rendered, an error is thrown', async () => {
  assert.deepEqual(await statusAndText('/user/99999?page'), [410, 'a page'])
  assert.deepEqual(await statusAndText('/user/99999'), [404, '404 Not Found\n\nNo.\n'])
})
