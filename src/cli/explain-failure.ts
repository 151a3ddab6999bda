import { DatabaseLockedError } from '../errors/framework-errors.ts'
import { PergolaError } from '../errors/pergola-error.ts'
import { UsageError } from './usage-error.ts'

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', 'EAI_AGAIN'])
/** What a server says before it lets one in: wrong password, no such role, no right to connect, too many clients. */
const REFUSED = /^(28...|42501|53300|57P03)$/

/** A file or folder that cannot be used as it was meant to be. */
const UNUSABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EISDIR', 'ENOTDIR', 'ENOENT', 'EEXIST'])

/** What went wrong, for whoever typed the command; null where it is a mistake of the program, whose stack is wanted. */
export function explainFailure(error: unknown): string | null {
  if (error instanceof DatabaseLockedError)
    return `${error.message}\nWhile a server runs, use its database manager (/web/database/manager), or stop it first.`
  if (error instanceof UsageError || error instanceof PergolaError) return error.message
  const { code, message, syscall } = error as NodeJS.ErrnoException
  // A file that is no TypeScript: the message says which, and where; the stack is that of the translator.
  if ((error as Error).name === 'TransformError') return message
  if (code !== undefined && UNREACHABLE.has(code)) return `The database server cannot be reached: ${message || code}.`
  if (code !== undefined && REFUSED.test(code)) return `The database server refuses: ${message}.`
  if (code !== undefined && syscall !== undefined && UNUSABLE.has(code)) return `${message}.`
  return null
}
