import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { ByteReader } from './byte-reader.ts'
import { badBackup, STORED } from './file-store.ts'
import { DUMP, FILES, MANIFEST } from './names.ts'
import { parseTarHeader, tarPadding } from './tar.ts'

const BLOCK = 512
const MANIFEST_LIMIT = 65_536

/** What restoring needs of the databases. */
export interface RestoreSteps {
  /** Makes the database of what its server gave. */
  restoreDump(dump: ReadableStream<Uint8Array>): Promise<void>
  /** Where it keeps the files of attachments; null where it keeps them itself. */
  fileStore(): Promise<string | null>
  /** Takes it away again. */
  drop(): Promise<void>
}

/**
 * Makes a database from its backup, with the files of attachments. Where that fails, the database is not there.
 *
 * @throws {UserError} where it is no backup, or there is a database of that name
 */
export async function restoreBackup(backup: ReadableStream<Uint8Array>, steps: RestoreSteps): Promise<void> {
  const reader = new ByteReader(backup)
  try {
    const head = await reader.exactly(BLOCK)
    const manifest = parseTarHeader(head)
    if (manifest?.name === MANIFEST) await restoreArchive(reader, manifest.size, steps)
    else {
      reader.unread(head)
      await steps.restoreDump(toStream(reader.stream()))
    }
  } finally {
    await reader.close()
  }
}

async function restoreArchive(reader: ByteReader, manifestSize: number, steps: RestoreSteps): Promise<void> {
  await checkManifest(reader, manifestSize)
  const dump = await nextEntry(reader)
  if (dump?.name !== DUMP) throw badBackup('there is no dump in it')
  await steps.restoreDump(toStream(reader.stream(dump.size)))
  try {
    await skipPadding(reader, dump.size)
    await restoreFiles(reader, await steps.fileStore())
  } catch (error) {
    await steps.drop().catch(() => {})
    throw error
  }
}

async function checkManifest(reader: ByteReader, size: number): Promise<void> {
  if (size > MANIFEST_LIMIT) throw badBackup('its first file is too long')
  const text = Buffer.from(await reader.exactly(size)).toString()
  await skipPadding(reader, size)
  if (!/^\{"pergolaBackup":1[,}]/.test(text)) throw badBackup('it was made by a later version')
}

async function restoreFiles(reader: ByteReader, folder: string | null): Promise<void> {
  for (let entry = await nextEntry(reader); entry !== null; entry = await nextEntry(reader)) {
    const name = entry.name.startsWith(FILES) ? entry.name.slice(FILES.length) : ''
    if (!STORED.test(name)) throw badBackup(`there is an unknown file in it, ${JSON.stringify(entry.name)}`)
    if (folder === null) throw badBackup('it has files, and the database that was restored keeps none')
    await store(reader, entry.size, folder, name)
    await skipPadding(reader, entry.size)
  }
}

/** Writes one file, and makes sure that it is the one that its name says. */
async function store(reader: ByteReader, size: number, folder: string, name: string): Promise<void> {
  const path = join(folder, name)
  const draft = `${path}.${randomUUID()}.part`
  const hash = createHash('sha256')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await writeFile(draft, hashed(reader.stream(size), hash), { mode: 0o600 })
    if (!name.endsWith(hash.digest('hex'))) throw badBackup(`the content of ${name} is not what it was`)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: { update(chunk: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

/** The name and size of the next file; null at the end of the archive. @throws {UserError} where it is cut off */
async function nextEntry(reader: ByteReader): Promise<{ name: string; size: number } | null> {
  const bytes = await reader.exactly(BLOCK)
  if (bytes.length === BLOCK && bytes.every((byte) => byte === 0)) return null
  const entry = parseTarHeader(bytes)
  if (entry === null) throw badBackup('it is damaged, or not all of it is there')
  return entry
}

async function skipPadding(reader: ByteReader, size: number): Promise<void> {
  await reader.exactly(tarPadding(size).length)
}

function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(chunks, { objectMode: false })) as ReadableStream<Uint8Array>
}
