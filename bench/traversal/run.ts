// What resources cost: a tree 10 levels deep beside a matched route, in this process, without a socket.
import { Controller, defineAddon, route, view, type Resource } from 'pergola'
import { createTestApp } from 'pergola/testing'

const DEPTH = 10
const ROUNDS = 20_000
const LIMIT = 20

class Level implements Resource {
  readonly name: string
  readonly parent: Resource | null
  readonly later: boolean
  constructor(name: string, parent: Resource | null, later: boolean) {
    this.name = name
    this.parent = parent
    this.later = later
  }
  child(segment: string): Resource | Promise<Resource> {
    const found = new Level(segment, this, this.later)
    return this.later ? Promise.resolve(found) : found
  }
}

class Pages extends Controller {
  @route('/plain', { auth: 'none' })
  async plain() {
    return 'hello'
  }

  @view({ context: Level })
  async page() {
    return 'hello'
  }
}

const addon = defineAddon({
  name: 'bench',
  root: import.meta.dirname,
  controllers: [Pages],
  setup: (app) => app.setRootFactory((request) => new Level('', null, request.path.startsWith('/later'))),
})

await using test = await createTestApp({ addons: [addon] })
const { app } = test

/** Microseconds for one request, the best of some runs. */
async function measure(path: string): Promise<number> {
  const once = async (): Promise<number> => {
    const started = process.hrtime.bigint()
    for (let round = 0; round < ROUNDS; round++) await app.fetch(new Request(`http://localhost${path}`))
    return Number(process.hrtime.bigint() - started) / 1000 / ROUNDS
  }
  await once()
  const runs = [await once(), await once(), await once()]
  return Math.min(...runs)
}

const segments = Array.from({ length: DEPTH }, (_, index) => `l${index}`).join('/')
const plain = await measure('/plain')
const rows: ReadonlyArray<readonly [string, string]> = [
  ['a view of the root', '/'],
  [`${DEPTH} levels, children at once`, `/${segments}`],
  [`${DEPTH} levels, children later`, `/later/${segments}`],
]
process.stdout.write(`${plain.toFixed(1).padStart(8)} µs  a matched route\n`)
let slowest = 0
for (const [title, path] of rows) {
  const took = await measure(path)
  if (!path.startsWith('/later')) slowest = Math.max(slowest, took - plain)
  process.stdout.write(`${took.toFixed(1).padStart(8)} µs  ${title} (${(took - plain).toFixed(1)} more)\n`)
}
process.exitCode = slowest > LIMIT ? 1 : 0
