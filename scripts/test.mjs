// Runs every test: those beside the sources, those of addons and examples, and those of the whole system.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const patterns = process.argv.slice(2)
const files = globSync(
  patterns.length > 0
    ? patterns
    : ['src/**/*.test.ts', 'addons/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts', 'docs/**/*.test.ts'],
  { cwd: root, exclude: (path) => String(path).includes('node_modules') },
)
const args = [
  '--conditions=pergola:source',
  '--import',
  'tsx',
  '--test',
  '--test-concurrency=2',
  '--test-timeout=180000',
]
const { status } = spawnSync(process.execPath, [...args, ...files.toSorted()], { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)
