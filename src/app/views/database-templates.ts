import { AccessError } from '../../errors/business-errors.ts'
import { TemplateNotFoundError } from '../../errors/framework-errors.ts'
import type { Cursor } from '../../database/cursor.ts'
import type { Database } from '../../database/database.ts'
import { stateOf } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { Registry } from '../../models/registry.ts'
import { ViewSet } from '../../qweb/view-set.ts'
import type { Addon } from '../addon.ts'
import type { App } from '../app.ts'
import type { AssetBundles } from '../asset-bundles.ts'
import { RefusingCursor } from '../database/refusing-cursor.ts'
import { createEngine, renderingEnvironment, renderTemplate, type TemplateEngine } from '../render-template.ts'
import type { TemplateDeclaration } from '../template-files.ts'
import type { TemplateSource, TemplateText } from '../template-source.ts'
import { LANGUAGE_MODEL, readLanguages } from './read-languages.ts'
import { readViews, type StoredView } from './read-views.ts'
import { VIEW_MODEL } from './store-views.ts'
import { ViewFiles } from './view-files.ts'

interface Loaded extends TemplateEngine {
  readonly views: ViewSet<StoredView>
}

/** What a database has for templates. */
interface Stored {
  readonly views: readonly StoredView[]
  readonly languages: Awaited<ReturnType<typeof readLanguages>>
}

/** Where the registry keeps them: what is there goes whenever something that is remembered changed. */
const KEY = 'ir.ui.view templates'
/** Tells whether that happened meanwhile. */
const MARK = 'ir.ui.view mark'

/**
 * The templates of a database: views, with all changes that its addons and its administrators make. Read once, and again after a view
 * changed, in this process or in another.
 *
 * Source: odoo's ir.qweb and ir.ui.view.
 */
export class DatabaseTemplates implements TemplateSource {
  readonly #app: App
  readonly #database: Database
  readonly #registry: Registry
  readonly #assets: AssetBundles
  readonly #files: ViewFiles
  /** Of addons that count without being installed. */
  readonly #uninstalled: ViewFiles
  /** The views that were put together last: the same ones are not compiled again. */
  #last: { readonly text: string; readonly loaded: Loaded } | null = null

  /** @param addons that count, in their order */
  constructor(app: App, database: Database, registry: Registry, addons: readonly Addon[], assets: AssetBundles) {
    this.#app = app
    this.#database = database
    this.#registry = registry
    this.#assets = assets
    this.#files = new ViewFiles(addons)
    this.#uninstalled = new ViewFiles(addons.filter(({ name }) => !registry.addons.includes(name)))
  }

  async render(
    template: string,
    values: Readonly<Record<string, unknown>>,
    request: Request,
    uid: number | null,
  ): Promise<string> {
    const loaded = await this.#load(request)
    const view = loaded.views.find(template)
    if (view === undefined) throw new TemplateNotFoundError(`There is no template ${template}.`)
    if (view.groupIds.length > 0) await checkGroups(view, request, uid)
    return renderTemplate(loaded, template, values, request, uid)
  }

  async has(template: string, request: Request): Promise<boolean> {
    return (await this.#load(request)).views.find(template) !== undefined
  }

  async source(template: string, request: Request): Promise<TemplateText | null> {
    const { views } = await this.#load(request)
    const view = views.find(template)
    if (view === undefined) return null
    const files = views.parts(view).map(({ file, key }) => file ?? `the view ${key}`)
    return { text: views.source(view), files: [...new Set(files)] }
  }

  async #load(request: Request): Promise<Loaded> {
    const { caches } = this.#registry
    // What a transaction changed is not for others before it is committed.
    const isPrivate = stateOf(request).env?.transaction.hasChanged('templates') === true
    const known = isPrivate || this.#app.development ? undefined : caches.get(KEY)
    if (known !== undefined) return known as Loaded
    const mark = caches.get(MARK) ?? {}
    caches.set(MARK, mark)
    const loaded = this.#combined(await this.#read(request, isPrivate))
    if (!isPrivate && caches.get(MARK) === mark) caches.set(KEY, loaded)
    return loaded
  }

  #combined({ views, languages }: Stored): Loaded {
    const text = JSON.stringify([views, languages])
    if (this.#last?.text === text) return this.#last.loaded
    const set = new ViewSet(views)
    const source = (name: string): string | null => {
      const view = set.find(name)
      return view === undefined ? null : set.source(view)
    }
    const loaded = { ...createEngine(source, this.#assets), views: set, languages: new Map(languages) }
    this.#last = { text, loaded }
    return loaded
  }

  async #read(request: Request, isPrivate: boolean): Promise<Stored> {
    const { views: stored, languages } = await this.#ask(request, isPrivate, (cr) => this.#stored(cr))
    const views = this.#app.development ? overlaid(stored, await this.#files.read()) : stored
    return { views: [...views, ...withoutDatabase(await this.#uninstalled.read(), views)], languages }
  }

  async #stored(cr: Cursor): Promise<Stored> {
    const registry = this.#registry
    return {
      views: registry.has(VIEW_MODEL) ? await readViews(cr, registry) : [],
      languages: registry.has(LANGUAGE_MODEL) ? await readLanguages(cr) : [],
    }
  }

  // A transaction that began before the last change would see, and keep for all, what was there before it.
  async #ask<Result>(request: Request, isPrivate: boolean, run: (cr: Cursor) => Promise<Result>): Promise<Result> {
    const database = this.#database
    const shared = this.#app.databases?.shared(database.name)
    if (shared !== undefined) return run(shared)
    const { cr } = stateOf(request)
    const own = cr === null || cr instanceof RefusingCursor || cr.closed ? null : cr
    // An embedded database has one transaction at a time: another one would wait for this.
    if (own !== null && (isPrivate || !database.concurrent)) return run(own)
    return database.transaction(run)
  }
}

async function checkGroups({ key, groupIds }: StoredView, request: Request, uid: number | null): Promise<void> {
  const env = renderingEnvironment(request, uid)
  if (env?.su === true) return
  const profile = env === null ? null : await env.registry.access.profile(env)
  if (profile !== null && groupIds.some((id) => profile.groupIds.has(id))) return
  throw new AccessError(`You are not allowed to see the page ${key}.`)
}

/** Views as their files say now, but for those that were changed by hand. */
function overlaid(views: readonly StoredView[], declarations: readonly TemplateDeclaration[]): StoredView[] {
  const byKey = new Map(declarations.map((each) => [each.key, each]))
  return views.map((view) => {
    const declared = view.isChanged ? undefined : byKey.get(view.key)
    return declared === undefined || declared.file !== view.file ? view : { ...view, arch: declared.arch }
  })
}

/** Templates of addons that the database does not have, though they count; their ids are negative. */
function withoutDatabase(declarations: readonly TemplateDeclaration[], stored: readonly StoredView[]): StoredView[] {
  const ids = new Map<string, number>()
  for (const { key, id } of stored.toReversed()) ids.set(key, id)
  declarations.forEach(({ key }, index) => ids.set(key, -1 - index))
  return declarations
    .filter(({ active }) => active)
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ key, addon, arch, inherits, primary, file }) => ({
      id: ids.get(key) as number,
      key,
      addon,
      arch,
      inherits: inherits === null ? null : (ids.get(inherits) ?? 0),
      primary: inherits === null || primary,
      groupIds: [],
      file,
      isChanged: false,
    }))
}
