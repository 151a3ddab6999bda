import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import {
  Controller,
  currentRequest,
  defineAddon,
  Gone,
  NewRequest,
  Request,
  route,
  SubrequestError,
  UserError,
  view,
} from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'
import type { Answer, SubrequestTransactions } from './subrequest-transaction.ts'

// What a database is told: `cr.savepoint(answer)` and a cursor of its own, written down.
const log: string[] = []
beforeEach(() => void (log.length = 0))

async function noted(name: string, answer: Answer): ReturnType<Answer> {
  log.push(`${name} begins`)
  try {
    const response = await answer()
    log.push(`${name} kept`)
    return response
  } catch (error) {
    log.push(`${name} rolled back`)
    throw error
  }
}

const transactions: SubrequestTransactions = {
  nested: (_parent, { path }, answer) => noted(`savepoint ${path}`, answer),
  own: (parent, { path }, answer) => {
    if (parent.query.has('single')) throw new SubrequestError('There is no second client.')
    return noted(`transaction ${path}`, answer)
  },
}

class SoldOut extends UserError {}

class Subs extends Controller {
  @route('/outer', { auth: 'none' })
  async outer({ to = '', own, tweens }: { to?: string; own?: string; tweens?: string }, request: Request) {
    const options = { ownTransaction: own !== undefined, useTweens: tweens !== undefined }
    const answers = to.split(' ').map(async (path) => {
      const response = await request.invokeSubrequest(Request.blank(path), options)
      return `${response.status} ${await response.text()}`
    })
    const results = await Promise.allSettled(answers)
    return results.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason))).join('; ')
  }

  @route('/inner/<int:n>', { auth: 'none' })
  async inner({ n }: { n: number }, request: Request): Promise<string> {
    log.push(`inner ${n}`)
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(currentRequest(), request)
    if (n > 10) await request.invokeSubrequest(Request.blank('/inner/1'))
    log.push(`inner ${n} done`)
    return `${n}`
  }

  @route('/fails', { auth: 'none' })
  async fails() {
    log.push('fails')
    throw new SoldOut('Sold out.')
  }

  @route('/gone', { auth: 'none' })
  async gone(): Promise<string> {
    throw new Gone()
  }

  @view({ context: SoldOut })
  async soldOut(error: SoldOut) {
    log.push('view of the error')
    return error.message
  }
}

const addon = defineAddon({
  name: 'subs',
  root: import.meta.dirname,
  controllers: [Subs],
  setup(app) {
    app.subscribe(NewRequest, ({ request }) => void log.push(`NewRequest ${request.path}`))
  },
})

async function start(): Promise<TestApp> {
  const app = await createTestApp({ addons: [addon] })
  // In place of the database, which gives them to the composition that it makes.
  Object.assign(app.app.composition, { transactions })
  return app
}

async function outer(query: Record<string, string>): Promise<string> {
  log.length = 0
  await using app = await start()
  const { text } = await app.inject({ path: '/outer', query })
  assert.equal(log.shift(), 'NewRequest /outer')
  return text
}

test('a subrequest runs in a savepoint, which begins after NewRequest and is kept where it answers', async () => {
  assert.equal(await outer({ to: '/inner/1' }), '200 1')
  assert.deepEqual(log, [
    'NewRequest /inner/1',
    'savepoint /inner/1 begins',
    'inner 1',
    'inner 1 done',
    'savepoint /inner/1 kept',
  ])
})

test('it is rolled back where it fails, and the error is thrown', async () => {
  assert.equal(await outer({ to: '/fails' }), 'SoldOut: Sold out.')
  assert.deepEqual(log, ['NewRequest /fails', 'savepoint /fails begins', 'fails', 'savepoint /fails rolled back'])
})

test('with tweens, it is rolled back before a view answers the error', async () => {
  assert.equal(await outer({ to: '/fails', tweens: '' }), '200 Sold out.')
  assert.deepEqual(log, [
    'NewRequest /fails',
    'savepoint /fails begins',
    'fails',
    'savepoint /fails rolled back',
    'view of the error',
  ])
  assert.match(await outer({ to: '/gone', tweens: '' }), /^410 /)
  assert.deepEqual(log.slice(-2), ['savepoint /gone begins', 'savepoint /gone rolled back'])
})

test('ownTransaction: one of its own', async () => {
  assert.equal(await outer({ to: '/inner/2', own: '' }), '200 2')
  assert.deepEqual(log.slice(1), [
    'transaction /inner/2 begins',
    'inner 2',
    'inner 2 done',
    'transaction /inner/2 kept',
  ])
  assert.equal(await outer({ to: '/fails', own: '' }), 'SoldOut: Sold out.')
  assert.equal(log.at(-1), 'transaction /fails rolled back')
})

test('ownTransaction where the database has no second client: its error', async () => {
  assert.equal(await outer({ to: '/inner/1', own: '', single: '' }), 'SubrequestError: There is no second client.')
  assert.deepEqual(log, ['NewRequest /inner/1'])
})

test('savepoints of one request never overlap: subrequests side by side run one after the other, failed ones too', async () => {
  assert.equal(await outer({ to: '/inner/1 /fails /inner/2' }), '200 1; SoldOut: Sold out.; 200 2')
  assert.deepEqual(
    log.filter((each) => each.startsWith('savepoint')),
    ['/inner/1 begins', '/inner/1 kept', '/fails begins', '/fails rolled back', '/inner/2 begins', '/inner/2 kept'].map(
      (each) => `savepoint ${each}`,
    ),
  )
})

test('those with a transaction of their own run side by side', async () => {
  await outer({ to: '/inner/1 /inner/2', own: '' })
  const begun = log.indexOf('transaction /inner/2 begins')
  assert.ok(begun < log.indexOf('transaction /inner/1 kept'))
})

test('one inside another: savepoints inside each other', async () => {
  assert.equal(await outer({ to: '/inner/11' }), '200 11')
  assert.deepEqual(
    log.filter((each) => each.startsWith('savepoint')),
    ['/inner/11 begins', '/inner/1 begins', '/inner/1 kept', '/inner/11 kept'].map((each) => `savepoint ${each}`),
  )
})

test('the outer request itself is in none', async () => {
  await using app = await start()
  assert.equal((await app.inject('/inner/3')).text, '3')
  assert.deepEqual(log, ['NewRequest /inner/3', 'inner 3', 'inner 3 done'])
})

test('without a database, ownTransaction is an error and nothing ran', async () => {
  await using app = await createTestApp({ addons: [addon] })
  const { text } = await app.inject({ path: '/outer', query: { to: '/inner/1', own: '' } })
  assert.match(text, /^SubrequestError: ownTransaction: there is no database/)
  assert.deepEqual(log, ['NewRequest /outer'])
})
