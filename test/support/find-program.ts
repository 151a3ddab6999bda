import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program is, by `PATH`; null where it is not installed. */
export function findProgram(name: string): string | null {
  const places = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))
  return places.find(isExecutable) ?? null
}

/** Why tests of a program are skipped, or false. In CI a missing one is a failure; elsewhere its tests are left out. */
export function skipWithout(name: string): string | false {
  return findProgram(name) !== null || process.env['CI']
    ? false
    : `${name} is not there: apt-get install ${name} runs this test`
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
