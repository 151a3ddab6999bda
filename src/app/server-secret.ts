import { createHmac, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Gives the keyed hash of a message, as 64 hexadecimal digits. */
export type Sign = (message: string) => string

/** Signs with a key (HMAC-SHA-256). */
export function signWith(key: string): Sign {
  return (message) => createHmac('sha256', key).update(message).digest('hex')
}

/**
 * The server's own key: read from a file that only its owner can read, made at first.
 *
 * @param folder where the file is
 */
export async function serverSecret(folder: string): Promise<string> {
  const path = join(folder, 'secret')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return (await readFile(path, 'utf8')).trim()
}
