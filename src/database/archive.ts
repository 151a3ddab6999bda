import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { UserError } from '../errors/business-errors.ts'
import { toArchive } from './pglite-pristine.ts'

const BLOCK = 512
/** More than the engine's address space could hold. */
const MAX_SIZE = 4 * 2 ** 30 - 1

/**
 * Reads a backup of an embedded database: a gzipped tar of its data directory, as `backup` gives it. It is unpacked and looked
 * through here, because PGlite takes the process down over one that is broken.
 *
 * @throws {UserError} where it is none
 */
export async function readArchive(backup: ReadableStream<Uint8Array>): Promise<Blob> {
  const packed = new Uint8Array(await new Response(backup).arrayBuffer())
  const tar = await promisify(gunzip)(packed, { maxOutputLength: MAX_SIZE }).catch(() => null)
  if (tar !== null && isDataDirectory(tar)) return toArchive(tar, 'none')
  throw new UserError('This is no backup of an embedded database.')
}

/** Whether a tar holds files and folders only, all below its root, and a database among them. */
function isDataDirectory(tar: Buffer): boolean {
  let found = false
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const name = text(tar, at, 100)
    const size = Number.parseInt(text(tar, at + 124, 12), 8)
    const kind = text(tar, at + 156, 1)
    if (!(size >= 0) || !['', '0', '5'].includes(kind) || name.split(/[/\\]/).includes('..')) return false
    found ||= name.replace(/^\.?\//, '') === 'PG_VERSION'
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (at > tar.length) return false
  }
  return found
}

function text(tar: Buffer, start: number, length: number): string {
  return tar
    .toString('latin1', start, start + length)
    .replace(/\0.*$/s, '')
    .trim()
}
