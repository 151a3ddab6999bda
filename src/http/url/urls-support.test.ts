// What the tests of URLs share.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Controller, defineAddon, Response, route, type Addon, type Config, type Request } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

/** An addon's folder with a few files. */
export const folder: string = mkdtempSync(join(tmpdir(), 'pergola-urls-'))
after(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'static', 'a b'), { recursive: true })
writeFileSync(join(folder, 'static', 'shop.css'), 'body{}')
writeFileSync(join(folder, 'static', 'a b', 'ü.css'), 'p{}')

class Urls extends Controller {
  @route('/shop/<int:id>', { auth: 'none', name: 'book' })
  async book(_args: { id: number }, request: Request) {
    const { searchParams } = new URL(request.url)
    const make = searchParams.get('make') ?? ''
    const calls: Record<string, () => string> = {
      same: () => request.currentRouteUrl(),
      sameNoQuery: () => request.currentRouteUrl({}, { query: null }),
      next: () => request.currentRouteUrl({ id: 8 }, { query: { a: 1 } }),
      path: () => request.currentRoutePath(),
      pathNext: () => request.currentRoutePath({ id: 9 }, { query: null, anchor: 'x' }),
      other: () => request.currentRouteUrl({ q: 'z' }, { routeName: 'word', query: null, elements: ['e'] }),
      // Values of the current route that the other has no variable for are left out.
      list: () => request.currentRoutePath({}, { routeName: 'list', query: null }),
    }
    return request.makeResponse((calls[make] as () => string)(), { headers: { 'content-type': 'text/plain' } })
  }

  @route(['/shop', '/shop/page/<int:page>'], { auth: 'none', name: 'list' })
  async list(_args: { page?: number }) {
    return 'list'
  }

  @route('/word/<q>', { auth: 'none', name: 'word' })
  async word(_args: { q: string }) {
    return 'word'
  }

  @route('/files/<path:rest>', { auth: 'none', name: 'files' })
  async files(_args: { rest: string }) {
    return 'files'
  }

  @route('/slash/<q>/', { auth: 'none', name: 'slash' })
  async slash(_args: { q: string }) {
    return 'slash'
  }

  @route('/Peña/<q>', { auth: 'none', name: 'unicode' })
  async unicode(_args: { q: string }) {
    return 'unicode'
  }

  @route('/pre/<q>', {
    auth: 'none',
    name: 'pre',
    pregenerator: (_request, args, options) => ({
      args: { q: 'made', ...args },
      options: { ...options, query: { made: 1 }, elements: ['more'] },
    }),
  })
  async pre(_args: { q: string }) {
    return 'pre'
  }

  @route('/any', { auth: 'none' })
  async unnamed() {
    return 'unnamed'
  }
}

export const urls: Addon = defineAddon({ name: 'urls', root: folder, controllers: [Urls] })

export type Make = (request: Request) => unknown

/** What a function makes of a request; an error as its name and message. */
export async function made(
  app: TestApp,
  make: Make,
  options: { headers?: Record<string, string>; path?: string; encrypted?: boolean } = {},
): Promise<string> {
  const { headers = {}, path = '/anything?x=1', encrypted = false } = options
  const answer = await app.app.perform(
    { path, headers: { host: 'example.org', ...headers }, encrypted },
    async (request) => {
      try {
        return new Response(String(make(request)))
      } catch (error) {
        return new Response(`${(error as Error).name}: ${(error as Error).message}`)
      }
    },
  )
  return answer.text
}

/** One test for each row: what is made, and what it is to be. */
export function table(
  title: string,
  config: Config,
  rows: ReadonlyArray<readonly [Make, string, Parameters<typeof made>[2]?]>,
  addons = [urls],
): void {
  describe(title, () => {
    for (const [make, expected, options] of rows) {
      test(expected, async () => {
        await using app = await createTestApp({ addons, config })
        assert.equal(await made(app, make, options), expected)
      })
    }
  })
}
