import { globSync, readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { dataFileError } from './data-file-error.ts'

/** An addon, as far as its files matter. */
export interface AddonFolder {
  readonly name: string
  /** Its folder, as an absolute path. */
  readonly root: string
}

/**
 * The files of an addon that patterns name, in the patterns' order; those of one pattern by their names. Each once.
 *
 * @throws {DataFileError} for a pattern that names no file
 */
export function filesOf({ name, root }: AddonFolder, patterns: readonly string[]): string[] {
  const files = new Set<string>()
  for (const pattern of patterns) {
    const found = globSync(pattern, { cwd: root }).map((path) => path.split(sep).join('/'))
    if (found.length === 0) throw dataFileError({ file: `${name}/${pattern}`, line: 0 }, 'There is no such file')
    for (const path of found.toSorted()) files.add(path)
  }
  return [...files]
}

/**
 * Reads a file of an addon.
 *
 * @throws {DataFileError} where it is not there, or lies outside the addon's folder
 */
export function readAddonFile({ name, root }: AddonFolder, path: string): Buffer {
  const place = { file: `${name}/${path}`, line: 0 }
  try {
    const real = realpathSync(join(root, path))
    const inside = relative(realpathSync(root), real)
    if (isAbsolute(path) || inside.startsWith('..') || isAbsolute(inside)) {
      throw dataFileError(place, "The file is not in the addon's folder")
    }
    return readFileSync(real)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') throw dataFileError(place, 'There is no such file')
    if (code === 'EISDIR') throw dataFileError(place, 'It is a folder')
    throw error
  }
}
