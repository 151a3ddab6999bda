import { createApp } from 'pergola'
import type { Environment } from 'pergola/models'
import type { CaseName } from '../cases.ts'
import { bench } from './addon.ts'
import { servePeer, type Operation, type Setting } from './peer.ts'
import { checksum, fortunesPage, newSale, randomNumber, saleIds, worldId, worldIds } from './workload.ts'

type Work = (env: Environment, number: number, setting: Setting) => Promise<unknown>

const browse: Work = async (env, number) => {
  const sales = await env['bench.sale'].browse(saleIds(number)).load('name', 'note', 'amount', 'quantity', 'partner_id')
  return checksum(values(sales))
}

function* values(sales: Environment['bench.sale']) {
  for (const { name, note, amount, quantity, partner_id } of sales) {
    yield { name, note, amount, quantity, partner: partner_id.id }
  }
}

const WORK: Readonly<Record<CaseName, Work>> = {
  browse,
  'browse-transaction': browse,
  'browse-plain': browse,
  async search(env) {
    const sales = await env['bench.sale'].search([['state', '=', 'done']], { limit: 20 })
    return sales.ids
  },
  async insert(env, number, { partnerId, userId, companyIds }) {
    const values = { ...newSale(number), partner_id: partnerId, user_id: userId, company_id: companyIds[0] }
    const sale = await env['bench.sale'].create(values)
    return sale.id > 0
  },
  async db(env, number) {
    const world = await env['bench.world'].browse(worldId(number)).load('random_number')
    return { id: world.id, randomNumber: world.random_number }
  },
  async queries(env, number) {
    const read = []
    for (const id of worldIds(number)) {
      const world = await env['bench.world'].browse(id).load('random_number')
      read.push({ id, randomNumber: world.random_number })
    }
    return read
  },
  async updates(env, number) {
    const written = []
    for (const [index, id] of worldIds(number).entries()) {
      const world = await env['bench.world'].browse(id).load('random_number')
      await world.write({ random_number: randomNumber(number, index) })
      written.push({ id, randomNumber: world.random_number })
    }
    return written
  },
  async fortunes(env) {
    const fortunes = await env['bench.fortune'].searchFetch([], ['message'])
    return fortunesPage([...fortunes].map(({ id, message }) => ({ id, message })))
  },
}

const TRANSACTION_EACH: ReadonlySet<CaseName> = new Set(['browse-transaction', 'browse-plain', 'insert', 'updates'])
const WRITES: ReadonlySet<CaseName> = new Set(['insert', 'updates'])

await servePeer(async (setting) => {
  const app = createApp({ addons: [bench], database: { url: setting.serverUrl }, log: false })
  await app.ready()
  const served = await app.databases?.open('bench')
  if (served === undefined) throw new Error('There is no database.')
  const { database, registry } = served
  const { userId: uid } = setting
  return {
    async open(name): Promise<Operation> {
      const work = WORK[name]
      if (TRANSACTION_EACH.has(name)) {
        const options = { readonly: !WRITES.has(name) }
        return {
          run: (number) => database.transaction((cr) => work(registry.env(cr, { uid }), number, setting), options),
          close: async () => {},
        }
      }
      const cursor = database.cursor()
      const env = registry.env(cursor, { uid })
      return {
        run: (number) => {
          // Nothing is remembered from one operation to the next.
          env.transaction.invalidate()
          return work(env, number, setting)
        },
        close: () => cursor.close(),
      }
    },
    close: () => app.close(),
  }
})
