import { createHash, randomUUID } from 'node:crypto'
import { mkdir, opendir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseJson } from '../json.ts'
import { familyOf } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

/**
 * Sessions as one JSON file each, `<folder>/<2>/<family>/<session>.json`, readable by the owner only. Names are hashes
 * of the ids, so that a look at the folder gives nobody a session. Files are replaced whole: a crash leaves the old
 * one or the new one.
 */
export class FileSessionStore implements SessionStore {
  readonly #folder: string

  /** @param folder made when the first session is written */
  constructor(folder: string) {
    this.#folder = folder
  }

  async read(sid: string): Promise<SessionRecord | null> {
    const record = await readRecord(this.#path(sid))
    return record !== null && record.expires > Date.now() / 1000 ? record : null
  }

  async write(sid: string, record: SessionRecord): Promise<void> {
    const path = this.#path(sid)
    const draft = `${path}.${randomUUID()}.tmp`
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(draft, JSON.stringify(record), { mode: 0o600 })
    await rename(draft, path)
  }

  async delete(sid: string): Promise<void> {
    await rm(this.#path(sid), { force: true })
  }

  async deleteFamily(family: string): Promise<void> {
    await rm(this.#familyFolder(family), { recursive: true, force: true })
  }

  async vacuum(): Promise<void> {
    const now = Date.now() / 1000
    for await (const path of jsonFiles(this.#folder)) {
      const record = await readRecord(path)
      if (record === null || record.expires <= now) await rm(path, { force: true })
    }
  }

  #path(sid: string): string {
    return join(this.#familyFolder(familyOf(sid)), `${hash(sid)}.json`)
  }

  #familyFolder(family: string): string {
    const name = hash(family)
    return join(this.#folder, name.slice(0, 2), name)
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

// A file that cannot be read as a session counts as none: its owner starts anew.
async function readRecord(path: string): Promise<SessionRecord | null> {
  try {
    const record = parseJson(await readFile(path, 'utf8')) as Partial<SessionRecord> | null
    return typeof record?.expires === 'number' && typeof record.data === 'object' ? (record as SessionRecord) : null
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function* jsonFiles(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (entry.isFile() && entry.name.endsWith('.json')) yield join(entry.parentPath, entry.name)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
