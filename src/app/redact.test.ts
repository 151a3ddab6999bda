import * as fc from '../../test/support/fast-check.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeValue, isSecretName } from './redact.ts'

const secret = [
  'password',
  'new_password',
  'Password',
  'master_pwd',
  'passwd',
  'passphrase',
  'csrf_token',
  'token',
  'access_token',
]
const secretToo = [
  'Authorization',
  'Proxy-Authorization',
  'Cookie',
  'Set-Cookie',
  'X-Api-Key',
  'apiKey',
  'client_secret',
  'session_id',
  'sid',
]
const plain = ['name', 'login', 'page', 'passage', 'compass', 'author', 'key', 'side', 'residence']

for (const name of [...secret, ...secretToo]) test(`${name} is secret`, () => assert.equal(isSecretName(name), true))
for (const name of plain) test(`${name} is no secret`, () => assert.equal(isSecretName(name), false))

class Hostile {
  get password(): string {
    throw new Error('read')
  }
  toString(): string {
    throw new Error('called')
  }
}

const getter = Object.defineProperty({}, 'value', { enumerable: true, get: () => assert.fail('read') })
const circle: Record<string, unknown> = { a: 1 }
circle['circle'] = circle

const values: ReadonlyArray<readonly [unknown, string]> = [
  ['<b>"', '"<b>\\""'],
  [1, '1'],
  [null, 'null'],
  [undefined, 'undefined'],
  [10n, '10'],
  [Symbol('s'), 'Symbol(s)'],
  [() => 1, '[function]'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [[1, ['a']], '[1, ["a"]]'],
  [{ name: 'Ann', password: 'p', deep: [{ token: 't' }] }, '{ name: "Ann", password: •••, deep: [{ token: ••• }] }'],
  [new Hostile(), '[Hostile]'],
  [new Map([['password', 'p']]), '[Map]'],
  [getter, '{ value: undefined }'],
  [circle, '{ a: 1, circle: { a: 1, circle: { a: 1, circle: { a: 1, circle: … } } } }'],
  [Object.assign(Object.create(null), { a: 1 }), '{ a: 1 }'],
  ['x'.repeat(600), `"${'x'.repeat(500)}… (600 characters)"`],
]

values.forEach(([value, expected], index) => {
  test(`value ${index} is ${expected.slice(0, 60)}`, () => assert.equal(describeValue(value), expected))
})

test('a secret is never shown, however deep it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const told = describeValue({
        value,
        token: 'S3CRET',
        inner: { password: ['S3CRET'], list: [{ api_key: 'S3CRET' }] },
      })
      assert.doesNotMatch(told, /S3CRET/)
      assert.ok(told.length < 10_000_000)
    }),
  )
})
