import type { CompiledTemplate, Places, Slot, Variables } from './compiled-template.ts'
import type { FieldDescription, FormatEnvironment } from './field-description.ts'
import { formatValue } from './formatters.ts'
import { fragmentKey, type FragmentCache, type Recording } from './fragment-cache.ts'
import { allowsGroups, type GroupSpec } from './groups.ts'
import { given } from './given.ts'
import { read } from './guard.ts'
import type { LanguageFormat } from './language-format.ts'
import { toLanguageTag } from './language-tag.ts'
import { placeOf } from './lowering.ts'
import { isPromise, promiseError } from './promise-guard.ts'
import { QWebError, type TemplatePlace } from './qweb-error.ts'
import type { QWebOptions, RenderOptions } from './render-options.ts'
import { printed, toText } from './to-text.ts'

/** What a rendering needs of the engine. */
export interface Engine {
  readonly options: QWebOptions
  readonly fragments: FragmentCache
  readonly template: (name: string, lang: string) => CompiledTemplate
}

type Uncached = (rendering: Rendering, depth: number, captured: Variables) => string

/** One rendering: what the generated functions share while they run. */
export class Rendering {
  readonly maxDepth: number
  readonly #engine: Engine
  readonly #values: Readonly<Record<string, unknown>>
  #options: RenderOptions
  /** The fragments that are being recorded for the cache, outermost first. */
  readonly #recordings: Recording[] = []

  constructor(engine: Engine, values: Readonly<Record<string, unknown>>, options: RenderOptions) {
    this.#engine = engine
    this.#values = values
    this.#options = options
    this.maxDepth = engine.options.maxDepth ?? 600
  }

  /** Renders a template with the values as its variables. */
  run(template: CompiledTemplate): string {
    const { parameters, takesAll } = template.face
    let variables: Variables
    try {
      variables = takesAll ? this.allValues() : this.#only(parameters)
    } catch (error) {
      throw this.#failAt(error, { template: template.name, line: 1, path: '', element: '', directive: '' })
    }
    return template.run(this, 0, null, variables)
  }

