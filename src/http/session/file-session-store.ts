import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { familyOf } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

const MAX_TRIES = 3
const MAX_WRITE_TIME = 3_600_000

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
    // Another process may remove the folder between the steps, because nothing is in it.
    for (let tries = 1; ; tries++) {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeFile(draft, JSON.stringify(record), { mode: 0o600 })
        return await rename(draft, path)
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || tries === MAX_TRIES) throw error
      }
    }
  }

  async delete(sid: string): Promise<void> {
    await rm(this.#path(sid), { force: true })
  }

  async deleteFamily(family: string): Promise<void> {
    await rm(this.#familyFolder(family), { recursive: true, force: true })
  }

  async vacuum(): Promise<void> {
    for await (const path of filesBelow(this.#folder)) {
      if (!(await (path.endsWith('.tmp') ? isLeftDraft(path) : isOver(path)))) continue
      await rm(path, { force: true })
      const family = dirname(path)
      await removeIfEmpty(family)
      await removeIfEmpty(dirname(family))
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

// A file that cannot be read as a session counts as none: its owner starts anew. The file is ours, so names of
// prototypes in it are what somebody stored: JSON.parse keeps them as plain names.
async function readRecord(path: string): Promise<SessionRecord | null> {
  try {
    const record: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isRecord(record) ? record : null
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function isRecord(value: unknown): value is SessionRecord {
  if (typeof value !== 'object' || value === null) return false
  const { data, created, rotated, expires } = value as Partial<SessionRecord>
  const areTimes = [created, rotated, expires].every((time) => typeof time === 'number')
  return areTimes && typeof data === 'object' && data !== null && !Array.isArray(data)
}

async function isOver(path: string): Promise<boolean> {
  const record = await readRecord(path)
  return record === null || record.expires <= Date.now() / 1000
}

/** Whether a draft is one that a crash left: nobody writes that long. */
async function isLeftDraft(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > MAX_WRITE_TIME
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '')) throw error
  }
}

/** The files of sessions and drafts; one folder after another, because there may be very many. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const shard of await namesIn(folder)) {
    for (const family of await namesIn(join(folder, shard))) {
      for (const name of await namesIn(join(folder, shard, family))) yield join(folder, shard, family, name)
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
