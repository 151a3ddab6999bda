import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessError } from 'pergola'
import type { AnyRecords, Environment } from 'pergola/models'
import { PIXEL, withVault } from './vault.ts'

// One secret, asked for in every way in which records are read. Ann has a note; bob's note is none of her business, and the
// pin of neither is.
const vault = withVault()
const SECRETS = /4711|of bob/

interface Reader {
  readonly name: string
  readonly env: () => Promise<Environment>
  /** The notes that are to be seen. */
  readonly notes: () => number[]
  /** Whether the model may be read at all. */
  readonly reads: boolean
}

const readers: readonly Reader[] = [
  { name: 'a user', env: async () => vault.ann, notes: () => [vault.annNote], reads: true },
  { name: 'another user', env: async () => vault.bob, notes: () => [vault.bobNote], reads: true },
  { name: 'public', env: () => publicEnv(), notes: () => [], reads: false },
  { name: 'nobody', env: async () => vault.env.with({ uid: null, su: false }), notes: () => [], reads: false },
  {
    name: 'sudo',
    env: async () => vault.ann.with({ su: true }),
    notes: () => [vault.annNote, vault.bobNote],
    reads: true,
  },
]

async function publicEnv(): Promise<Environment> {
  return vault.env.with({ uid: (await vault.env.ref('base.public_user')).id, su: false, context: {} })
}

async function notesOf(reader: Reader): Promise<AnyRecords> {
  return (await reader.env()).records('vault.note')
}

for (const reader of readers) {
  const refusal = reader.reads ? null : AccessError

  test(`${reader.name}: search, count and searchRead`, async () => {
    const notes = await notesOf(reader)
    if (refusal !== null) {
      await assert.rejects(notes.search(), refusal)
      await assert.rejects(notes.searchCount(), refusal)
      await assert.rejects(notes.searchRead([], ['name']), refusal)
      return
    }
    assert.deepEqual((await notes.search()).ids, reader.notes())
    assert.equal(await notes.searchCount(), reader.notes().length)
    assert.deepEqual(
      (await notes.searchRead([], ['name'])).map(({ id }) => id),
      reader.notes(),
    )
  })

  test(`${reader.name}: read and load`, async () => {
    const notes = await notesOf(reader)
    for (const id of [vault.annNote, vault.bobNote]) {
      const note = notes.browse(id)
      if (reader.notes().includes(id)) assert.equal((await note.read(['name'])).length, 1)
      else {
        await assert.rejects(note.read(['name']), AccessError)
        await assert.rejects(note.load('name'), AccessError)
      }
    }
    if (reader.name !== 'sudo') await assert.rejects(notes.browse(vault.annNote).read(['pin']), AccessError)
  })

  test(`${reader.name}: names, groups and relations`, async () => {
    const env = await reader.env()
    const notes = env.records('vault.note')
    if (refusal !== null) {
      await assert.rejects(notes.nameSearch('of'), refusal)
      await assert.rejects(notes.readGroup([], ['weight'], 'owner_id'), refusal)
      await assert.rejects(env.records('vault.folder', [vault.folder]).load('note_ids'), refusal)
      return
    }
    assert.deepEqual(
      (await notes.nameSearch('of')).map(([id]) => id),
      reader.notes(),
    )
    const groups = await notes.readGroup([], ['weight'], 'folder_id')
    assert.equal(groups[0]?.__count, reader.notes().length)
    const folder = await env.records('vault.folder', [vault.folder]).load('note_ids')
    assert.deepEqual((folder['note_ids'] as AnyRecords).ids, reader.notes())
  })
}

test('nothing is learnt by conditions, orders and groups', async () => {
  const notes = vault.ann.records('vault.note')
  const folders = vault.ann.records('vault.folder')
  await assert.rejects(notes.search([['pin', 'like', '47%']] as never), AccessError)
  await assert.rejects(notes.search([], { order: 'pin' }), AccessError)
  await assert.rejects(notes.readGroup([], [], 'pin'), AccessError)
  await assert.rejects(notes.readGroup([], ['pin:max'], 'owner_id'), AccessError)
  await assert.rejects(folders.search([['note_ids.pin', '=', '4711']] as never), AccessError)
  await assert.rejects(folders.search([['note_ids', 'any', [['pin', '=', '4711']]]] as never), AccessError)
  assert.deepEqual((await folders.search([['note_ids.name', '=', 'of bob']] as never)).ids, [])
  assert.deepEqual((await folders.search([['best_note_id.weight', '=', 7]] as never)).ids, [])
  const folder = folders.browse(vault.folder)
  await folder.load('best_note_id')
  await assert.rejects((folder['best_note_id'] as AnyRecords).load('weight'), AccessError)
})

