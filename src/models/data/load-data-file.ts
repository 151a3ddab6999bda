import { extname } from 'node:path'
import type { Environment } from '../environment.ts'
import type { Domain } from '../domain/domain.ts'
import { readAddonFile, type AddonFolder } from './addon-files.ts'
import type { DataEntry, DataFile, DeleteEntry, ElementEntry, RecordEntry } from './data-entry.ts'
import { dataFileError } from './data-file-error.ts'
import { DataRun, emptyReport, type ElementHook, type LoadMode, type LoadReport } from './data-run.ts'
import { parseCsv } from './parse-csv.ts'
import { parseXml } from './parse-xml.ts'
import { RecordLoader } from './record-loader.ts'
import { resolveExpression, sourceRefs } from './resolve-value.ts'
import { runFunction } from './run-function.ts'
import { placeOf } from './xml-document.ts'

/** How a data file is loaded. */
export interface LoadOptions {
  /** 'init' (default): all records are written. 'update': those that are `noupdate` are left as they are. */
  mode?: LoadMode
  /** Whether later upgrades leave the records as they are, unless the file says otherwise. Default false. */
  noupdate?: boolean
  /** What is done with a `<template>`. */
  onTemplate?: ElementHook
  /** What is done with a `<menuitem>`. */
  onMenuitem?: ElementHook
  /** A report that counts on. */
  report?: LoadReport
}

/**
 * Loads a data file of an addon with all rights: makes its records, or brings them up to date, and keeps their external ids.
 *
 * @param file its path below the addon's folder: `data/shop.book.csv`, `security/rules.xml`, or SQL
 * @throws {DataFileError} naming file and line
 *
 * Source: odoo.tools.convert.convert_file.
 */
export async function loadDataFile(
  env: Environment,
  addon: AddonFolder,
  file: string,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { mode = 'init', noupdate = false, onTemplate, onMenuitem, report = emptyReport() } = options
  const data: DataFile = { addon: addon.name, file: `${addon.name}/${file}`, noupdate }
  const text = readAddonFile(addon, file).toString('utf8')
  const context = { install_mode: true, install_module: addon.name, install_filename: file, tracking_disable: true }
  const root = env.with({ uid: 1, su: true, context })
  const elements = { ...(onTemplate && { template: onTemplate }), ...(onMenuitem && { menuitem: onMenuitem }) }
  const run = new DataRun(root, data, mode, report, elements)
  await root.flush()
  if (extname(file) === '.sql') {
    await run.at(0, () => env.cr.query(text))
    env.transaction.invalidate()
    return report
  }
  await loadEntries(run, known(run, entriesOf(text, data, addon)))
  await root.flush()
  return report
}

function entriesOf(text: string, data: DataFile, addon: AddonFolder): DataEntry[] {
  switch (extname(data.file).toLowerCase()) {
    case '.csv':
      return parseCsv(text, data)
    case '.xml':
      return parseXml(text, data, (path, element) => readAddonFile(addon, path, placeOf(element, data)))
    default:
      throw dataFileError({ file: data.file, line: 0 }, 'A data file is CSV, XML or SQL')
  }
}

// Rows of CSV without an external id would be made anew by each upgrade.
function known(run: DataRun, entries: readonly DataEntry[]): readonly DataEntry[] {
  if (run.mode === 'init' || extname(run.file.file).toLowerCase() !== '.csv') return entries
  const nameless = entries.filter((entry) => entry.kind === 'record' && entry.xmlId === null)
  const [first] = nameless
  if (first === undefined) return entries
  run.warn(first.line, `${nameless.length} rows have no external id: an upgrade leaves them out`)
  run.report.skipped += nameless.length
  return entries.filter((entry) => !nameless.includes(entry))
}

async function loadEntries(run: DataRun, entries: readonly DataEntry[]): Promise<void> {
  const records = entries.filter((entry): entry is RecordEntry => entry.kind === 'record')
  await run.prefetch(records.flatMap(xmlIdsOf))
  const loader = new RecordLoader(run)
  for (const entry of entries) {
    if (entry.kind !== 'record') await loader.flush()
    switch (entry.kind) {
      case 'record':
        await loader.load(entry)
        break
      case 'function':
        if (!entry.noupdate || run.mode === 'init') await runFunction(run, entry)
        break
      case 'delete':
        await deleteRecords(run, entry)
        break
      case 'element':
        await handOn(run, entry)
    }
    if (entry.kind !== 'record') run.forgetMissing()
  }
  await loader.flush()
}

function xmlIdsOf({ xmlId, values }: RecordEntry): string[] {
  const refs = Object.values(values).flatMap(sourceRefs)
  return xmlId === null ? refs : [xmlId, ...refs]
}

async function deleteRecords(run: DataRun, { model, xmlId, domain, line }: DeleteEntry): Promise<void> {
  await run.at(line, async () => {
    const ids: number[] = []
    if (domain !== null) {
      const value = (await resolveExpression(run, domain, line)) as Domain
      ids.push(...(await run.env.records(model).search(value)).ids)
    }
    const target = xmlId === null ? null : await run.look(xmlId)
    if (target?.model === model) ids.push(target.id)
    else if (xmlId !== null) run.warn(line, `There is no record ${xmlId} of ${model} to delete`)
    const records = await run.env.records(model).browse(ids).exists()
    if (records.length === 0) return
    await records.unlink()
    run.report.deleted += records.length
    if (xmlId !== null) run.forget(xmlId)
  })
}

async function handOn(run: DataRun, { tag, element, xmlId, noupdate, line }: ElementEntry): Promise<void> {
  const hook = run.elements[tag]
  if (hook === undefined) throw run.error(line, `Nothing here understands <${tag}>`)
  if (xmlId !== null) run.report.loaded.add(xmlId)
  const { env, mode, file } = run
  await run.at(line, async () =>
    hook(element, { env, addon: file.addon, xmlId, noupdate, mode, file: file.file, line }),
  )
}
