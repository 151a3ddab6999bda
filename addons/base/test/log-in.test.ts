import assert from 'node:assert/strict'
import { AccessDenied, UserError } from 'pergola'
import type { Environment } from 'pergola/models'
import { hashPassword } from '../crypto/password-hash.ts'
import { withBase } from './support.ts'

const test = withBase()

async function ada(env: Environment): Promise<number> {
  const user = await env['res.users'].create({ name: 'Ada', login: 'ada', password: 'correct horse' })
  return user.id
}

const attempt = (env: Environment, login: unknown, password: unknown, address: string | null = null): Promise<number> =>
  env['res.users'].authenticate({ login, password } as { login: string; password: string }, { address })

test('login and password give the user, and the time is noted', async (env) => {
  const id = await ada(env)
  const before = new Date(Date.now() - 60_000)
  assert.equal(await attempt(env, 'ada', 'correct horse'), id)
  const user = await env['res.users'].browse(id).load('login_date')
  assert.ok(user.login_date > before)
})

test('whatever does not fit is refused alike', async (env) => {
  await ada(env)
  await env['res.users'].create({ name: 'Eve', login: 'eve', password: 'secret', active: false })
  await env['res.users'].create({ name: 'Bob', login: 'bob' })
  const wrong: Array<[unknown, unknown]> = [
    ['ada', 'wrong'],
    ['ADA', 'correct horse'],
    ['ada', ''],
    ['', ''],
    ['nobody', 'correct horse'],
    ['eve', 'secret'],
    ['bob', ''],
    ['bob', 'x'],
    ['__system__', ''],
    ['ada\0', 'correct horse'],
    [['ada'], 'correct horse'],
    ['ada', { length: 3 }],
    [null, undefined],
    ['ada', 'x'.repeat(5000)],
    ["ada' or '1'='1", 'x'],
  ]
  for (const [login, password] of wrong) {
    await assert.rejects(attempt(env, login, password), { name: 'AccessDenied', message: 'Access denied' })
  }
})

test('a weaker hash is renewed at the next log-in', async (env) => {
  const id = await ada(env)
  const weak = await hashPassword('correct horse', { memory: 64, passes: 1, parallelism: 1 })
  await env['res.users'].browse(id).write({ password_hash: weak })
  await attempt(env, 'ada', 'correct horse')
  const { rows } = await env.cr.query<{ password_hash: string }>('select password_hash from res_users where id = $1', [
    id,
  ])
  assert.match(rows[0]?.password_hash ?? '', /m=19456,t=2,p=1/)
  assert.equal(await attempt(env, 'ada', 'correct horse'), id)
})

test('after some failures one waits, from that address only', async (env) => {
  const id = await ada(env)
  const throttle = env['res.users.throttle']
  for (let failure = 0; failure < 5; failure++) {
    await throttle.assertCanAuthenticate('ada', '192.0.2.1')
    await throttle.noteFailure('ada', '192.0.2.1')
  }
  await assert.rejects(attempt(env, 'ada', 'correct horse', '192.0.2.1'), /Too many login failures/)
  assert.equal(await attempt(env, 'ada', 'correct horse', '192.0.2.2'), id)
  assert.equal(await attempt(env, 'ada', 'correct horse'), id)
})

test('the wait passes, and grows with every further failure', async (env) => {
  const throttle = env['res.users.throttle']
  const passes = async (seconds: number): Promise<boolean> => {
    await env.cr.query(
      `update res_users_throttle set last_failure = (now() at time zone 'UTC') - make_interval(secs => $1)`,
      [seconds],
    )
    return throttle.assertCanAuthenticate('ada', '192.0.2.1').then(
      () => true,
      () => false,
    )
  }
  for (let failure = 0; failure < 5; failure++) await throttle.noteFailure('ada', '192.0.2.1')
  assert.deepEqual([await passes(14), await passes(16)], [false, true])
  await throttle.noteFailure('ada', '192.0.2.1')
  assert.deepEqual([await passes(29), await passes(31)], [false, true])
  for (let failure = 0; failure < 40; failure++) await throttle.noteFailure('ada', null)
  await env.cr.query('delete from res_users_throttle where failures < 40')
  await assert.rejects(throttle.assertCanAuthenticate('ada', null), AccessDenied)
  await env.cr.query(
    `update res_users_throttle set last_failure = (now() at time zone 'UTC') - interval '3601 seconds'`,
  )
  await throttle.assertCanAuthenticate('ada', null)
})

