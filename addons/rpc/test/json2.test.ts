import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withVault } from './vault.ts'

const vault = withVault()

interface Answer {
  status: number
  body: unknown
  detail: string
}

/** Calls a method with ann's key. */
async function call(
  method: string,
  json: object = {},
  options: { model?: string; key?: string } = {},
): Promise<Answer> {
  const { model = 'vault.note', key = vault.annKey } = options
  const response = await vault.app.inject({
    database: 'main',
    method: 'POST',
    path: `/json/2/${model}/${method}`,
    headers: { authorization: `Bearer ${key}` },
    json,
  })
  const body: unknown = response.text === '' ? null : response.json()
  return { status: response.status, body, detail: (body as { detail?: string } | null)?.detail ?? '' }
}

async function result(method: string, json: object = {}): Promise<unknown> {
  const { status, body } = await call(method, json)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

test('records are searched, read, made, changed and deleted', async () => {
  const made = (await result('create', { vals_list: [{ name: 'one', owner_id: vault.ann.uid }] })) as number[]
  assert.equal(made.length, 1)
  const [id] = made
  assert.deepEqual(await result('search', { domain: [['name', '=', 'one']] }), [id])
  assert.equal(await result('search_count', { domain: [['id', '=', id]] }), 1)
  assert.equal(await result('write', { ids: [id], vals: { body: 'x' } }), true)
  assert.deepEqual(await result('read', { ids: [id], fields: ['name', 'body', 'folder_id', 'day', 'weight'] }), [
    { id, name: 'one', body: 'x', folder_id: false, day: false, weight: 3 },
  ])
  const [copy] = (await result('copy', { ids: [id], default: { name: 'two' } })) as number[]
  assert.notEqual(copy, id)
  assert.equal(await result('unlink', { ids: [id, copy] }), true)
  assert.deepEqual(await result('exists', { ids: [id, copy] }), [])
})

test('values have the forms that Odoo gives them', async () => {
  const values = { name: 'forms', owner_id: vault.ann.uid, folder_id: vault.folder, tags: { a: [1] } }
  const dated = { day: '2026-01-02', moment: '2026-01-02 03:04:05' }
  const [id] = (await result('create', { vals_list: { ...values, ...dated } })) as number[]
  const names = ['day', 'moment', 'folder_id', 'tags', 'body', 'picture']
  assert.deepEqual(await result('search_read', { domain: [['id', '=', id]], fields: names }), [
    { id, ...dated, folder_id: [vault.folder, 'Cellar'], tags: { a: [1] }, body: false, picture: false },
  ])
  assert.deepEqual(await result('read', { ids: [id], fields: ['folder_id'], load: '' }), [
    { id, folder_id: vault.folder },
  ])
  assert.deepEqual(await result('facts'), { nothing: false, when: '2026-01-02 03:04:05', bytes: 'AQI=' })
  assert.equal(await result('nothing', { ids: [id] }), null)
  await result('unlink', { ids: [id] })
})

test('groups, names, defaults and descriptions', async () => {
  const groups = await result('read_group', {
    domain: [['owner_id', '=', vault.ann.uid]],
    fields: ['weight:sum'],
    groupby: ['folder_id'],
  })
  assert.deepEqual(groups, [
    {
      folder_id: [vault.folder, 'Cellar'],
      weight: 5,
      __count: 1,
      folder_id_count: 1,
      __domain: ['&', ['owner_id', '=', vault.ann.uid], ['folder_id', '=', vault.folder]],
    },
  ])
  const both = { domain: [['owner_id', '=', vault.ann.uid]], fields: [], groupby: ['folder_id', 'name'] }
  const [lazy] = (await result('read_group', both)) as object[]
  assert.deepEqual(Object.keys(lazy!), ['folder_id', '__count', 'folder_id_count', '__context', '__domain'])
  const [full] = (await result('read_group', { ...both, lazy: false })) as object[]
  assert.deepEqual(Object.keys(full!), ['folder_id', 'name', '__count', 'folder_id_count', '__domain'])
  assert.deepEqual(await result('name_search', { name: 'of' }), [[vault.annNote, 'of ann']])
  assert.deepEqual(await result('default_get', { fields: ['weight', 'pin', 'name', 'author_id', 'company_id'] }), {
    weight: 3,
    author_id: vault.ann.uid,
    company_id: 1,
  })
  const described = (await result('fields_get', { attributes: ['type'] })) as Record<string, unknown>
  assert.deepEqual(described['weight'], { type: 'integer' })
  assert.equal('pin' in described, false)
  assert.equal(await result('has_access', { ids: [vault.annNote], operation: 'write' }), true)
  assert.equal(await result('has_access', { ids: [vault.bobNote], operation: 'write' }), false)
})

test('methods of addons take named arguments, in both spellings', async () => {
  assert.deepEqual(await result('weigh', { ids: [vault.annNote], factor: 2 }), [10])
  assert.deepEqual(await result('weigh', { ids: [vault.annNote], factor: 2, plus: 1 }), [11])
  assert.deepEqual(await result('find_light', { most_weight: 100 }), [vault.annNote])
  assert.deepEqual(await result('findLight', { mostWeight: 1 }), [])
  const wrong = await call('find_light', { most: 1 })
  assert.equal(wrong.status, 422)
  assert.equal(wrong.detail, 'vault.note.find_light has no parameter "most" (mostWeight, order).')
})

test('a method that says that it only reads, and writes, is run again', async () => {
  assert.equal(await result('touch'), true)
})

test('what is not there is 404, what is not for clients 403', async () => {
  assert.equal((await call('search', { domain: [] }, { model: 'no.model' })).status, 404)
  assert.equal((await call('no_method')).status, 404)
  const refused = await call('open', { ids: [vault.annNote] })
  assert.equal(refused.status, 403)
  assert.match(refused.detail, /"vault\.note\.open"\) cannot be called remotely.*@api\.rpc/)
})

