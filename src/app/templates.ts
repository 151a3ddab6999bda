import { globSync, type Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PergolaError } from '../errors/pergola-error.ts'
import { TemplateNotFoundError } from '../errors/framework-errors.ts'
import type { Request } from '../http/request.ts'
import type { FieldPaths } from '../qweb/field-paths.ts'
import { QWeb } from '../qweb/qweb.ts'
import type { Addon } from './addon.ts'
import type { AssetBundles } from './asset-bundles.ts'
import { assetTags } from './asset-tags.ts'
import { loadNamedFields } from './load-named-fields.ts'
import { contextOf } from './template-context.ts'
import { parseTemplateFile } from './template-files.ts'
import { TemplateSet } from './template-set.ts'

interface TemplateFile {
  readonly addon: string
  readonly path: string
}

interface Loaded {
  readonly qweb: QWeb
  readonly set: TemplateSet
  /** By template, what it reads of its variables. */
  readonly paths: Map<string, FieldPaths>
}

/**
 * The templates of a set of addons, from their files, rendered by QWeb. Compiled once; in development a file that was
 * edited counts at the next rendering.
 */
export class Templates {
  readonly #files: readonly TemplateFile[]
  readonly #assets: AssetBundles
  readonly #watches: boolean
  #version = ''
  #loading: Promise<Loaded> | null = null

  /**
   * @param addons in their order
   * @param assets what `t-call-assets` names
   * @param watches whether files may change
   */
  constructor(addons: readonly Addon[], assets: AssetBundles, watches: boolean) {
    this.#assets = assets
    this.#files = addons.flatMap(templateFiles)
    this.#watches = watches
  }

  /** Whether there is any template at all. */
  get isEmpty(): boolean {
    return this.#files.length === 0
  }

  /**
   * @param values the variables; what `contextOf` gives, and `csrf_token`, are there besides
   * @returns HTML
   * @throws TemplateNotFoundError, QWebError
   */
  async render(template: string, values: Readonly<Record<string, unknown>>, request: Request): Promise<string> {
    const loaded = await this.#loaded()
    const { qweb, set } = loaded
    if (!set.has(template)) throw new TemplateNotFoundError(`There is no template ${template}.`)
    // Without a database there are no records.
    if (request.registry !== null) await loadNamedFields(values, pathsOf(loaded, template))
    const lang = request.bestLang
    return qweb.render(template, withRequest(values, request), lang === null ? { request } : { request, lang })
  }

  /** Whether there is a template of a name. */
  async has(template: string): Promise<boolean> {
    return (await this.#loaded()).set.has(template)
  }

  /** A template after all changes, and the files that it comes from; null where nobody has it. */
  async source(template: string): Promise<{ readonly text: string; readonly files: readonly string[] } | null> {
    const { set } = await this.#loaded()
    return set.has(template) ? { text: set.source(template), files: set.files(template) } : null
  }

  async #loaded(): Promise<Loaded> {
    const version = this.#watches ? await versionOf(this.#files) : 'fixed'
    if (version !== this.#version) this.#loading = null
    this.#version = version
    return (this.#loading ??= this.#load())
  }

  async #load(): Promise<Loaded> {
    const parsed = await Promise.all(
      this.#files.map(async ({ addon, path }) => parseTemplateFile(await readFile(path, 'utf8'), addon, path)),
    )
    const set = new TemplateSet(parsed.flat())
    const qweb = new QWeb({
      load: (name) => (set.has(name) ? set.source(name) : null),
      assets: (bundle, options, { request }) => assetTags(this.#assets, bundle, options, request as Request),
      passError: (error) => error instanceof PergolaError,
    })
    return { qweb, set, paths: new Map() }
  }
}

function pathsOf({ qweb, paths }: Loaded, template: string): FieldPaths {
  const known = paths.get(template)
  if (known !== undefined) return known
  const found = qweb.paths(template)
  paths.set(template, found)
  return found
}

function templateFiles({ name, root, views }: Addon): TemplateFile[] {
  return views
    .flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted())
    .map((path) => ({ addon: name, path: join(root, path) }))
}

async function versionOf(files: readonly TemplateFile[]): Promise<string> {
  const stats = await Promise.all(files.map(({ path }) => stat(path)))
  return stats.map(({ mtimeMs, size }: Stats) => `${mtimeMs}:${size}`).join(' ')
}

// A token makes the session be stored, so it is made only where a template names it.
function withRequest(values: Readonly<Record<string, unknown>>, request: Request): Record<string, unknown> {
  const all = { ...contextOf(request), ...values }
  if ('csrf_token' in values) return all
  return Object.defineProperty(all, 'csrf_token', {
    enumerable: true,
    configurable: true,
    get: () => request.csrfToken(),
  })
}
