import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { callPositional } from '../calls/call-method.ts'
import { withVault } from './vault.ts'

const vault = withVault()

/** What Ann gets of a call: its status, and what is said. */
async function status(path: string, json: unknown): Promise<[number, string]> {
  const headers = { authorization: `Bearer ${vault.annKey}` }
  const { status: code, text } = await vault.app.inject({ database: 'main', method: 'POST', path, headers, json })
  return [code, text]
}

const METHODS = [
  'search',
  'search_read',
  'search_count',
  'read',
  'read_group',
  'name_search',
  'create',
  'write',
  'copy',
]
const NAMES = [
  'ids',
  'domain',
  'fields',
  'offset',
  'limit',
  'order',
  'groupby',
  'vals',
  'vals_list',
  'name',
  'operator',
]
const FIELDS = [
  'name',
  'weight',
  'owner_id',
  'folder_id',
  'day',
  'moment',
  'tags',
  'picture',
  'id',
  'nope',
  'folder_id.name',
]
const OPERATORS = ['=', '!=', 'in', 'not in', 'ilike', '<', 'child_of', 'any', '=?', 'nope', 1]

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    '',
    '\0',
    "'; drop table res_users; --",
    1e300,
    -1,
    2 ** 31,
    2 ** 53,
    [[]],
    {},
    'name desc',
    '2026-99-99',
  ),
  fc.array(fc.constantFrom(...FIELDS), { maxLength: 3 }),
  fc.array(fc.tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...OPERATORS), fc.jsonValue({ maxDepth: 2 })), {
    maxLength: 3,
  }),
  fc.dictionary(fc.constantFrom(...FIELDS), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
)

test('whatever is sent, the server does not fail, and tells nothing of its inside', async () => {
  const body = fc.dictionary(fc.constantFrom(...NAMES, 'context', 'nope'), value, { maxKeys: 5 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...METHODS), body, async (method, json) => {
      const [code, text] = await status(`/json/2/vault.note/${method}`, json)
      assert.ok(code < 500, `${method} ${JSON.stringify(json)}: ${code}`)
      assert.doesNotMatch(text, /of bob|4711|syntax error|at position|\$1/)
    }),
    { numRuns: 400 },
  )
})

test('only what is opened is reached, whatever a method is called', async () => {
  const own = vault.ann.records('vault.note', [vault.annNote])
  const inherited = new Set<string>()
  for (let each: object | null = own; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    for (const name of Object.getOwnPropertyNames(each)) inherited.add(name)
  }
  const opened = [
    'search',
    'searchCount',
    'searchRead',
    'read',
    'readGroup',
    'create',
    'write',
    'unlink',
    'copy',
    'exists',
  ]
  const more = [
    'nameSearch',
    'nameCreate',
    'fieldsGet',
    'defaultGet',
    'weigh',
    'findLight',
    'facts',
    'touch',
    'leakEnv',
    'nothing',
  ]
  for (const name of inherited) {
    if ([...opened, ...more].includes(name)) continue
    const call = callPositional(vault.ann, { model: 'vault.note', method: name, args: [[vault.annNote]], kwargs: {} })
    await assert.rejects(call, /cannot be called remotely|does not exist/, name)
  }
})

test('keys that reach prototypes, deep and long bodies are refused', async () => {
  const send = async (body: string): Promise<number> => {
    const headers = { authorization: `Bearer ${vault.annKey}`, 'content-type': 'application/json' }
    const path = '/json/2/vault.note/search'
    return (await vault.app.inject({ database: 'main', method: 'POST', path, headers, body })).status
  }
  assert.equal(await send('{"domain":[],"__proto__":{"su":true}}'), 400)
  assert.equal(await send('{"domain":[],"context":{"constructor":{"prototype":{"su":true}}}}'), 400)
  assert.equal(await send(`{"domain":${'['.repeat(100)}${']'.repeat(100)}}`), 400)
  assert.equal(await send(`{"domain":[${Array(3000).fill('["id","=",1]').join(',')}]}`), 422)
  assert.equal(await send('[]'), 400)
  assert.equal(await send('{'), 400)
  const ids = JSON.stringify(Array.from({ length: 100_001 }, (_, index) => index + 1))
  const [code] = await status('/json/2/vault.note/read', { ids: JSON.parse(ids) as number[] })
  assert.equal(code, 422)
  assert.equal(({} as { su?: boolean }).su, undefined)
})
