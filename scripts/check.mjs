// Everything that is checked beside the tests, each with its verdict; fails if one does.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const checks = [
  ['format', ['npm', 'run', '-s', 'format:check']],
  ['lint', ['npm', 'run', '-s', 'lint']],
  ['types', ['npm', 'run', '-s', 'types']],
  ['rooms', ['npm', 'run', '-s', 'rooms']],
  ['build', ['npm', 'run', '-s', 'build']],
  ['package', ['npm', 'run', '-s', 'package']],
]

const failed = checks.filter(([name, [command, ...args]]) => {
  process.stdout.write(`\n== ${name}\n`)
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status !== 0
})
process.stdout.write(failed.length === 0 ? '\nAll checks passed.\n' : `\nFailed: ${failed.map(([name]) => name).join(', ')}\n`)
process.exit(failed.length === 0 ? 0 : 1)
