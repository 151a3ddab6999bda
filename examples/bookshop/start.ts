// Serves the bookshop: `npm start -- --port 8070`. At the first start it makes two databases: one with the sale, one without.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createApp, PergolaError, type App } from 'pergola'
import config from './pergola.config.ts'
import { createShop } from './create-shop.ts'

/** Each database, and the addon that it has beside those that every one has. */
const shops = { shop: 'bookshop', sale: 'bookshop_discount' }

const { values: options } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' } } })

const app = await createApp({ log: 'warn', ...config }).ready()
try {
  await prepare(app)
  const { port } = await app.listen({
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.port === undefined ? {} : { port: Number(options.port) }),
  })
  say(`\nThe bookshop is open:`)
  for (const name of Object.keys(shops)) say(`  http://${name}.localhost:${port}`)
  say(`  http://localhost:${port}/web/database/selector   to choose one of them\n`)
} catch (error) {
  await app.close()
  if (!(error instanceof PergolaError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

let signals = 0
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (++signals > 1) process.exit(130)
    void app.close()
  })
}

/** Makes the databases that are not there yet. */
async function prepare({ databases }: App): Promise<void> {
  if (databases === null) throw new Error('The configuration names no database.')
  const there = await databases.names()
  const missing = Object.entries(shops).filter(([name]) => !there.includes(name))
  // Opened now, so that a second server on the same folder fails here and says why.
  for (const name of there) if (name in shops) await databases.open(name)
  if (missing.length === 0) return
  const given = process.env['PERGOLA_ADMIN_PASSWORD']
  const password = given ?? randomBytes(9).toString('base64url')
  for (const [name, addon] of missing) {
    const started = performance.now()
    process.stdout.write(`Making the database ${name}, with ${addon} … `)
    await createShop(databases, name, addon, password)
    say(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }
  const secret =
    given === undefined ? `${password}   (made at random; it is shown this once)` : 'PERGOLA_ADMIN_PASSWORD'
  say(`\nLog in as admin, or as the customer reader; the password of both: ${secret}`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
