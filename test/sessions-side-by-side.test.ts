// Requests of one session that run side by side.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Controller, route, type MemorySessionStore, type Request } from 'pergola'
import { appWith, recordingLog } from './support.ts'

class Sessions extends Controller {
  @route('/get', { auth: 'none' })
  get(_: object, { session }: Request) {
    return JSON.stringify(Object.fromEntries([...session.keys()].map((key) => [key, session.get(key)])))
  }
  @route('/set/<key>/<value>', { auth: 'none' })
  set({ key, value }: { key: string; value: string }, { session }: Request) {
    session.set(key, value)
    return ''
  }
  @route('/logout', { auth: 'none' })
  logout(_: object, { session }: Request) {
    session.logout()
    return 'out'
  }
}

/** An endpoint in which requests wait for each other. */
class Waiting extends Controller {
  static readonly gates = new Map<string, PromiseWithResolvers<void>>()
  static readonly #arrived = new Map<string, PromiseWithResolvers<void>>()

  static expect(name: string): void {
    Waiting.gates.set(name, Promise.withResolvers())
    Waiting.#arrived.set(name, Promise.withResolvers())
  }

  static async arrival(name: string): Promise<void> {
    await Waiting.#arrived.get(name)?.promise
  }

  @route('/wait/<name>', { auth: 'none' })
  async wait({ name }: { name: string }, { session }: Request) {
    session.set(name, 'written')
    Waiting.#arrived.get(name)?.resolve()
    await Waiting.gates.get(name)?.promise
    return 'done'
  }
}

describe('requests side by side', () => {
  test('that change different names lose nothing, whichever ends first', async () => {
    await using app = await appWith([Sessions, Waiting])
    const browser = app.browser()
    await browser.get('/set/start/1')
    for (const name of ['one', 'two', 'three']) Waiting.expect(name)
    const running = ['one', 'two', 'three'].map((name) => browser.get(`/wait/${name}`))
    await Promise.all(['one', 'two', 'three'].map((name) => Waiting.arrival(name)))
    for (const name of ['three', 'one', 'two']) Waiting.gates.get(name)?.resolve()
    await Promise.all(running)
    const expected = { start: '1', one: 'written', two: 'written', three: 'written' }
    assert.deepEqual((await browser.get('/get')).json(), expected)
  })

  test('a session that was ended meanwhile is not brought back', async () => {
    const log = recordingLog()
    await using app = await appWith([Sessions, Waiting], { log })
    const browser = app.browser()
    await browser.get('/set/start/1')
    const sid = browser.cookies['session_id']
    Waiting.expect('slow')
    const slow = browser.get('/wait/slow')
    await Waiting.arrival('slow')
    await app.inject({ path: '/logout', cookies: { session_id: sid ?? '' } })
    Waiting.gates.get('slow')?.resolve()
    const response = await slow
    assert.equal(response.status, 200)
    assert.equal(response.headers['set-cookie'], undefined)
    assert.equal(await app.app.sessions?.store.read(sid ?? ''), null)
    assert.equal((app.app.sessions?.store as MemorySessionStore | undefined)?.size, 0)
    assert.ok(log.lines.some(({ fields }) => fields['code'] === 'PERGOLA_W_SESSION_GONE'))
  })
})
