import { readdirSync, readFileSync, realpathSync, type Dirent } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Cursor } from '../database/cursor.ts'
import { AddonInstallError } from '../errors/model-errors.ts'
import type { Environment } from './environment.ts'

/** When a script runs: before the tables follow, after the addon's data is loaded, after all addons are there. */
export type MigrationStage = 'pre' | 'post' | 'end'

/** A script that brings an addon's data from one version to the next. */
export interface Migration {
  /** `1.1.0`; `0.0.0` for every upgrade. */
  readonly version: string
  readonly stage: MigrationStage
  /** As an absolute path. */
  readonly file: string
}

/** What a script is told beside the cursor. */
export interface MigrationContext {
  /** The version that the database comes from. */
  readonly version: string
  /** With all rights; not for `pre` scripts, which run before the models are there. */
  readonly env?: Environment
}

/** A script: what it exports as default. */
export type Migrate = (cr: Cursor, context: MigrationContext) => unknown

/** The folder of scripts for every upgrade. */
const EVERY = '0.0.0'
const SCRIPT = /^(pre|post|end)-.+\.(ts|mts|js|mjs|sql)$/
const VERSION = /^\d{1,9}(\.\d{1,9}){0,9}$/

/**
 * Compares versions by their numbers: `1.10` comes after `1.9`, and `1.0` is `1`. What is no number counts as 0.
 *
 * @returns a negative number, 0 or a positive one
 */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [partsOf(left), partsOf(right)]
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function partsOf(version: string): number[] {
  return version.split(/[.+-]/).map((part) => Number(/^\d{1,15}$/.test(part) ? part : 0))
}

/**
 * The scripts of an addon, `migrations/<version>/{pre,post,end}-<name>.{ts,js,sql}`, that lead from one version to another:
 * those of later versions than `from`, up to `to`, in the order of versions and names. Those of `0.0.0` run at every
 * change of version: before the others as `pre`, after them as `post` and `end`.
 *
 * @param root the addon's folder
 * @throws {AddonInstallError} for a folder that is no version
 *
 * Source: odoo.modules.migration.MigrationManager.
 */
export function migrationsBetween(root: string, from: string, to: string): Migration[] {
  if (compareVersions(from, to) >= 0) return []
  const versions = versionFolders(root).filter(
    (version) => version === EVERY || (compareVersions(version, from) > 0 && compareVersions(version, to) <= 0),
  )
  const all = versions.flatMap((version) => scriptsOf(root, version))
  const stages: readonly MigrationStage[] = ['pre', 'post', 'end']
  return stages.flatMap((stage) => {
    const scripts = all.filter((each) => each.stage === stage)
    const every = scripts.filter(({ version }) => version === EVERY)
    const others = scripts.filter(({ version }) => version !== EVERY)
    return stage === 'pre' ? [...every, ...others] : [...others, ...every]
  })
}

function versionFolders(root: string): string[] {
  const folder = join(root, 'migrations')
  const names = entries(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  for (const name of names) {
    if (!VERSION.test(name))
      throw new AddonInstallError(`${join(folder, name)} is no version: numbers with dots, as 1.1.0.`)
  }
  return names.toSorted((left, right) => compareVersions(left, right) || (left < right ? -1 : 1))
}

function scriptsOf(root: string, version: string): Migration[] {
  const folder = join(root, 'migrations', version)
  return entries(folder)
    .filter((entry) => entry.isFile() && SCRIPT.test(entry.name) && !/\.(d|test)\.[mc]?ts$/.test(entry.name))
    .map(({ name }) => name)
    .toSorted()
    .map((name) => ({ version, stage: name.split('-')[0] as MigrationStage, file: join(folder, name) }))
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * Runs the scripts of one stage, one after the other, in the caller's transaction.
 *
 * @param context the version that the database comes from, and an environment where there is one
 * @returns the files that were run
 * @throws {AddonInstallError} for a script without a default function
 * @throws what a script throws
 */
export async function runMigrations(
  cr: Cursor,
  migrations: readonly Migration[],
  stage: MigrationStage,
  context: MigrationContext,
): Promise<string[]> {
  const chosen = migrations.filter((each) => each.stage === stage)
  for (const { file } of chosen) {
    if (extname(file) === '.sql') await runSql(cr, file)
    else await (await importScript(file))(cr, context)
    // What is remembered of rows may no longer be true.
    await context.env?.flush()
    context.env?.transaction.invalidate()
  }
  return chosen.map(({ file }) => file)
}

async function runSql(cr: Cursor, file: string): Promise<void> {
  const text = readFileSync(file, 'utf8')
  if (text.trim() === '') return
  try {
    await cr.query(text)
  } catch (error) {
    // The error stays what it is, since conflicts are tried again; the database does not know whose statement it was.
    if (error instanceof Error) error.message = `${nameOf(file)}: ${error.message}`
    throw error
  }
}

/** Below the folder of the addons: `shop/migrations/1.1.0/pre-rename.sql`. */
function nameOf(file: string): string {
  return relative(join(file, '../../../..'), file)
}

async function importScript(file: string): Promise<Migrate> {
  const module = (await import(pathToFileURL(realpathSync(file)).href)) as { default?: unknown }
  if (typeof module.default === 'function') return module.default as Migrate
  throw new AddonInstallError(
    `${nameOf(file)}: a migration script exports a default function: export default async function migrate(cr, { version }).`,
  )
}
