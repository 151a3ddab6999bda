import { DEFAULT_STEPS, withBudget } from './budget.ts'
import type { CompiledTemplate } from './compiled-template.ts'
import { withGuard } from './guard.ts'
import { fieldPaths, type FieldPaths } from './field-paths.ts'
import { FragmentCache } from './fragment-cache.ts'
import { QWebError } from './qweb-error.ts'
import type { QWebOptions, RenderOptions } from './render-options.ts'
import { Rendering, type Engine } from './rendering.ts'
import { TemplateLibrary } from './template-library.ts'

const MAX_LANGUAGES = 100

/**
 * XML templates, each compiled once to a JavaScript function.
 *
 * @example
 * const qweb = new QWeb().add('hello', '<p t-att-class="kind">Hello <t t-out="name"/></p>')
 * qweb.render('hello', { kind: 'big', name: '<you>' }) // <p class="big">Hello &lt;you&gt;</p>
 *
 * Source: odoo.addons.base.models.ir_qweb
 */
export class QWeb {
  readonly #options: QWebOptions
  readonly #sources = new Map<string, string>()
  /** by language; only `''` unless templates are translated */
  readonly #libraries = new Map<string, TemplateLibrary>()
  readonly #fragments: FragmentCache
  readonly #engine: Engine
  readonly #warn: (message: string) => void

  /** @param options where templates come from, and what the engine asks of the outside; see {@link QWebOptions} */
  constructor(options: QWebOptions = {}) {
    this.#options = options
    this.#fragments = new FragmentCache(options.cacheSize ?? 1000)
    this.#warn = options.warn ?? ((message) => process.emitWarning(message, 'DeprecationWarning'))
    this.#engine = {
      options,
      fragments: this.#fragments,
      template: (name, lang) => this.#compiled(name, lang),
    }
  }

  /**
   * Adds a template, or replaces the one of that name. It is parsed when it is first used.
   *
   * @param name any text without `<`
   * @param xml its source, one element
   * @returns the engine, so that calls chain
   */
  add(name: string, xml: string): this {
    const key = checkedName(name)
    this.#sources.set(key, xml)
    this.#forget(key)
    return this
  }

  /** Forgets a template: the next use of a name that was not added asks `load` again. */
  remove(name: string): void {
    this.#sources.delete(name)
    this.#forget(name)
  }

  /** Forgets all templates and cached fragments. */
  clear(): void {
    this.#sources.clear()
    this.#libraries.clear()
    this.#fragments.clear()
  }

  /** Whether there is a template of that name (it may still be broken). */
  has(name: string): boolean {
    return this.#sources.has(name) || this.#load(name, '') !== null
  }

  /**
   * Renders a template.
   *
   * @param name of a template that was added, or that `load` gives
   * @param values the variables; only own properties count, and the object is not changed
   * @param options the user's language, zone and groups
   * @returns HTML; give it to another template as `new Markup(html)`
   * @throws QWebError for all that goes wrong, with the place (errors that `passError` accepts come out as they are)
   */
  render(name: string, values: Readonly<Record<string, unknown>> = {}, options: RenderOptions = {}): string {
    const template = this.#compiled(checkedName(name), options.lang ?? '')
    const rendering = new Rendering(this.#engine, values, options)
    const run = (): string => rendering.run(template)
    return withGuard(this.#options.guard ?? null, () => withBudget(this.#options.maxSteps ?? DEFAULT_STEPS, run))
  }

  /**
   * Compiles a template and what it calls by name, without rendering.
   *
   * @throws QWebError when it is broken; a broken callee is found only when it is called
   */
  compile(name: string, lang: string = ''): void {
    this.#compiled(checkedName(name), lang)
  }

  /**
   * The fields that a template and the templates that it calls by name read from each of its variables, so that records
   * can be loaded before it is rendered.
   *
   * @returns by variable the paths, as `{ books: ['author_id.name', 'price'], title: [] }`
   * @throws QWebError when the template is missing or broken
   */
  paths(name: string, lang: string = ''): FieldPaths {
    const library = this.#library(lang)
    library.lowered(checkedName(name))
    return fieldPaths(name, (callee) => library.find(callee))
  }

  #compiled(name: string, lang: string): CompiledTemplate {
    return this.#library(lang).compiled(checkedName(name))
  }

  #library(lang: string): TemplateLibrary {
    const key = this.#options.translated === true ? lang : ''
    const known = this.#libraries.get(key)
    if (known !== undefined) return known
    // Languages may come from a request: they must not fill the memory.
    if (this.#libraries.size >= MAX_LANGUAGES) this.#libraries.clear()
    const library = new TemplateLibrary((name) => this.#load(name, key), this.#warn, this.#options.guard !== undefined)
    this.#libraries.set(key, library)
    return library
  }

  #load(name: string, lang: string): string | null {
    return this.#sources.get(name) ?? this.#options.load?.(name, lang) ?? null
  }

  #forget(name: string): void {
    for (const library of this.#libraries.values()) library.forget(name)
  }
}

function checkedName(name: unknown): string {
  if (name === null || name === undefined || name === '' || name === false)
    throw new QWebError('A template is required')
  const text = typeof name === 'string' ? name : typeof name === 'number' ? String(name) : ''
  if (text === '') throw new QWebError('The name of a template must be text')
  if (text.includes('<')) throw new QWebError('The name of a template is required, not its source: add it first')
  return text
}
