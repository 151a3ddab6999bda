import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { Controller, type Request, route } from '../entry/pergola.ts'

// What is checked here is checked by the compiler: each `@ts-expect-error` must be an error, and nothing else may be.

class Fits extends Controller {
  @route('/shop/<int:id>')
  async typed(_args: { id: number }) {}

  @route('/shop/<int:id>/<name>')
  async fewer(_args: { name: string }) {}

  @route('/plain')
  async none() {}

  @route('/both')
  async second(_args: object, _request: Request) {}

  @route(['/shop', '/shop/page/<int:page>'])
  async several(_args: { page?: number; q?: string }) {}

  @route('/upload', { methods: ['POST'] })
  async file(_args: { attachment?: File; note?: string | undefined }) {}

  @route('/any')
  async any(_args: Record<string, unknown>) {}

  @route('/rpc/<int:id>', { type: 'json' })
  async rpc(_args: { id: number; quantity?: number; tags?: string[] }) {}

  @route('/checked', { params: z.object({ page: z.coerce.number() }) })
  async checked(_args: { page: number }) {}

  @route('/values/<float:price>/<uuid:key>/<path:rest>/<any(a, b):kind>')
  async values(_args: { price: number; key: string; rest: string; kind: string }) {}
}

class Overrides extends Fits {
  @route()
  override async typed(args: { id: number }) {
    return super.typed(args)
  }

  @route({ auth: 'none' })
  override async none() {}
}

class DoesNotFit extends Controller {
  // @ts-expect-error -- <int:id> gives a number
  @route('/a/<int:id>')
  async wrongType(_args: { id: string }) {}

  // @ts-expect-error -- the rule has no such name
  @route('/b/<int:id>')
  async wrongName(_args: { ident: number }) {}

  // @ts-expect-error -- one of the rules does not have it
  @route(['/c', '/c/<int:page>'])
  async notInAll(_args: { page: number }) {}

  // @ts-expect-error -- a query's values are text
  @route('/d')
  async queryNumber(_args: { page?: number }) {}

  // @ts-expect-error -- it may be missing
  @route('/e')
  async queryRequired(_args: { q: string }) {}

  // @ts-expect-error -- the schema gives a number
  @route('/f', { params: z.object({ page: z.coerce.number() }) })
  async otherThanSchema(_args: { page: string }) {}

  // @ts-expect-error -- there is no such option
  @route('/g', { method: ['GET'] })
  async unknownOption() {}

  // @ts-expect-error -- there is no such method of authentication
  @route('/h', { auth: 'nobody' })
  async unknownAuth() {}
}

class NoController {
  // @ts-expect-error -- only controllers have routes
  @route('/nowhere')
  async page() {}
}

test('handlers are typed from the rule text', () => {
  void [Fits, Overrides, NoController]
})

test('wrong handlers do not compile', () => {
  void DoesNotFit
})

test('methods must be a list at run time too', () => {
  assert.throws(() => route('/i', { methods: 'GET' as never }), {
    name: 'TypeError',
    message: `@route: methods is a list, as in ['GET'], not "GET".`,
  })
})
