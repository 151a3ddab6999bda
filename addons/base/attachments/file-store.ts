import { randomUUID } from 'node:crypto'
import { mkdir, opendir, readFile as read, rename, rm, stat, writeFile as write } from 'node:fs/promises'
import { join } from 'node:path'

/** `<first two>/<checksum>`: what is the same is kept once. */
const NAME = /^[0-9a-f]{2}\/[0-9a-f]{64}$/
const DAY = 86_400_000
const BATCH = 500

/** Keeps content under its checksum. @returns the file's name in the folder */
export async function writeFile(folder: string, checksum: string, content: Uint8Array): Promise<string> {
  const name = `${checksum.slice(0, 2)}/${checksum}`
  const path = pathOf(folder, name)
  if (await exists(path)) return name
  await mkdir(join(folder, checksum.slice(0, 2)), { recursive: true, mode: 0o700 })
  // Nobody sees half a file.
  const draft = `${path}.${randomUUID()}.part`
  await write(draft, content, { mode: 0o600 })
  await rename(draft, path)
  return name
}

/** The content of a file; null where it is missing. */
export async function readFile(folder: string, name: string): Promise<Uint8Array | null> {
  try {
    return await read(pathOf(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export async function deleteFile(folder: string, name: string): Promise<void> {
  await rm(pathOf(folder, name), { force: true })
}

/** The names of the files that are older than a day, in batches. */
export async function* filesIn(folder: string): AsyncGenerator<string[]> {
  let names: string[] = []
  for (let first = 0; first < 256; first++) {
    const part = first.toString(16).padStart(2, '0')
    if (!(await exists(join(folder, part)))) continue
    for await (const { name: file } of await opendir(join(folder, part))) {
      const name = `${part}/${file}`
      if (!NAME.test(name) || (await stat(join(folder, name))).mtimeMs > Date.now() - DAY) continue
      names.push(name)
      if (names.length < BATCH) continue
      yield names
      names = []
    }
  }
  if (names.length > 0) yield names
}

function pathOf(folder: string, name: string): string {
  if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a stored file.`)
  return join(folder, name)
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
