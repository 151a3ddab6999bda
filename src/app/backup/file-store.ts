import { UserError } from '../../errors/business-errors.ts'
import type { Environment } from '../../models/environment.ts'

/** The name of a stored file: `<first two>/<checksum>`. */
export const STORED: RegExp = /^[0-9a-f]{2}\/[0-9a-f]{64}$/

/** The folder in which a database keeps the files of attachments; null where it keeps them itself. */
export async function fileStoreOf(env: Environment): Promise<string | null> {
  if (!env.registry.has('ir.attachment')) return null
  const folder = (await env.records('ir.attachment')['folder']()) as string | null
  return typeof folder === 'string' ? folder : null
}

/** What is said of a backup that is no good. */
export function badBackup(reason: string): UserError {
  return new UserError(`This backup cannot be restored: ${reason}.`)
}
