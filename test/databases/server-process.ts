// Another process that serves the counter: `node server-process.ts <url of the database server>`; says its address.
import { createApp } from 'pergola'
import { counter, counterDouble } from './counter-addon.ts'

const [, , url = ''] = process.argv
const app = createApp({
  addons: [counter, counterDouble],
  database: { url },
  sessions: { store: 'memory' },
  secret: 'of the test',
  log: false,
  http: { port: 0 },
})
const { url: address } = await app.listen()
process.stdout.write(`${address}\n`)
process.stdin.on('end', () => void app.close())
process.stdin.resume()
