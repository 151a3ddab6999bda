// One engine in one process: renders for a while, and prints how many pages a second it made.
import { engines } from './engines.ts'
import { data, normalize } from './page.ts'

const [name = '', seconds = '1', clock = 'wall'] = process.argv.slice(2)
const create = engines[name]
if (create === undefined) throw new Error(`No engine ${name}`)
const reference = engines['hand-written']
const render = await create()
const expected = normalize(String((await reference?.())?.(data)))
if (normalize(render(data)) !== expected) {
  throw new Error(`${name} prints something else:\n${normalize(render(data)).slice(0, 400)}\n${expected.slice(0, 400)}`)
}

/** Pages a second, as bytes: a string may be a rope that nobody has joined yet. */
function measure(milliseconds: number): number {
  const started = performance.now()
  const before = process.cpuUsage()
  let pages = 0
  let bytes = 0
  while (performance.now() - started < milliseconds) {
    for (let index = 0; index < 20; index++) bytes += Buffer.from(render(data), 'utf8').byteLength
    pages += 20
  }
  if (bytes === 0) throw new Error('Nothing was rendered')
  const { user, system } = process.cpuUsage(before)
  return (pages * 1000) / (clock === 'cpu' ? (user + system) / 1000 : performance.now() - started)
}

measure(Number(seconds) * 500)
process.stdout.write(JSON.stringify({ rate: measure(Number(seconds) * 1000), bytes: Buffer.byteLength(render(data)) }))
