import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { hashPassword, needsRehash, verifyPassword } from '../crypto/password-hash.ts'

const CHEAP = { memory: 64, passes: 1, parallelism: 1 }

test('a hash is a PHC string of argon2id with what OWASP asks for, and never the same twice', async () => {
  const [one, other] = [await hashPassword('secret'), await hashPassword('secret')]
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, other)
  assert.equal(await verifyPassword('secret', one), true)
  assert.equal(await verifyPassword('Secret', one), false)
  assert.equal(await verifyPassword('', one), false)
})

test('a hash that another program made is read', async () => {
  const nonce = Buffer.from('somesaltsomesalt')
  const tag = argon2Sync('argon2id', {
    message: 'password',
    nonce,
    parallelism: 2,
    tagLength: 24,
    memory: 256,
    passes: 3,
  })
  const plain = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
  const hash = `$argon2id$v=19$m=256,t=3,p=2$${plain(nonce)}$${plain(tag)}`
  assert.equal(await verifyPassword('password', hash), true)
  assert.equal(await verifyPassword('passwort', hash), false)
  assert.equal(needsRehash(hash), true)
})

test('the same letters, typed otherwise, are the same password', async () => {
  const hash = await hashPassword('caf\u00e9', CHEAP)
  assert.equal(await verifyPassword('cafe\u0301', hash), true)
})

test('without a hash, or with one that cannot be read, nothing fits', async () => {
  for (const hash of [null, '', 'secret', '$argon2id$v=19$m=64,t=1,p=1$$', '$2b$12$abcdefghijklmnopqrstuv']) {
    assert.equal(await verifyPassword('secret', hash), false)
  }
})

test('a hash that would cost too much is not computed', async () => {
  const hash = (await hashPassword('secret', CHEAP)).replace('m=64', 'm=9999999')
  assert.equal(await verifyPassword('secret', hash), false)
  assert.equal(await verifyPassword('secret', hash.replace('m=9999999', 'm=64').replace('t=1', 't=99')), false)
})

test('weaker hashes are to be renewed, those of today not', async () => {
  assert.equal(needsRehash(await hashPassword('secret', CHEAP)), true)
  assert.equal(needsRehash(await hashPassword('secret')), false)
  assert.equal(needsRehash(await hashPassword('secret', CHEAP), CHEAP), false)
  assert.equal(needsRehash('not a hash'), true)
})

test('any password fits its own hash, and no other text does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (password, other) => {
      const hash = await hashPassword(password, CHEAP)
      assert.equal(await verifyPassword(password, hash), true)
      assert.equal(await verifyPassword(other, hash), password.normalize('NFKC') === other.normalize('NFKC'))
    }),
    { numRuns: 30 },
  )
})

test('no text is read as a hash by mistake', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => assert.equal(await verifyPassword(text, `$argon2id$${text}`), false)),
    { numRuns: 10 },
  )
})
