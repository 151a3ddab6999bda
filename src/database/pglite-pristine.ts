import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ConfigurationError } from '../errors/framework-errors.ts'
import { ThreadLink } from './pglite-thread-link.ts'
import { dumpEngine, startEngine, type Compression } from './pglite-link.ts'

const SHARED_BUFFERS = '8MB'

let pristine: Promise<Blob> | null = null

/**
 * An empty database as an archive. PGlite's `initdb` takes 2 to 4 s, to unpack this 0.6: so it is made once for each version
 * of PGlite and kept in the user's cache (`$XDG_CACHE_HOME/pergola`, `~/.cache/pergola`).
 */
export function pristineArchive(): Promise<Blob> {
  pristine ??= readOrMake().catch((error: unknown) => {
    pristine = null
    throw error
  })
  return pristine
}

/** Bytes of a tar as PGlite takes them: it goes by the name. */
export function toArchive(bytes: Uint8Array, compression: Compression = 'gzip'): Blob {
  return new File([bytes as Uint8Array<ArrayBuffer>], compression === 'gzip' ? 'data.tar.gz' : 'data.tar')
}

/**
 * Unpacks an archive where a database shall be. Until it is whole it stands beside its place, so that a crash leaves no
 * half database. The caller holds the directory's lock.
 *
 * @throws {ConfigurationError} where something else is in the directory
 */
export async function unpackDirectory(directory: string, archive: Blob): Promise<void> {
  const draft = draftOf(directory)
  await rm(draft, { recursive: true, force: true })
  try {
    const link = await ThreadLink.start({ directory: draft, sharedBuffers: SHARED_BUFFERS, archive })
    await link.close()
    await moveIn(draft, directory)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Where a database is built that will stand in a directory: a name that no database can have. */
export function draftOf(directory: string): string {
  return join(dirname(directory), `.new-${basename(directory)}`)
}

/** Whether a directory holds a database. */
export async function isDatabaseDirectory(directory: string): Promise<boolean> {
  return stat(join(directory, 'PG_VERSION')).then(
    () => true,
    () => false,
  )
}

async function moveIn(draft: string, directory: string): Promise<void> {
  try {
    await rename(draft, directory)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new ConfigurationError(`${directory} is no place for a database: it is not empty, and holds none.`, {
      cause: error,
    })
  }
}

async function readOrMake(): Promise<Blob> {
  const path = join(
    process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    'pergola',
    `pglite-${await engineVersion()}.tar.gz`,
  )
  const kept = await readFile(path).catch(() => null)
  if (kept !== null) return toArchive(kept)
  const engine = await startEngine({ directory: null, sharedBuffers: SHARED_BUFFERS, archive: null })
  try {
    const made = await dumpEngine(engine, 'gzip')
    // A cache that cannot be written costs time only.
    await keep(path, made).catch(() => {})
    return toArchive(made)
  } finally {
    await engine.close()
  }
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(draft, bytes, { mode: 0o600 })
  await rename(draft, path)
}

async function engineVersion(): Promise<string> {
  const entry = import.meta.resolve('@electric-sql/pglite')
  const manifest = await readFile(new URL('../package.json', entry), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
