import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'

// The examples of docs/database.md and of the doc comments run, and give what the comments behind them say.

const entry = new URL('../entry/database.ts', import.meta.url).href
const names = Object.keys((await import(entry)) as object).join(', ')
const header = `import { ${names} } from '${entry}'\nimport assert from 'node:assert/strict'\n`

async function run(example: string): Promise<number> {
  let checks = 0
  const code = example
    .replace(/^import .*$/gm, '')
    .replace(/^(?!const )(\S.*?) +\/\/ (.+)$/gm, (_, actual, expected) => {
      checks++
      return `assert.deepEqual(${actual}, ${expected})`
    })
  await import(`data:text/javascript,${encodeURIComponent(header + stripTypeScriptTypes(code))}`)
  return checks
}

test('docs/database.md', async () => {
  const page = readFileSync(new URL('../../docs/database.md', import.meta.url), 'utf8')
  const checks: number[] = []
  for (const [, code] of page.matchAll(/```ts\n([^]*?)```/g)) checks.push(await run(code!))
  assert.deepEqual(checks, [1, 1, 1])
})

for (const file of readdirSync(import.meta.dirname).filter((name) => !name.includes('.test.'))) {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8')
  const examples = [...source.matchAll(/@example\n *\* *```ts\n([^]*?)```/g)].map(([, text]) =>
    text!.replace(/^ *\* ?/gm, ''),
  )
  for (const [index, example] of examples.entries())
    test(`example ${index + 1} in ${file}`, async () => void (await run(example)))
}
