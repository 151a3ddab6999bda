import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { defineAddon } from 'pergola'
import { fields, Model, type Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'
import { NotLoadedError } from '../errors/model-errors.ts'
import { loadNamedFields } from './load-named-fields.ts'

class Writer extends Model {
  static override model = 'named.writer'
  name = fields.char()
  secret = fields.char({ groups: 'base.group_system' })
  friend_id = fields.many2one('named.writer')
  currency_id = fields.many2one('res.currency')
}

class Text extends Model {
  static override model = 'named.text'
  name = fields.char()
  writer_id = fields.many2one('named.writer')
}

const addon = defineAddon({ name: 'named', root: import.meta.dirname, depends: ['base'], models: [Writer, Text] })
let app: TestApp
let env: Environment
// oxlint-disable-next-line typescript/no-explicit-any -- values of fields
let text: any

before(async () => {
  app = await createTestApp({ addons: [addon], databases: { main: ['named'] } })
  env = app.env('main')
  const group = (await env.ref('base.group_user')).id
  for (const [index, model] of ['named.text', 'named.writer'].entries()) {
    const [found] = await env['ir.model'].search([['model', '=', model]])
    const rights = index === 0 ? [group] : [group, null]
    for (const group_id of rights) {
      await env['ir.model.access'].create({ name: model, model_id: found?.id, group_id, perm_read: true })
    }
  }
  const friend = await env.records('named.writer').create({ name: 'Sam' })
  const writer = await env.records('named.writer').create({
    name: 'Ann',
    secret: 'shh',
    friend_id: friend.id,
    currency_id: (await env.ref('base.EUR')).id,
  })
  text = await env.records('named.text').create({ name: 'One', writer_id: writer.id })
})
after(() => app.close())

/** The text with nothing known of it. */
function fresh(user: Environment = env) {
  env.transaction.invalidate('named.text')
  env.transaction.invalidate('named.writer')
  env.transaction.invalidate('res.currency')
  return text.withEnv(user)
}
const unknown = { name: 'NotLoadedError' }

test('fields that are named are loaded, along relations, and no others', async () => {
  const record = fresh()
  await loadNamedFields({ text: record }, { text: ['name', 'writer_id', 'writer_id.friend_id.name'] })
  assert.equal(record.name, 'One')
  assert.equal(record.writer_id.friend_id.name, 'Sam')
  assert.throws(() => record.writer_id.name, unknown)
})

test('records stand in lists, maps, sets and objects, at any depth of the path', async () => {
  const holders: Array<(record: unknown) => unknown> = [
    (record) => [{ text: record }],
    (record) => new Map([['a', { text: record }]]),
    (record) => new Set([{ text: record }]),
    (record) => ({ text: [record] }),
  ]
  for (const hold of holders) {
    const record = fresh()
    await loadNamedFields({ lines: hold(record) }, { lines: ['text', 'text.name'] })
    assert.equal(record.name, 'One')
  }
})

test('a record that is printed has its name; a currency what amounts need', async () => {
  const record = fresh()
  await loadNamedFields({ text: record }, { text: ['writer_id', 'writer_id.currency_id'] })
  assert.equal(record.writer_id.currency_id.symbol, '€')
  assert.equal(record.writer_id.currency_id.decimal_places, 2)
  const other = fresh()
  await loadNamedFields({ text: other }, { text: ['writer_id'] })
  assert.equal(other.writer_id.display_name, 'Ann')
})

test('what is no field ends a path, and getters of objects are not called', async () => {
  const record = fresh()
  const trap = {
    get text(): unknown {
      throw new Error('called')
    },
  }
  await loadNamedFields(
    { text: record, trap, none: null, number: 3 },
    {
      text: ['name.length', 'writer_id.length', 'nothing', '__proto__.x', 'displayName', 'id'],
      trap: ['text.name'],
      none: ['name'],
      number: ['name'],
      absent: ['name'],
    },
  )
  assert.equal(record.name, 'One')
  assert.equal(record.displayName, 'One')
})

test('a field that the user may not read is left alone', async () => {
  const portal = (await env.ref('base.group_user')).ids
  const user = await env['res.users'].create({ name: 'Low', login: 'low', groups_id: [[6, 0, portal]] })
  const record = fresh(env.with({ uid: user.id }))
  await loadNamedFields({ text: record }, { text: ['writer_id.secret', 'writer_id.name'] })
  assert.equal(record.writer_id.name, 'Ann')
  assert.throws(
    () => record.writer_id.secret,
    (error) => error instanceof NotLoadedError,
  )
})
