import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { TemplateNotFoundError } from '../errors/framework-errors.ts'
import type { Request } from '../http/request.ts'
import type { Addon } from './addon.ts'
import type { AssetBundles } from './asset-bundles.ts'
import { createEngine, renderTemplate, type TemplateEngine } from './render-template.ts'
import { parseTemplateFile, viewFiles } from './template-files.ts'
import { TemplateSet } from './template-set.ts'
import type { TemplateSource, TemplateText } from './template-source.ts'

/** A file of templates. */
export interface TemplateFile {
  readonly addon: string
  readonly path: string
}

interface Loaded extends TemplateEngine {
  readonly set: TemplateSet
}

/**
 * The templates of a set of addons, from their files, rendered by QWeb. Compiled once; in development a file that was
 * edited counts at the next rendering.
 */
export class Templates implements TemplateSource {
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

  /**
   * @param values the variables; what `templateValues` gives is there besides
   * @param uid whose rights count; null for the request's user
   * @returns HTML
   * @throws TemplateNotFoundError, QWebError
   */
  async render(
    template: string,
    values: Readonly<Record<string, unknown>>,
    request: Request,
    uid: number | null,
  ): Promise<string> {
    const loaded = await this.#loaded()
    if (!loaded.set.has(template)) throw new TemplateNotFoundError(`There is no template ${template}.`)
    return renderTemplate(loaded, template, values, request, uid)
  }

  /** Whether there is a template of a name. */
  async has(template: string): Promise<boolean> {
    return (await this.#loaded()).set.has(template)
  }

  /** A template after all changes, and the files that it comes from; null where nobody has it. */
  async source(template: string): Promise<TemplateText | null> {
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
    const set = new TemplateSet(parsed.flat().filter(({ active }) => active))
    return { ...createEngine((name) => (set.has(name) ? set.source(name) : null), this.#assets), set }
  }
}

/** The files of an addon's templates. @throws ConfigurationError see `viewFiles` */
export function templateFiles(addon: Addon): TemplateFile[] {
  return viewFiles(addon).map((path) => ({ addon: addon.name, path: join(addon.root, path) }))
}

/** What tells whether files were changed. */
export async function versionOf(files: readonly TemplateFile[]): Promise<string> {
  const stats = await Promise.all(files.map(({ path }) => stat(path)))
  return stats.map(({ mtimeMs, size }: Stats) => `${mtimeMs}:${size}`).join(' ')
}
