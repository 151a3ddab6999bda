import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './contestants.ts'

/**
 * Builds the package where its sources are newer, and a benchmark's own programs, so that all of it runs as plain JavaScript.
 *
 * @param folder the benchmark's, with a `tsconfig.json`
 */
export function build(folder: string = import.meta.dirname): void {
  if (isStale()) run(process.execPath, join(root, 'scripts', 'build.mjs'))
  run(join(root, 'node_modules', '.bin', 'tsc'), '-p', folder)
}

function isStale(): boolean {
  const built = changedAt(join(root, 'dist', 'entry', 'pergola.js'))
  return globSync('{src,addons}/**/*.ts', { cwd: root, exclude: ['**/node_modules/**', '**/*.test.ts'] }).some(
    (file) => changedAt(join(root, file)) > built,
  )
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

// What the compiler says goes where it does not mix with results.
function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
}
