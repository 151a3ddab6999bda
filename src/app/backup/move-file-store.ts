import { existsSync } from 'node:fs'
import { cp, mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Copies the files of a database to where its copy looks for them. */
export async function copyFileStore(from: string | null, to: string | null): Promise<void> {
  if (isToMove(from, to)) await cp(from, to as string, { recursive: true })
}

/** Moves the files of a database to where it looks for them under its new name. */
export async function moveFileStore(from: string | null, to: string | null): Promise<void> {
  if (!isToMove(from, to)) return
  await mkdir(dirname(to as string), { recursive: true, mode: 0o700 })
  await rename(from, to as string)
}

function isToMove(from: string | null, to: string | null): from is string {
  return from !== null && to !== null && from !== to && existsSync(from)
}
