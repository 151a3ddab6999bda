import { parse } from 'acorn'
import assert from 'node:assert/strict'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'

// The examples of the docs and of the doc comments run, and give what the comments behind their lines say. An example
// counts if it imports what it uses: pieces of one are not run alone.

const root = join(import.meta.dirname, '..')
const folder = join(root, `.examples-${process.pid}`)
mkdirSync(folder)
after(() => rmSync(folder, { recursive: true }))

const files = [
  ...globSync('docs/*.md', { cwd: root }),
  ...globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }),
]

let total = 0
for (const file of files.toSorted()) {
  const examples = examplesIn(file, readFileSync(join(root, file), 'utf8'))
  if (examples.length === 0) continue
  total += examples.length
  test(`${file}: ${examples.length} examples`, async () => {
    for (const [index, example] of examples.entries()) await run(example, `${file.replaceAll(/\W/g, '-')}-${index}`)
  })
}

test('there are examples', () => {
  assert.ok(total > 20, `${total} examples`)
})

function examplesIn(file: string, source: string): string[] {
  const fenced = [...source.matchAll(/^( \* |\s+\* )?```ts\n([^]*?)^\1```/gm)].map(([, , code]) => code ?? '')
  const plain = file.endsWith('.md')
    ? []
    : [...source.matchAll(/@example\n([^]*?)(?:\n\s*\*\n|\n\s*\*\/)/g)].map(([, code]) => code ?? '')
  const unstarred = [...fenced, ...plain.filter((code) => !code.includes('```'))].map((code) =>
    code.replace(/^\s*\* ?/gm, ''),
  )
  return unstarred.filter((code) => /^import .* from 'pergola/m.test(code) && !code.includes('declare module'))
}

async function run(example: string, name: string): Promise<void> {
  const path = join(folder, `${name}.ts`)
  writeFileSync(path, `import { check } from ${JSON.stringify(import.meta.filename)}\n${withChecks(example)}`)
  await import(pathToFileURL(path).href)
}

/** `expression // value` becomes a check of the expression against the value. */
function withChecks(example: string): string {
  return example.replace(
    /^(?!(?:import|export|const|let|class|declare|type|interface|for|if|function|throw)\b|[\s})\]])(\S.*?) +\/\/ (.+)$/gm,
    (line, actual, value) => {
      if (isExpression(value)) return `check(${actual}, () => (${value}))`
      return value.startsWith('<') ? `check(${actual}, () => ${JSON.stringify(value)})` : line
    },
  )
}

function isExpression(text: string): boolean {
  try {
    parse(`(${text})`, { ecmaVersion: 'latest' })
    return /^[[{'"`\d-]|^(true|false|null|undefined)\b/.test(text)
  } catch {
    return false
  }
}

/** Compares what a line gives with what the comment behind it says, unless that speaks of names that nobody has. */
export function check(actual: unknown, expected: () => unknown): void {
  let value: unknown
  try {
    value = expected()
  } catch (error) {
    if (error instanceof ReferenceError) return
    throw error
  }
  assert.deepEqual(actual, value)
}