const HIDDEN = ['sudo', 'with_user', 'withUser', 'withEnv', 'with_env', 'with_context', 'browse', 'mapped', 'filtered']
const NEVER = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '_search',
  'valueOf',
  '__defineGetter__',
  'env',
  'definition',
]

test('nothing else of a recordset is reachable', async () => {
  for (const name of [...HIDDEN, ...NEVER, 'name', 'computeDisplayName', 'flush', 'withIds', 'ensureOne', 'load']) {
    const { status } = await call(name, { ids: [vault.annNote] })
    assert.ok(status === 403 || status === 404, `${name}: ${status}`)
  }
})

test('arguments that do not fit are told', async () => {
  const wrong: Array<[string, object, string]> = [
    ['search', {}, 'vault.note.search needs domain.'],
    ['search', { domain: [], ids: [1] }, 'vault.note.search is called without ids.'],
    ['search', { domain: 'x' }, 'domain is a domain: a list of terms.'],
    ['search', { domain: [], limit: -1 }, 'limit is a whole number from 0 on.'],
    ['search', { domain: [], order: {} }, 'order is a text.'],
    ['read', { ids: ['1; drop table res_users'] }, 'ids is a list of ids: whole numbers from 1 on.'],
    ['read', { ids: [2 ** 40] }, 'ids is a list of ids: whole numbers from 1 on.'],
    ['read', { ids: [1.5] }, 'ids is a list of ids: whole numbers from 1 on.'],
    ['read', { ids: [], fields: 'name' }, 'fields is a list of names.'],
    ['write', { ids: [], vals: [] }, 'vals is an object of values by the names of fields.'],
    ['unlink', { ids: [], cascade: true }, 'vault.note.unlink has no parameter "cascade".'],
    ['search', { domain: [], context: [] }, 'context is an object.'],
    ['search', { domain: [], context: { lang: 'xx_XX' } }, 'Invalid language code: "xx_XX".'],
    ['search', { domain: [], context: { tz: "UTC'; --" } }, 'Invalid time zone: "UTC\'; --".'],
  ]
  for (const [method, json, message] of wrong) {
    const { status, detail } = await call(method, json)
    assert.deepEqual([status, detail], [422, message], method)
  }
})

test('domains, orders and names of fields that are wrong are told, and never as SQL', async () => {
  const wrong: Array<[string, object, RegExp]> = [
    ['search', { domain: [['nope', '=', 1]] }, /nope/],
    ['search', { domain: [['name', 'is', 1]] }, /is/],
    ['search', { domain: [['name']] }, /term/],
    ['search', { domain: [], order: 'name; drop table x' }, /order/],
    ['read', { ids: [vault.annNote], fields: ['nope'] }, /no field "nope"/],
    ['read', { ids: [vault.annNote], fields: ['constructor'] }, /no field "constructor"/],
    ['create', { vals_list: [{ name: 'x', nope: 1 }] }, /no field "nope"/],
    ['read_group', { domain: [], fields: [], groupby: ['nope'] }, /nope/],
  ]
  for (const [method, json, message] of wrong) {
    const { status, detail } = await call(method, json)
    assert.equal(status, 422, `${method} ${JSON.stringify(json)}: ${detail}`)
    assert.match(detail, message)
    assert.doesNotMatch(detail, /select |from "|syntax|\$1/i)
  }
})

test('what the database refuses is told without its words', async () => {
  const nul = await call('search', { domain: [['name', '=', 'a\0b']] })
  assert.ok(nul.status === 422 || nul.status === 200, String(nul.status))
  const big = await call('search', { domain: [['weight', '=', 1e30]] })
  assert.ok(big.status === 422 || big.status === 200, String(big.status))
})

test('companies of the context must be the user’s', async () => {
  const own = await vault.env['res.company'].search([], { limit: 1 })
  assert.equal((await call('search', { domain: [], context: { allowed_company_ids: own.ids } })).status, 200)
  const other = await vault.env['res.company'].create({ name: 'Other' })
  const refused = await call('search', { domain: [], context: { allowed_company_ids: [other.id] } })
  assert.deepEqual([refused.status, refused.detail], [403, 'Access to unauthorized or invalid companies.'])
  assert.equal((await call('search', { domain: [], context: { allowed_company_ids: 'all' } })).status, 403)
})

test('an environment does not get out', async () => {
  const { status, body } = await call('leakEnv')
  assert.equal(status, 500)
  assert.doesNotMatch(JSON.stringify(body), /transaction|registry/)
})

test('a key is needed, of the right scope', async () => {
  const path = '/json/2/vault.note/search'
  const request = { database: 'main', method: 'POST', path, json: { domain: [] } } as const
  assert.equal((await vault.app.inject(request)).status, 401)
  const other = await vault.ann['res.users.apikeys'].generate('other', 'test', new Date(Date.now() + 3_600_000))
  const wrong = await vault.app.inject({ ...request, headers: { authorization: `Bearer ${other}` } })
  assert.equal(wrong.status, 401)
  const browser = vault.app.browser({ database: 'main', login: 'ann' })
  assert.equal((await browser.visit({ method: 'POST', path, json: { domain: [] } })).status, 401)
})

test('other verbs and paths are pointed at the right one', async () => {
  for (const path of ['/json/2', '/json/2/vault.note']) {
    const response = await vault.app.inject({ database: 'main', path, headers: { accept: 'text/plain' } })
    assert.equal(response.status, 404)
    assert.match(response.text, /Did you mean POST \/json\/2\/<model>\/<method>\?/)
  }
})
