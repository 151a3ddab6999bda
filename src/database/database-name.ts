import { UserError } from '../errors/business-errors.ts'

// A name is a directory, an SQL identifier and part of a URL at once; `.lock` stands for locks beside the directories.
const NAME = /^[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9]))*$/i
const RESERVED = new Set(['postgres', 'template0', 'template1', 'memory'])

/**
 * Checks a database's name: 1 to 63 ASCII letters, digits, `_`, `-` and single dots inside, beginning with a letter or
 * digit, and none of PostgreSQL's own.
 *
 * @returns the name
 * @throws {UserError} where it is none
 */
export function checkDatabaseName(name: string): string {
  if (isDatabaseName(name)) return name
  throw new UserError(
    `${JSON.stringify(name.slice(0, 80))} cannot be a database's name: use 1 to 63 letters, digits, "_", "-" and single dots.`,
  )
}

/** Whether a database may have this name. */
export function isDatabaseName(name: string): boolean {
  return (
    typeof name === 'string' &&
    name.length <= 63 &&
    NAME.test(name) &&
    !RESERVED.has(name.toLowerCase()) &&
    !name.endsWith('.lock')
  )
}
