// Runs the property-based tests again and again with new values: `npm run fuzz -- [rounds] [pattern…]`.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [rounds = '10', ...patterns] = process.argv.slice(2)
const candidates = globSync(patterns.length > 0 ? patterns : ['{src,addons,examples,test}/**/*.test.ts'], {
  cwd: root,
  exclude: (path) => String(path).includes('node_modules'),
})
const files = candidates.filter((file) => readFileSync(join(root, file), 'utf8').includes('/support/fast-check.ts'))

for (let round = 1; round <= Number(rounds); round++) {
  const seed = randomInt(2 ** 31)
  process.stdout.write(`round ${round} of ${rounds}: PROPERTY_SEED=${seed}\n`)
  const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'test.mjs'), ...files], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PROPERTY_SEED: String(seed) },
  })
  if (status === 0) continue
  process.stdout.write(stdout.slice(stdout.indexOf('failing tests:')))
  process.exitCode = 1
}