  #only(names: readonly string[]): Variables {
    const variables = Object.create(null) as Variables
    for (const name of names) variables[name] = this.value(name)
    return variables
  }

  /** All values that were passed to render, not checked yet. */
  allValues(): Variables {
    return Object.assign(Object.create(null) as Variables, this.#values)
  }

  /** A value that was passed to render, an own one only. */
  value(name: string): unknown {
    if (!Object.hasOwn(this.#values, name)) return undefined
    return given(this.#values, name)
  }

  // Calls -----------------------------------------------------------------------------------------------------------------

  tooDeep(): never {
    throw new RangeError(`Infinite recursion? Templates call one another more than ${this.maxDepth} deep`)
  }

  /** Calls a template by a name computed just now. */
  call(name: unknown, depth: number, slot: Slot, all: Variables): string {
    const template = this.#engine.template(toText(name), this.#options.lang ?? '')
    return template.run(this, depth, slot, all)
  }

  /** Calls a template in another language, or with more options. */
  callWith(name: unknown, depth: number, slot: Slot, all: Variables, lang: unknown, options: Variables | null): string {
    const before = this.#options
    const language = lang === null || lang === undefined || lang === false ? {} : { lang: toText(lang) }
    this.#options = { ...before, ...options, ...language }
    try {
      return this.call(name, depth, slot, all)
    } finally {
      this.#options = before
    }
  }

  allows(groups: GroupSpec): boolean {
    return allowsGroups(groups, (xmlId) => {
      const answer = this.#hasGroup(xmlId)
      for (const recording of this.#recordings) recording.groups.set(xmlId, answer)
      return answer
    })
  }

  readonly #hasGroup = (xmlId: string): boolean => {
    const answer: unknown = this.#options.hasGroup?.(xmlId) ?? false
    if (typeof answer === 'object') throw promiseError('The answer of hasGroup')
    return Boolean(answer)
  }

  assets(bundle: unknown, options: readonly (readonly [string, unknown])[]): string {
    const print = this.#engine.options.assets
    if (print === undefined) throw new TypeError('t-call-assets needs the engine to have an assets option')
    return printed(print(toText(bundle), Object.fromEntries(options), this.#options))
  }

  debug(places: Places, at: number, _value: string, variables: Variables): void {
    const spot = places.spots[at]
    if (spot !== undefined) this.#engine.options.onDebug?.(placeOf(places.template, spot), variables)
  }

  // Formatting ------------------------------------------------------------------------------------------------------------

  field(record: unknown, field: string, options: Variables | null): unknown {
    if (record === null || record === undefined)
      throw new TypeError(`The record of field ${JSON.stringify(field)} is missing`)
    if (isPromise(record)) throw promiseError(`The record of field ${JSON.stringify(field)}`)
    const value = read(record, field)
    const description = this.#engine.options.fieldOf?.(record, field)
    return this.#format(value, description, options ?? Object.create(null), record, field)
  }

  widget(value: unknown, options: Variables): unknown {
    if (typeof options['widget'] !== 'string') throw new TypeError('t-options on t-out needs a widget')
    return this.#format(value, undefined, options, undefined, '')
  }

  #format(
    value: unknown,
    description: FieldDescription | undefined,
    options: Variables,
    record: unknown,
    field: string,
  ): unknown {
    if (value === null || value === undefined || value === false) return null
    if (typeof value === 'object' && isPromise(value)) throw promiseError('The value')
    const merged = Object.assign(Object.create(null) as Variables, description?.options, options)
    const type = toText(merged['widget'] ?? description?.type ?? '')
    const environment: FormatEnvironment = {
      ...this.#options,
      lang: toLanguageTag(this.#options.lang),
      language: this.#language(),
      tz: this.#options.tz ?? 'UTC',
      now: this.#options.now ?? new Date(),
      record,
      field,
    }
    return formatValue(type, value, merged, environment, this.#engine.options.formatters)
  }

  #language(): LanguageFormat | undefined {
    return this.#options.languageOf?.(this.#options.lang ?? '')
  }

  // Cache -----------------------------------------------------------------------------------------------------------------

  /** The text of a `t-cache`: from the cache, or rendered now. */
  cached(places: Places, spot: number, key: readonly unknown[], body: () => string): string {
    const { fragments, options } = this.#engine
    const { lang = '', tz = '' } = this.#options
    const text = fragmentKey(key, options.cacheKeyOf)
    if (text === null) return body()
    const id = `${JSON.stringify([places.template, spot, lang, tz, this.#language()])}${text}`
    const known = fragments.find(places, id, this.#hasGroup)
    if (known !== undefined) {
      for (const recording of this.#recordings)
        for (const [group, answer] of known.groups) recording.groups.set(group, answer)
      return this.#recordings.length > 0 ? this.#nest(known) : known.print(this)
    }
    return this.#record(places, id, body)
  }

  #record(places: Places, id: string, body: () => string): string {
    const recording = this.#engine.fragments.start()
    this.#recordings.push(recording)
    let text: string
    try {
      text = body()
    } finally {
      this.#recordings.pop()
    }
    const fragment = recording.finish(text)
    this.#engine.fragments.keep(places, id, fragment)
    return this.#recordings.length > 0 ? this.#nest(fragment) : fragment.print(this)
  }

  /** A fragment within a fragment: its uncached parts are uncached parts of the outer one too. */
  #nest(fragment: ReturnType<Recording['finish']>): string {
    const outer = this.#recordings.at(-1)
    return fragment.parts.map((part) => (typeof part === 'string' ? part : (outer?.mark(part) ?? part(this)))).join('')
  }

  /** The text of a `t-nocache`; within a `t-cache` a mark for it, and the function is kept. */
  uncached(body: Uncached, depth: number, captured: readonly (readonly [string, unknown])[]): string {
    for (const [name, value] of captured) checkCaptured(name, value)
    const variables = Object.assign(Object.create(null) as Variables, Object.fromEntries(captured))
    const part = (rendering: Rendering): string => body(rendering, depth, variables)
    return this.#recordings.at(-1)?.mark(part) ?? part(this)
  }

  // Errors ----------------------------------------------------------------------------------------------------------------

  /** Adds a place to an error on its way out; called once for every function that it passes. */
  fail(error: unknown, places: Places, at: number): unknown {
    const spot = places.spots[at]
    if (spot === undefined) return error
    return this.#failAt(error, placeOf(places.template, spot))
  }

  #failAt(error: unknown, place: TemplatePlace): unknown {
    if (error instanceof QWebError) return withPlace(error, place)
    if (this.#engine.options.passError?.(error) === true) return passed(error, place)
    return new QWebError(reasonOf(error), place, { cause: error })
  }
}

const MAX_TRAIL = 50

function withPlace(error: QWebError, place: TemplatePlace): QWebError {
  if (error.trail.length === 0) return new QWebError(error.reason, place, { cause: error.cause ?? error })
  if (error.trail.length < MAX_TRAIL) error.trail.push(place)
  return error
}

/** An error that is not ours keeps its class; the place is added as a property. */
function passed(error: unknown, place: TemplatePlace): unknown {
  if (typeof error === 'object' && error !== null && !('qweb' in error) && Object.isExtensible(error)) {
    Object.defineProperty(error, 'qweb', { value: place, configurable: true })
  }
  return error
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return 'Infinite recursion: the call stack is full'
  return error instanceof Error ? `${error.name}: ${error.message}` : `Thrown: ${describeThrown(error)}`
}

function describeThrown(error: unknown): string {
  try {
    return String(error)
  } catch {
    return typeof error
  }
}

function checkCaptured(name: string, value: unknown): void {
  if (value !== null && value !== undefined && !['string', 'number', 'boolean'].includes(typeof value)) {
    throw new TypeError(`t-nocache-${name}: only text, numbers, booleans and null can be kept`)
  }
}
