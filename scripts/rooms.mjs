// Checks that a room of `src/` imports only from the rooms that it may know, and that addons use public entry points.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Room → the rooms that it may import from. `types:` allows types only. */
const rooms = {
  routing: [],
  inheritance: [],
  qweb: [],
  errors: [],
  database: ['errors'],
  models: ['errors', 'database', 'inheritance', 'routing'],
  http: ['errors', 'routing', 'inheritance', 'types:models'],
  traversal: ['http', 'errors'],
  app: ['errors', 'routing', 'inheritance', 'qweb', 'database', 'models', 'http', 'traversal'],
  cli: ['app', 'errors', 'http'],
  testing: ['app', 'errors', 'http', 'types:models'],
  entry: ['*'],
}

const importLine = /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/g

function* importsOf(file) {
  for (const [, , type, target] of readFileSync(join(root, file), 'utf8').matchAll(importLine))
    yield { type: Boolean(type), target }
}

function roomOf(path) {
  return /^src\/([a-z]+)\//.exec(path)?.[1] ?? null
}

function problemIn(file, { type, target }) {
  const room = roomOf(file)
  if (!target.startsWith('.')) return null
  const other = roomOf(normalize(join(dirname(file), target)))
  if (other === null) return `${file} imports ${target}, which is no room`
  const known = rooms[room]
  if (known === undefined) return `${file} is in no room that is known`
  if (room === other || known.includes('*') || known.includes(other) || (type && known.includes(`types:${other}`)))
    return null
  return `${file} imports ${target}: ${room} does not know ${other}`
}

const problems = []
for (const file of globSync('src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'))) {
  for (const each of importsOf(file)) problems.push(problemIn(file, each))
}
const outside = [...globSync('addons/**/*.ts', { cwd: root }), ...globSync('examples/**/*.ts', { cwd: root })]
for (const file of outside.filter((path) => !path.includes('node_modules'))) {
  for (const { target } of importsOf(file)) {
    if (/(^|\/)src\//.test(target)) problems.push(`${file} imports ${target}: addons use the public entry points`)
  }
}

const found = problems.filter(Boolean)
for (const problem of found) process.stderr.write(`${problem}\n`)
process.stdout.write(
  found.length === 0 ? 'Rooms: each imports only what it knows.\n' : `Rooms: ${found.length} problems.\n`,
)
process.exit(found.length === 0 ? 0 : 1)
