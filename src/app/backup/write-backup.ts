import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, opendir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { STORED } from './file-store.ts'
import { DUMP, FILES, MANIFEST } from './names.ts'
import { tarEnd, tarHeader, tarPadding } from './tar.ts'

/**
 * The backup of a database that keeps attachments as files: a tar of what its server gives, and of them.
 *
 * @param dump what the server gives
 * @param folder where the files are
 */
export function backupWithFiles(dump: ReadableStream<Uint8Array>, folder: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(archive(dump, folder), { objectMode: false })) as ReadableStream<Uint8Array>
}

async function* archive(dump: ReadableStream<Uint8Array>, folder: string): AsyncGenerator<Uint8Array> {
  const draft = await mkdtemp(join(tmpdir(), 'pergola-backup-'))
  try {
    // A tar tells sizes before contents. The dump is complete before any file is read: files are only added while a server runs.
    const path = join(draft, DUMP)
    await pipeline(
      Readable.fromWeb(dump as Parameters<typeof Readable.fromWeb>[0]),
      createWriteStream(path, { mode: 0o600 }),
    )
    const manifest = Buffer.from(`${JSON.stringify({ pergolaBackup: 1, made: new Date() })}\n`)
    yield tarHeader(MANIFEST, manifest.length)
    yield manifest
    yield tarPadding(manifest.length)
    yield* fileEntry(DUMP, path)
    for await (const file of storedFiles(folder)) yield* fileEntry(`${FILES}${file}`, join(folder, file))
    yield tarEnd()
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function* fileEntry(name: string, path: string): AsyncGenerator<Uint8Array> {
  const { size, mtime } = await stat(path)
  yield tarHeader(name, size, mtime)
  if (size > 0) yield* createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>
  yield tarPadding(size)
}

async function* storedFiles(folder: string): AsyncGenerator<string> {
  for (let first = 0; first < 256; first++) {
    const part = first.toString(16).padStart(2, '0')
    const files = await opendir(join(folder, part)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (files === null) continue
    for await (const { name } of files) if (STORED.test(`${part}/${name}`)) yield `${part}/${name}`
  }
}
