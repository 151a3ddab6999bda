// Everything that is checked beside the tests, each with its verdict; fails if one does.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const checks = ['format:check', 'lint', 'types', 'rooms', 'build', 'package']

const failed = checks.filter((name) => {
  process.stdout.write(`\n== ${name}\n`)
  return spawnSync('npm', ['run', '-s', name], { cwd: root, stdio: 'inherit' }).status !== 0
})
process.stdout.write(failed.length === 0 ? '\nAll checks passed.\n' : `\nFailed: ${failed.join(', ')}\n`)
process.exit(failed.length === 0 ? 0 : 1)
