// Builds the package into `dist/`: the rooms, and the addons that come with them.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const tsc = join(root, 'node_modules', '.bin', 'tsc')

rmSync(dist, { recursive: true, force: true })
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
execFileSync(tsc, ['-p', 'tsconfig.addons.json'], { cwd: root, stdio: 'inherit' })
for (const file of globSync('addons/**/*', {
  cwd: root,
  withFileTypes: true,
  exclude: (entry) => entry.name === 'node_modules',
})) {
  if (!file.isFile() || file.name.endsWith('.ts') || file.name === 'package.json') continue
  const from = join(file.parentPath, file.name)
  const to = join(dist, from.slice(root.length + 1))
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to)
}
chmodSync(join(dist, 'cli', 'main.js'), 0o755)
