import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'

// The examples of docs/inheritance.md and of the doc comments run, and give what the comments behind them say.

const entry = new URL('../entry/inheritance.ts', import.meta.url).href
const names = Object.keys((await import(entry)) as object).join(', ')
const header = `import { ${names} } from '${entry}'\nimport assert from 'node:assert/strict'\n`

async function run(example: string): Promise<number> {
  let checks = 0
  const code = example
    .replace(/^import .*$/gm, '')
    .replace(/^(?!class |const )(\S.*?) +\/\/ (.+)$/gm, (_, actual, expected) => {
      checks++
      return `assert.deepEqual(${actual}, ${expected})`
    })
  await import(`data:text/javascript,${encodeURIComponent(header + stripTypeScriptTypes(code))}`)
  return checks
}

test('docs/inheritance.md', async () => {
  const page = readFileSync(new URL('../../docs/inheritance.md', import.meta.url), 'utf8')
  const checks = await Promise.all([...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => run(code!)))
  assert.deepEqual(checks, [3, 2, 3])
})

for (const file of readdirSync(import.meta.dirname).filter((name) => !name.includes('.test.'))) {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  const examples = [...source.matchAll(/@example\n([^]*?)(?:\n \*\n|\n \*\/)/g)].map(([, text]) =>
    text!.replace(/^ \* ?/gm, ''),
  )
  if (examples.length > 0) {
    test(`examples in ${file}`, async () => {
      for (const example of examples) assert.ok((await run(example)) > 0, example)
    })
  }
}
