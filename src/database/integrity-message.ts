import type { SqlError } from './sql-state.ts'

/** Gives a violated constraint's own message, or null where it has none. */
export type ConstraintMessage = (violation: SqlError) => string | null | undefined | Promise<string | null | undefined>

/**
 * What a user is told of a violated constraint: the constraint's own message, else a general one. PostgreSQL's detail
 * line is left out: it quotes the values.
 */
export async function integrityMessage(violation: SqlError, lookUp?: ConstraintMessage): Promise<string> {
  return (await lookUp?.(violation)) ?? `The operation cannot be completed: ${reason(violation)}`
}

function reason({ code, column, constraint, table }: SqlError): string {
  const place = table === undefined ? '' : ` in "${table}"`
  switch (code) {
    case '23502':
      return `"${column}"${place} must have a value.`
    // 23001 is what ON DELETE RESTRICT gives from PostgreSQL 18 on.
    case '23001':
    case '23503':
      return `a record${place} refers to one that does not exist, or to one that is still needed (${constraint}).`
    case '23505':
      return `a record with the same values exists already${place} (${constraint}).`
    case '23514':
      return `a value${place} is not allowed (${constraint}).`
    default:
      return `a constraint${place} is violated (${constraint ?? code}).`
  }
}