test('a URL that names a record', async () => {
  const ann = vault.app.browser({ database: 'main', login: 'ann' })
  assert.equal((await ann.get(`/vault/${vault.annNote}`)).text, '<p>of ann</p>')
  const refused = await ann.get(`/vault/${vault.bobNote}`)
  assert.equal(refused.status, 403)
  assert.doesNotMatch(refused.text, SECRETS)
  const anybody = vault.app.browser({ database: 'main' })
  assert.equal((await anybody.get(`/vault/public/${vault.annNote}`)).status, 404)
  assert.equal((await anybody.get(`/vault/${vault.annNote}`)).status, 303)
  const keyed = async (id: number, key: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` }
    return (await vault.app.inject({ database: 'main', path: `/vault/key/${id}`, headers })).status
  }
  assert.equal(await keyed(vault.annNote, vault.annKey), 200)
  assert.equal(await keyed(vault.bobNote, vault.annKey), 403)
})

/** What ann's key gets of a call. */
async function called(
  model: string,
  method: string,
  json: object,
  key = vault.annKey,
): Promise<{ status: number; text: string }> {
  const path = `/json/2/${model}/${method}`
  const headers = { authorization: `Bearer ${key}` }
  return vault.app.inject({ database: 'main', method: 'POST', path, headers, json })
}

test('RPC gives no more than records do', async () => {
  const { annNote, bobNote, folder } = vault
  const refused: Array<[string, string, object]> = [
    ['vault.note', 'read', { ids: [bobNote], fields: ['name'] }],
    ['vault.note', 'read', { ids: [annNote, bobNote] }],
    ['vault.note', 'read', { ids: [annNote], fields: ['pin'] }],
    ['vault.note', 'search', { domain: [['pin', '=', '4711']] }],
    ['vault.note', 'search_count', { domain: [['pin', 'like', '4']] }],
    ['vault.note', 'search_read', { domain: [], fields: ['pin'] }],
    ['vault.note', 'search', { domain: [], order: 'pin desc' }],
    ['vault.note', 'read_group', { domain: [], fields: ['pin:max'], groupby: [] }],
    ['vault.note', 'read_group', { domain: [], fields: [], groupby: ['pin'] }],
    ['vault.note', 'name_search', { domain: [['pin', '=', '4711']] }],
    ['vault.note', 'write', { ids: [bobNote], vals: { weight: 1 } }],
    ['vault.note', 'write', { ids: [annNote], vals: { pin: '1' } }],
    ['vault.note', 'create', { vals_list: [{ name: 'n', owner_id: vault.ann.uid, pin: '1' }] }],
    ['vault.note', 'unlink', { ids: [bobNote] }],
    ['vault.note', 'copy', { ids: [bobNote] }],
    ['vault.note', 'weigh', { ids: [bobNote], factor: 1 }],
    ['vault.note', 'check_access', { ids: [bobNote], operation: 'read' }],
    ['vault.folder', 'search', { domain: [['note_ids.pin', '=', '4711']] }],
    ['ir.config_parameter', 'get_param', { key: 'database.secret' }],
    ['ir.rule', 'search_read', { domain: [] }],
    ['res.users', 'read', { ids: [vault.bob.uid], fields: ['password_hash'] }],
    ['res.users.apikeys', 'search_read', { domain: [], fields: ['key_hash'] }],
  ]
  for (const [model, method, json] of refused) {
    const { status, text } = await called(model, method, json)
    assert.equal(status, 403, `${model}.${method} ${JSON.stringify(json)}: ${text}`)
    assert.doesNotMatch(text, SECRETS)
  }
  const seen: Array<[string, string, object]> = [
    ['vault.note', 'search_read', { domain: [] }],
    ['vault.note', 'read', { ids: [annNote] }],
    ['vault.note', 'name_search', {}],
    ['vault.note', 'read_group', { domain: [], fields: ['weight'], groupby: ['name'] }],
    ['vault.note', 'exists', { ids: [annNote, bobNote] }],
    ['vault.note', 'fields_get', {}],
    ['vault.folder', 'read', { ids: [folder], fields: ['note_ids', 'name'] }],
    ['vault.folder', 'search', { domain: [['note_ids.name', '=', 'of bob']] }],
  ]
  for (const [model, method, json] of seen) {
    const { status, text } = await called(model, method, json)
    assert.equal(status, 200, text)
    assert.doesNotMatch(text, SECRETS, `${model}.${method}`)
  }
  assert.match((await called('vault.note', 'exists', { ids: [bobNote] })).text, /^\[\]$/)
})

test('an administrator has no more than the rules leave, but the fields', async () => {
  const { text } = await called('vault.note', 'search_read', { domain: [] }, vault.adminKey)
  assert.equal(text, '[]')
  const own = await called('vault.note', 'default_get', { fields: ['pin'] }, vault.adminKey)
  assert.equal(own.text, '{"pin":"0000"}')
})

/** Status and bytes of a file. */
async function file(path: string, login?: string): Promise<[number, string]> {
  const browser = vault.app.browser(login === undefined ? { database: 'main' } : { database: 'main', login })
  const { status, body } = await browser.get(path)
  return [status, Buffer.from(body).toString('base64')]
}

test('files of records', async () => {
  const { annNote, bobNote } = vault
  assert.deepEqual(await file(`/web/content/vault.note/${annNote}/picture`, 'ann'), [200, PIXEL])
  assert.deepEqual(await file(`/web/image/vault.note/${annNote}/picture`, 'ann'), [200, PIXEL])
  for (const [path, login] of [
    [`vault.note/${bobNote}/picture`, 'ann'],
    [`vault.note/${annNote}/picture`, 'bob'],
    [`vault.note/${annNote}/picture`, undefined],
    [`vault.note/${annNote}/file`, 'ann'],
    [`vault.note/${annNote}/pin`, 'ann'],
    [`vault.note/${annNote}/nope`, 'ann'],
    [`vault.note/${annNote}/picture?filename_field=pin`, 'ann'],
    [`vault.note/999999/picture`, 'ann'],
    [`no.model/1/picture`, 'ann'],
    [`constructor/1/prototype`, 'ann'],
  ] as const) {
    const [status, bytes] = await file(`/web/content/${path}`, login)
    assert.equal(status, 404, path)
    assert.notEqual(bytes, PIXEL)
    const [shown, picture] = await file(`/web/image/${path}`, login)
    assert.equal(shown, 200, path)
    assert.notEqual(picture, PIXEL)
  }
})
