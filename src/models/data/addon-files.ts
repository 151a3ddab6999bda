import { existsSync, globSync, readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { dataFileError, type Place } from './data-file-error.ts'

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
 * @param path below the addon's folder; the addon's name may stand before it, as Odoo has it
 * @param asked where a data file names it
 * @throws {DataFileError} where it is not there, or lies outside the addon's folder
 */
export function readAddonFile({ name, root }: AddonFolder, path: string, asked?: Place): Buffer {
  const place = asked ?? { file: `${name}/${path}`, line: 0 }
  const which = asked === undefined ? '' : `: ${path}`
  const isNamed = path.startsWith(`${name}/`) && !existsSync(join(root, path))
  try {
    const real = realpathSync(join(root, isNamed ? path.slice(name.length + 1) : path))
    const inside = relative(realpathSync(root), real)
    if (isAbsolute(path) || inside.startsWith('..') || isAbsolute(inside)) {
      throw dataFileError(place, `The file is not in the addon's folder${which}`)
    }
    return readFileSync(real)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') throw dataFileError(place, `There is no such file${which}`)
    if (code === 'EISDIR') throw dataFileError(place, `It is a folder${which}`)
    throw error
  }
}
