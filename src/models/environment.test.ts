import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inspect } from 'node:util'
import { openModelRoom, type ModelRoom } from '../../test/support/model-room.ts'
import { fields } from './fields.ts'
import { Model } from './model.ts'

class Book extends Model {
  static override model = 'shop.book'
  name = fields.char()
}

/** A model whose name is one of an environment's own. */
class User extends Model {
  static override model = 'user'
}

let room: ModelRoom
before(async () => {
  room = await openModelRoom([Book, User])
})
after(() => room[Symbol.asyncDispose]())

test('a model is an empty recordset under its name', () =>
  room.withEnv(async (env) => {
    const loose = env as unknown as Record<string, { ids: unknown; env: unknown }>
    assert.deepEqual(loose['shop.book']?.ids, [])
    assert.equal(loose['shop.book']?.env, env)
    assert.equal('shop.book' in env, true)
    assert.equal('shop.page' in env, false)
    assert.throws(() => loose['shop.page'], {
      name: 'UnknownModelError',
      message: 'There is no model "shop.page" in the database "memory".',
    })
  }))

test('what an environment has itself is no model', () =>
  room.withEnv(async (env) => {
    assert.equal(env.cr.database, room.database)
    assert.throws(() => env.user, { message: /There is no model "res\.users"/ })
    assert.deepEqual(env.records('user').ids, [])
    assert.equal((await Promise.resolve(env)) === env, true)
    assert.equal(typeof env.toString, 'function')
    assert.equal((env as unknown as { page?: unknown }).page, undefined)
  }))

test('as JSON it tells nothing of the database but its name', () =>
  room.withEnv(
    async (env) => {
      const told = { database: 'memory', uid: 7, su: false, context: { lang: 'fr_FR' } }
      assert.deepEqual(JSON.parse(JSON.stringify([env, env.cr, env.cr.database])), [
        told,
        { database: 'memory', readonly: false },
        { name: 'memory' },
      ])
    },
    { uid: 7, context: { lang: 'fr_FR' } },
  ))

test('models are not listed: an environment is printed without a query', () =>
  room.withEnv(async (env) => {
    assert.equal(Object.keys(env).includes('shop.book'), false)
    assert.match(inspect(env, { depth: 0 }), /uid: 1/)
  }))
