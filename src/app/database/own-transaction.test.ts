import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Controller, createApp, defineAddon, Request, request, route, type App } from 'pergola'
import { counter } from '../../../test/databases/counter-addon.ts'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from '../../../test/support/postgres.ts'

let arrived = 0
let allThere = (): void => {}
let gathered: Promise<void> = Promise.resolve()

/** Has `count` outer requests hold their connections before any goes on. */
function gather(count: number): void {
  arrived = count
  gathered = new Promise((resolve) => (allThere = resolve))
}

class Own extends Controller {
  @route('/own/outer', { auth: 'public', csrf: false, methods: ['POST'] })
  async outer({ fail = '', failInner = '' }: { fail?: string; failInner?: string }) {
    const counters = request.env['test.counter'].sudo()
    await counters.create({ name: 'outer' })
    if (--arrived === 0) allThere()
    await gathered
    const inner = Request.blank(`/own/inner?fail=${failInner}`, { method: 'POST' })
    const answer = await request.invokeSubrequest(inner, { ownTransaction: true }).then(
      (response) => response.text(),
      (error: unknown) => (error as Error).name,
    )
    if (fail !== '') throw new Error('outer failed')
    return answer
  }

  @route('/own/inner', { auth: 'public', csrf: false, methods: ['POST'] })
  async inner({ fail = '' }: { fail?: string }) {
    const counters = request.env['test.counter'].sudo()
    const outers = await counters.searchCount([['name', '=', 'outer']])
    await counters.create({ name: 'inner' })
    if (fail !== '') throw new RangeError('inner failed')
    return `${outers} outer`
  }
}

const own = defineAddon({ name: 'own', depends: ['counter'], controllers: [Own], root: import.meta.dirname })

describe('a subrequest with a transaction of its own, on PostgreSQL', { skip: skipWithoutPostgres }, () => {
  let cluster: PostgresCluster
  let app: App

  before(async () => {
    cluster = await startPostgres()
    app = createApp({
      addons: [counter, own],
      database: { url: cluster.url('postgres') },
      sessions: { store: 'memory' },
      secret: 'of the test',
      log: false,
    })
    await app.ready()
  })
  after(async () => {
    await app.close()
    await cluster.stop()
  })

  const post = (database: string, form: Record<string, string> = {}) =>
    app.inject({ database, path: '/own/outer', form })
  const counts = async (database: string): Promise<unknown> => {
    const records = await app.databases!.inEnvironment(database, (env) => env['test.counter'].searchRead([], ['name']))
    const count = (name: string): number => records.filter((each) => each['name'] === name).length
    return { outer: count('outer'), inner: count('inner') }
  }

  test('sees nothing of the outer one, and each is kept or undone by itself', async () => {
    await app.databases!.create('one', ['own'])
    assert.equal((await post('one')).text, '0 outer')
    assert.deepEqual(await counts('one'), { outer: 1, inner: 1 })
    assert.equal((await post('one', { failInner: 'yes' })).text, 'RangeError')
    assert.deepEqual(await counts('one'), { outer: 2, inner: 1 })
    assert.equal((await post('one', { fail: 'yes' })).status, 500)
    assert.deepEqual(await counts('one'), { outer: 2, inner: 2 })
  })

  test('where all connections are held by outer requests, one is refused at once and the others go on', async () => {
    await app.databases!.create('many', ['own'])
    gather(10)
    const answers = await Promise.all(Array.from({ length: 10 }, async () => (await post('many')).text))
    assert.equal(answers.filter((text) => text === 'DatabaseBusyError').length, 1)
    assert.deepEqual(await counts('many'), { outer: 10, inner: 9 })
  })
})
