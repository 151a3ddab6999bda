import type { Cursor } from '../../database/cursor.ts'
import type { Database } from '../../database/database.ts'
import { applyAddonData } from '../../models/data/apply-addon-data.ts'
import { removeStaleRecords } from '../../models/data/remove-stale-records.ts'
import { migrationsBetween, runMigrations, type MigrationStage } from '../../models/migrations.ts'
import type { Environment } from '../../models/environment.ts'
import { recompute, type Stale } from '../../models/operations/recompute.ts'
import type { Registry } from '../../models/registry.ts'
import { dropSchema } from '../../models/schema/drop-schema.ts'
import { syncSchema } from '../../models/schema/sync-schema.ts'
import type { SchemaReport } from '../../models/schema/schema-work.ts'
import type { Addon } from '../addon.ts'
import { loadTemplateElement, loadViews } from '../views/store-views.ts'
import { buildRegistry, serve, type DatabaseParts } from '../database/serve.ts'
import { databaseSecret, installedAddons } from '../database/database-content.ts'
import type { ServedDatabase } from '../database/served-database.ts'
import type { AddonPlan } from './addon-plan.ts'

/** What an installation is told beside the addons. */
export interface InstallOptions {
  /** Whether demonstration data is loaded. */
  demo?: boolean
  /** Is called at the end, in the same transaction: what a new database needs. */
  finish?: (env: Environment) => unknown
}

/** How long an installation waits for another one's end is up to the database; this is the key of its lock. */
const LOCK = 7_366_574_692

/**
 * Changes the addons of a database, in one transaction: tables, migrations, data, hooks. Requests go on with the old addons until it is
 * committed; other processes learn it in the same transaction.
 *
 * @param plan what is to be done, made of what is installed when the lock is held
 * @returns what the database serves from now on
 *
 * Source: odoo.modules.loading.load_modules.
 */
export async function changeAddons(
  parts: DatabaseParts,
  database: Database,
  plan: (installed: readonly string[]) => AddonPlan,
  options: InstallOptions = {},
): Promise<ServedDatabase> {
  const content = await database.transaction(
    async (cr) => {
      await cr.query('select pg_advisory_xact_lock($1)', [LOCK])
      const installed = await installedOf(cr)
      const whole = plan(installed)
      let before = installed
      for (const step of stepsOf(whole)) {
        const last = step.all.length === whole.all.length
        const chosen = last ? options : { demo: options.demo ?? false }
        await new AddonChange(parts, database, cr, step, before, chosen).run()
        before = step.all.map(({ name }) => name)
      }
      await database.signals.raise(cr, 'registry')
      return { installed: before, secret: await databaseSecret(cr) }
    },
    { statementTimeout: 0 },
  )
  return serve(parts, database, content)
}

/** What an addon with `preInit` depends on comes first: the hook has an environment in which that is there. */
function stepsOf(plan: AddonPlan): AddonPlan[] {
  const { all, added, updated, removed } = plan
  if (updated.length > 0 || removed.length > 0) return [plan]
  const ends = added.flatMap(({ hooks }, index) => (index > 0 && hooks.preInit !== undefined ? [index] : []))
  return [...ends, added.length].map((end, step) => {
    const later = new Set(added.slice(end))
    return { ...plan, all: all.filter((addon) => !later.has(addon)), added: added.slice(ends[step - 1] ?? 0, end) }
  })
}

/** Before the first installation there is nothing to ask. */
async function installedOf(cr: Cursor): Promise<readonly string[]> {
  const { rows } = await cr.query<{ there: boolean }>(`select to_regclass('ir_module_module') is not null as there`)
  return rows[0]?.there === true ? installedAddons(cr) : []
}

/** One change of a database's addons. */
class AddonChange {
  readonly #parts: DatabaseParts
  readonly #database: Database
  readonly #cr: Cursor
  readonly #plan: AddonPlan
  readonly #installed: readonly string[]
  readonly #options: InstallOptions
  readonly #versions = new Map<string, string>()

  constructor(
    parts: DatabaseParts,
    database: Database,
    cr: Cursor,
    plan: AddonPlan,
    installed: readonly string[],
    options: InstallOptions,
  ) {
    this.#parts = parts
    this.#database = database
    this.#cr = cr
    this.#plan = plan
    this.#installed = installed
    this.#options = options
  }

