import type { Values } from '../context.ts'
import type { Environment } from '../environment.ts'
import type { Model } from '../model.ts'
import type { RecordEntry } from './data-entry.ts'
import { isConflict, type DataRun } from './data-run.ts'
import type { ExternalIdRow, ExternalIdTarget } from './external-ids.ts'
import { resolveExpression, resolveValues, sourceRefs } from './resolve-value.ts'

/** The most records that are made at once. */
const BATCH = 1000

interface Pending {
  readonly entry: RecordEntry
  readonly values: Values
}

/** Makes and changes the records of a data file; new ones of one model together. */
export class RecordLoader {
  readonly #run: DataRun
  #pending: Pending[] = []
  #pendingIds = new Set<string>()

  constructor(run: DataRun) {
    this.#run = run
  }

  /** Makes or changes the record of an entry; `extra` are values that the file does not state. */
  async load(entry: RecordEntry, extra: Values = {}): Promise<void> {
    const run = this.#run
    if (entry.xmlId !== null && this.#pendingIds.has(entry.xmlId)) await this.flush()
    const target = await this.#existing(entry)
    if (this.#isLeft(entry, target) || (target === null && this.#isOthers(entry) && !entry.forcecreate)) {
      run.report.skipped++
      return
    }
    if (target === null && this.#isOthers(entry))
      throw run.error(entry.line, `${entry.xmlId} is a record of another addon, and not there: it cannot be changed`)
    if (this.#refersToPending(entry)) await this.flush()
    if (!entry.forcecreate && (await this.#lacksRecords(entry))) {
      run.report.skipped++
      return
    }
    const values = { ...(await resolveValues(run, entry.model, entry.values, entry.line)), ...extra }
    if (target === null) {
      await this.#add({ entry, values })
    } else {
      await this.flush()
      const env = await this.#env(entry)
      await run.at(entry.line, () => env.records(entry.model, [target.id]).write(values))
      run.report.updated++
      await this.#children(entry, target.id)
    }
  }

  /** Makes the records that are waiting. */
  async flush(): Promise<void> {
    const pending = this.#pending
    if (pending.length === 0) return
    this.#pending = []
    this.#pendingIds = new Set()
    const made = await this.#create(pending)
    this.#run.report.created += pending.length
    await this.#keepIds(pending, made)
    for (const [index, { entry }] of pending.entries()) await this.#children(entry, made.ids[index]!)
  }

  async #add(pending: Pending): Promise<void> {
    const { entry } = pending
    const [first] = this.#pending
    const alone = entry.context !== null || hasChildren(entry)
    if (first !== undefined && (alone || first.entry.model !== entry.model || this.#pending.length >= BATCH))
      await this.flush()
    this.#pending.push(pending)
    if (entry.xmlId !== null) this.#pendingIds.add(entry.xmlId)
    if (alone) await this.flush()
  }

  // The record of the entry's external id; null where it is new, or somebody deleted it.
  async #existing({ xmlId, model, line }: RecordEntry): Promise<ExternalIdTarget | null> {
    const run = this.#run
    if (xmlId === null) return null
    run.report.loaded.add(xmlId)
    const target = await run.find(xmlId)
    if (target === null) return null
    if (target.model !== model) throw run.error(line, `${xmlId} is a record of ${target.model}, not of ${model}`)
    if ((await run.env.records(model, [target.id]).exists()).length > 0) return target
    run.forget(xmlId)
    return null
  }

  #isLeft({ xmlId, noupdate, forcecreate }: RecordEntry, target: ExternalIdTarget | null): boolean {
    if (this.#run.mode === 'init') return false
    return target === null ? noupdate && (xmlId === null || !forcecreate) : noupdate || target.noupdate
  }

  // An XML file changes what another addon has, and makes only its own. Source: odoo.tools.convert.xml_import._tag_record.
  #isOthers({ xmlId }: RecordEntry): boolean {
    const { addon, file } = this.#run.file
    return xmlId !== null && !xmlId.startsWith(`${addon}.`) && file.toLowerCase().endsWith('.xml')
  }

  // What need not be made is left out where it refers to what is not there. Source: odoo.tools.convert.xml_import._tag_record.
  async #lacksRecords({ xmlId, values, line }: RecordEntry): Promise<boolean> {
    for (const [name, source] of Object.entries(values)) {
      for (const ref of source.kind === 'refs' ? source.xmlIds : []) {
        if ((await this.#run.look(ref)) !== null) continue
        this.#run.warn(line, `${xmlId ?? 'A record'} is left out: ${name} refers to ${ref}, which is not there`)
        return true
      }
    }
    return false
  }

  // A name may be that of a record that is still waiting.
  #refersToPending({ values, model }: RecordEntry): boolean {
    if (this.#pending.length === 0) return false
    const { fields } = this.#run.env.definition(model)
    return Object.entries(values).some(([name, source]) => {
      if (source.kind === 'names' || source.kind === 'search') {
        const other = source.kind === 'search' ? source.model : null
        return (other ?? fields.get(name)?.comodel) === this.#pending[0]?.entry.model
      }
      return sourceRefs(source).some((xmlId) => this.#pendingIds.has(xmlId))
    })
  }

  async #env({ context, line }: RecordEntry): Promise<Environment> {
    const { env } = this.#run
    if (context === null) return env
    const values = await resolveExpression(this.#run, context, line)
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw this.#run.error(line, 'context is a dict')
    return env.with({ context: { ...env.context, ...values } })
  }

  // Where one of many cannot be made, each is tried, to say which.
  async #create(pending: readonly Pending[]): Promise<Model> {
    const run = this.#run
    const { entry } = pending[0]!
    const records = (await this.#env(entry)).records(entry.model)
    const create = (some: readonly Pending[]): Promise<Model> => records.create(some.map(({ values }) => values))
    if (pending.length === 1) return run.at(entry.line, () => create(pending))
    try {
      return await run.env.cr.savepoint(() => create(pending))
    } catch (error) {
      if (isConflict(error)) throw error
      for (const each of pending) await run.at(each.entry.line, () => create([each]))
      throw run.error(entry.line, error instanceof Error ? error.message : String(error), error)
    }
  }

  async #keepIds(pending: readonly Pending[], made: Model): Promise<void> {
    const { name } = made.definition
    const own = pending.flatMap(({ entry: { xmlId, noupdate } }, index) =>
      xmlId === null ? [] : [{ xmlId, model: name, id: made.ids[index]!, noupdate }],
    )
    const rows = [...own, ...(await this.#delegated(pending, made))]
    await this.#run.env.registry.externalIds.setAll(this.#run.env, rows)
    for (const { xmlId, model, id, noupdate } of rows) {
      this.#run.know(xmlId, { model, id, noupdate })
      this.#run.report.loaded.add(xmlId)
    }
  }

  // The records that these delegate to have external ids, too: `shop.anna_res_partner`. Those that were there before keep theirs.
  async #delegated(pending: readonly Pending[], made: Model): Promise<Array<Required<ExternalIdRow>>> {
    const { inherits } = made.definition
    if (inherits.size === 0) return []
    await made.load(...([...inherits.values()] as never[]))
    const rows: Array<Required<ExternalIdRow>> = []
    let index = 0
    for (const record of made) {
      const { entry, values } = pending[index++]!
      for (const [model, field] of inherits) {
        const id = (record as unknown as Record<string, Model>)[field]?.ids[0]
        if (entry.xmlId === null || id === undefined || Boolean(values[field])) continue
        rows.push({ xmlId: parentIdOf(entry.xmlId, model), model, id, noupdate: entry.noupdate })
      }
    }
    return rows
  }

  async #children(entry: RecordEntry, id: number): Promise<void> {
    const { fields, inherits } = this.#run.env.definition(entry.model)
    for (const parent of inherits.keys())
      if (entry.xmlId !== null) this.#run.report.loaded.add(parentIdOf(entry.xmlId, parent))
    for (const [name, source] of Object.entries(entry.values)) {
      if (source.kind !== 'records') continue
      const field = fields.get(name)
      const inverse = field?.inverseName
      if (inverse === null || inverse === undefined)
        throw this.#run.error(entry.line, `${entry.model}.${name} takes no records: it is no one2many`)
      for (const child of source.records) {
        const isRow = child.model === ''
        // As with rows without an external id: an upgrade would make them anew.
        if (isRow && child.xmlId === null && this.#run.mode === 'update') this.#run.report.skipped++
        else await this.load(isRow ? { ...child, model: field?.comodel ?? '' } : child, { [inverse]: id })
      }
      await this.flush()
    }
  }
}

function hasChildren({ values }: RecordEntry): boolean {
  return Object.values(values).some(({ kind }) => kind === 'records')
}

function parentIdOf(xmlId: string, parent: string): string {
  return `${xmlId}_${parent.replaceAll('.', '_')}`
}