test('a success forgets the failures of the login, not those of the address', async (env) => {
  await ada(env)
  const throttle = env['res.users.throttle']
  for (let failure = 0; failure < 4; failure++) await throttle.noteFailure('ada', '192.0.2.1')
  await attempt(env, 'ada', 'correct horse', '192.0.2.1')
  const { rows } = await env.cr.query<{ failures: number }>('select failures from res_users_throttle')
  assert.deepEqual(
    rows.map(({ failures }) => failures),
    [4],
  )
})

test('an address that tries many logins waits too', async (env) => {
  const throttle = env['res.users.throttle']
  for (let failure = 0; failure < 50; failure++) await throttle.noteFailure(`user${failure}`, '192.0.2.1')
  await assert.rejects(throttle.assertCanAuthenticate('ada', '192.0.2.1'), AccessDenied)
  await throttle.assertCanAuthenticate('ada', '192.0.2.2')
})

test('what is kept of failures does not show logins, and old ones go', async (env) => {
  const throttle = env['res.users.throttle']
  await throttle.noteFailure('my password', '192.0.2.1')
  const { rows } = await env.cr.query<{ key: string }>('select key from res_users_throttle')
  assert.ok(rows.length === 2 && rows.every(({ key }) => /^[\w-]{43}$/.test(key)))
  await throttle.removeOld()
  assert.equal(await throttle.searchCount(), 2)
  await env.cr.query(`update res_users_throttle set last_failure = last_failure - interval '25 hours'`)
  await throttle.removeOld()
  assert.equal(await throttle.searchCount(), 0)
})

test('many attempts at once count before any has failed', async (env) => {
  await ada(env)
  const all = Array.from({ length: 12 }, async () => attempt(env, 'ada', 'wrong', '192.0.2.9'))
  const messages = (await Promise.allSettled(all)).map((each) => String((each as PromiseRejectedResult).reason))
  assert.equal(messages.filter((message) => message.includes('Too many')).length, 7)
})

test('as many as like log in at once, also after a failure', async (env) => {
  const id = await ada(env)
  const together = (): Promise<number[]> =>
    Promise.all(Array.from({ length: 12 }, () => attempt(env, 'ada', 'correct horse', '192.0.2.9')))
  assert.deepEqual(await together(), Array(12).fill(id))
  for (let failure = 0; failure < 4; failure++) await env['res.users.throttle'].noteFailure('ada', '192.0.2.9')
  assert.deepEqual(await together(), Array(12).fill(id))
})

test('an administrator sets how soon one waits, or that nobody does', async (env) => {
  const throttle = env['res.users.throttle']
  await env['ir.config_parameter'].setParam('base.login_cooldown_after', 1)
  await throttle.noteFailure('ada', null)
  await assert.rejects(throttle.assertCanAuthenticate('ada', null), AccessDenied)
  await env['ir.config_parameter'].setParam('base.login_cooldown_after', 0)
  await throttle.assertCanAuthenticate('ada', null)
})

test('a program may log in by an API key, a person may not', async (env) => {
  const id = await ada(env)
  const key = await env.with({ uid: id, su: true })['res.users.apikeys'].generate('rpc', 'Script', null)
  const credential = { login: 'ada', password: key }
  await assert.rejects(env['res.users'].authenticate(credential), AccessDenied)
  assert.equal(await env['res.users'].authenticate(credential, { interactive: false }), id)
  await env['res.users'].create({ name: 'Eve', login: 'eve', password: 'secret' })
  await assert.rejects(
    env['res.users'].authenticate({ login: 'eve', password: key }, { interactive: false }),
    AccessDenied,
  )
})

test('a user changes the password by the old one', async (env) => {
  const id = await ada(env)
  const own = env.with({ uid: id, su: false })
  const before = await own.user.sudo().sessionToken('sid')
  await assert.rejects(own['res.users'].changePassword('wrong', 'new secret'), AccessDenied)
  await assert.rejects(own['res.users'].changePassword('', 'new secret'), AccessDenied)
  await assert.rejects(own['res.users'].changePassword('correct horse', '  '), UserError)
  assert.equal(await own['res.users'].changePassword('correct horse', 'new secret'), true)
  assert.equal(await attempt(env, 'ada', 'new secret'), id)
  await assert.rejects(attempt(env, 'ada', 'correct horse'), AccessDenied)
  assert.notEqual(await own.user.sudo().sessionToken('sid'), before)
})