  async run(): Promise<void> {
    const { all, added, updated, removed } = this.#plan
    const before = this.#registry(this.#installed)
    if (removed.length > 0) await this.#withdraw(before)
    const registry = this.#registry(all.map(({ name }) => name))
    const env = registry.env(this.#cr)
    await this.#readVersions()
    for (const addon of updated) await this.#migrate(addon, 'pre')
    if (this.#installed.length > 0) {
      const beforeEnv = before.env(this.#cr)
      for (const { hooks } of added) await hooks.preInit?.(beforeEnv)
      await beforeEnv.flush()
    }
    if (removed.length > 0) await dropSchema(this.#cr, before.definitions.values(), registry.definitions.values())
    const { log } = this.#parts.app
    const report = await syncSchema(this.#cr, registry.definitions.values(), { log })
    await reflect(env)
    await this.#noteStates(env)
    await this.#fillNew(env, report)
    for (const addon of all) {
      if (added.includes(addon)) await this.#load(env, addon)
      else if (updated.includes(addon)) await this.#update(env, addon)
    }
    for (const addon of updated) await this.#migrate(addon, 'end', env)
    await this.#noteVersions(env)
    await this.#options.finish?.(env)
    await env.flush()
  }

  #registry(names: readonly string[]): Registry {
    return buildRegistry(this.#parts.app, this.#parts.addons, this.#database, names)
  }

  async #load(env: Environment, addon: Addon): Promise<void> {
    const demo = this.#options.demo ?? false
    await applyAddonData(env, addon, 'init', { demo, onTemplate: loadTemplateElement })
    await loadViews(env, addon, 'init')
    await addon.hooks.postInit?.(env)
  }

  async #update(env: Environment, addon: Addon): Promise<void> {
    const report = await applyAddonData(env, addon, 'update', { onTemplate: loadTemplateElement })
    for (const xmlId of await loadViews(env, addon, 'update')) report.loaded.add(xmlId)
    await this.#migrate(addon, 'post', env)
    const { warnings } = await removeStaleRecords(env, addon.name, report.loaded)
    for (const warning of warnings)
      this.#parts.app.log.warn({ database: this.#database.name, addon: addon.name }, warning)
  }

  async #migrate({ name, root, version }: Addon, stage: MigrationStage, env?: Environment): Promise<void> {
    const from = this.#versions.get(name)
    if (from === undefined) return
    const context = { version: from, ...(env === undefined ? {} : { env }) }
    await runMigrations(this.#cr, migrationsBetween(root, from, version), stage, context)
  }

  /** What goes with an addon: first what its hook does, then its records. */
  async #withdraw(before: Registry): Promise<void> {
    const env = before.env(this.#cr)
    for (const name of this.#plan.removed) {
      await this.#parts.addons.get(name)?.hooks.uninstall?.(env)
      await env.flush()
      await this.#cr.query('update ir_model_data set noupdate = false where module = $1', [name])
      await removeStaleRecords(env, name, new Set())
    }
    await this.#cr.query(
      `update ir_module_module set state = 'uninstalled', latest_version = null, demo = false where name = any($1)`,
      [this.#plan.removed],
    )
    await this.#cr.query('delete from ir_model_data where module = any($1)', [this.#plan.removed])
  }

  async #readVersions(): Promise<void> {
    if (this.#installed.length === 0) return
    const { rows } = await this.#cr.query<{ name: string; latest_version: string | null }>(
      'select name, latest_version from ir_module_module',
    )
    for (const { name, latest_version: version } of rows) if (version !== null) this.#versions.set(name, version)
  }

  /** All addons of the process are listed, and which of them are installed. */
  async #noteStates(env: Environment): Promise<void> {
    const modules = env.records('ir.module.module')
    const known = await modules.search([])
    await known.load('name', 'state')
    const byName = new Map([...known].map((module) => [module['name'] as string, module]))
    const names = new Set(this.#plan.all.map(({ name }) => name))
    for (const addon of this.#parts.addons.values()) {
      const facts = { summary: addon.summary, depends: addon.depends, auto_install: addon.autoInstall !== null }
      const state = names.has(addon.name) ? 'installed' : 'uninstalled'
      const module = byName.get(addon.name)
      if (module === undefined) await modules.create({ name: addon.name, state, ...facts })
      else if (module['state'] !== state || this.#plan.updated.includes(addon)) await module.write({ state, ...facts })
    }
  }

  async #noteVersions(env: Environment): Promise<void> {
    const { added, updated } = this.#plan
    const demo = { demo: this.#options.demo ?? false }
    for (const addon of [...added, ...updated]) {
      const modules = await env.records('ir.module.module').search([['name', '=', addon.name]])
      await modules.write({ latest_version: addon.version, ...(added.includes(addon) ? demo : {}) })
    }
  }

  /** Columns that are new in tables which stood already: values that are computed, and defaults that a function gives. */
  async #fillNew(env: Environment, { columns, unfilled }: SchemaReport): Promise<void> {
    const stale: Stale = new Map()
    for (const { model, field: name } of columns) {
      const field = env.registry.field(model, name)
      const isComputed = field.compute !== null || field.related !== null
      if (!isComputed && typeof field.default !== 'function') continue
      const all = await env.records(model).withContext({ active_test: false }).search([], { order: 'id' })
      if (all.length === 0) continue
      if (isComputed) stale.set(field, new Set(all.ids))
      else await all.write(await all.defaultGet([name]))
    }
    await recompute(env, stale)
    const models = new Set(unfilled.map(({ model }) => model))
    if (models.size > 0) await syncSchema(this.#cr, env.registry.definitions.values(), { changedOnly: models })
  }
}

async function reflect(env: Environment): Promise<void> {
  await env.records('ir.model')['reflect'](env.registry.definitions)
}
