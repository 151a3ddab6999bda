import type { Environment } from '../environment.ts'
import { filesOf, type AddonFolder } from './addon-files.ts'
import { emptyReport, type LoadMode, type LoadReport } from './data-run.ts'
import { loadDataFile, type LoadOptions } from './load-data-file.ts'

/** An addon, as far as its records matter. */
export interface InstallableAddon extends AddonFolder {
  readonly version: string
  /** Patterns below its folder. */
  readonly data: readonly string[]
  /** The same, for demonstration data. */
  readonly demo: readonly string[]
}

/** What is loaded, and what is done with the application's own elements. */
export interface ApplyOptions extends Pick<LoadOptions, 'onTemplate' | 'onMenuitem'> {
  /** Whether demonstration data is loaded too, after the rest; upgrades leave it as it is. */
  demo?: boolean
}

/**
 * Loads the data files of an addon, in the manifest's order. After an upgrade, give the report's `loaded` to `removeStaleRecords`.
 *
 * @throws {DataFileError} naming file and line
 *
 * Source: odoo.modules.loading.load_data.
 */
export async function applyAddonData(
  env: Environment,
  addon: InstallableAddon,
  mode: LoadMode,
  { demo = false, ...hooks }: ApplyOptions = {},
): Promise<LoadReport> {
  const report = emptyReport()
  for (const file of filesOf(addon, addon.data)) await loadDataFile(env, addon, file, { mode, report, ...hooks })
  if (demo) {
    for (const file of filesOf(addon, addon.demo)) {
      await loadDataFile(env, addon, file, { mode, report, noupdate: true, ...hooks })
    }
  }
  return report
}
