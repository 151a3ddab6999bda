import type { Database } from '../../database/database.ts'
import { composeModels } from '../../models/compose-models.ts'
import type { ModelClass } from '../../models/model.ts'
import { Registry } from '../../models/registry.ts'
import type { Addon } from '../addon.ts'
import { inDependencyOrder } from '../addon-order.ts'
import type { AddonRecorder } from '../addon-recorder.ts'
import type { App } from '../app.ts'
import { buildComposition } from '../composition-builder.ts'
import { DatabaseTemplates } from '../views/database-templates.ts'
import { signWith } from '../server-secret.ts'
import type { DatabaseContent } from './database-content.ts'
import { DatabaseWork } from './database-work.ts'
import type { ServedDatabase } from './served-database.ts'

/** What databases are put together from. */
export interface DatabaseParts {
  readonly app: App
  /** Of the process, by name. */
  readonly addons: ReadonlyMap<string, Addon>
  /** What their `setup` added. */
  readonly recorded: ReadonlyMap<string, AddonRecorder>
}

/** Puts together what a database with these addons serves. */
export function serve(
  { app, addons, recorded }: DatabaseParts,
  database: Database,
  { installed, secret }: DatabaseContent,
): ServedDatabase {
  const registry = buildRegistry(app, addons, database, installed)
  const present = installed.filter((name) => addons.has(name))
  const counting = inDependencyOrder([...new Set([...app.settings.serverWide, ...present])], addons)
  const additions = [app, ...counting.map(({ name }) => recorded.get(name) as AddonRecorder)]
  const methods = new Map(additions.flatMap(({ authMethods }) => authMethods))
  const work = new DatabaseWork(
    () => served,
    methods,
    (name) => app.databases?.shared(name),
  )
  const composition = buildComposition({
    addons: counting,
    allAddons: addons.values(),
    additions,
    work,
    development: app.development,
    tweens: app.settings.tweens,
    handlerTimeout: app.settings.http.handlerTimeout,
    templates: (assets) => new DatabaseTemplates(app, database, registry, counting, assets),
  })
  for (const { code, message } of composition.warnings) app.log.warn({ code, database: database.name }, message)
  const served: ServedDatabase = {
    name: database.name,
    database,
    registry,
    composition,
    // What else the secret is the key of must not pass for a token.
    sign: secret === null ? null : signWith(`csrf ${secret}`),
  }
  return served
}

/** The models of a database with these addons. An addon whose code is not there any more is left out, with those that need it. */
export function buildRegistry(
  app: App,
  addons: ReadonlyMap<string, Addon>,
  database: Database,
  installed: readonly string[],
): Registry {
  const complete = installed.filter((name) => isComplete(name, addons))
  for (const name of installed) {
    if (!complete.includes(name)) {
      app.log.warn(
        { database: database.name, addon: name },
        `The installed addon ${name}, or one that it needs, is not on the addons path.`,
      )
    }
  }
  const counting = inDependencyOrder(complete, addons)
  const listed = counting.flatMap(({ name, models }) => models.map((modelClass) => ({ addon: name, modelClass })))
  const owners = ownersOf(addons)
  const { definitions, warnings } = composeModels(listed, owners)
  for (const { code, message } of warnings) app.log.warn({ code, database: database.name }, message)
  const elsewhere = new Map([...owners].map(([modelClass, addon]) => [modelClass.model, addon] as const))
  return new Registry({ database, definitions, addons: counting.map(({ name }) => name), elsewhere })
}

function isComplete(name: string, addons: ReadonlyMap<string, Addon>): boolean {
  const addon = addons.get(name)
  return addon !== undefined && addon.depends.every((each) => isComplete(each, addons))
}

function ownersOf(addons: ReadonlyMap<string, Addon>): Map<ModelClass, string> {
  return new Map([...addons.values()].flatMap(({ name, models }) => models.map((each) => [each, name] as const)))
}
