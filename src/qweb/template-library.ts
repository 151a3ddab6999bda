import { instantiate, type CompiledTemplate, type Places } from './compiled-template.ts'
import { generateTemplate } from './generate.ts'
import { interfacesFrom } from './interface-of-template.ts'
import type { LoweredTemplate } from './lower.ts'
import { QWebError } from './qweb-error.ts'
import { lowerSource } from './shared-lowering.ts'

/** Gives the XML of a template; null when there is none. */
export type SourceOf = (name: string) => string | null

/** The templates of one language: parsed, lowered and compiled, each once and when first needed. */
export class TemplateLibrary {
  readonly #sourceOf: SourceOf
  readonly #warn: (message: string) => void
  readonly #guarded: boolean
  /** an error is kept too: it is thrown again at every try, without the work */
  readonly #lowered = new Map<string, LoweredTemplate | QWebError | null>()
  readonly #compiled = new Map<string, CompiledTemplate>()

  /** @param guarded whether a guard is asked about what expressions read */
  constructor(sourceOf: SourceOf, warn: (message: string) => void, guarded: boolean) {
    this.#sourceOf = sourceOf
    this.#warn = warn
    this.#guarded = guarded
  }

  /** @throws QWebError when there is no such template, or it is broken */
  compiled(name: string): CompiledTemplate {
    return this.#compiled.get(name) ?? this.#compile(name)
  }

  /** @throws QWebError when there is no such template, or it is broken */
  lowered(name: string): LoweredTemplate {
    const found = this.#lower(name)
    if (found === null) throw new QWebError(`There is no template ${JSON.stringify(name)}`)
    if (found instanceof QWebError) throw copyOf(found)
    return found
  }

  /** A template, or null when it cannot be used. */
  find(name: string): LoweredTemplate | null {
    const found = this.#lower(name)
    return found instanceof QWebError ? null : found
  }

  /** Forgets a template, and everything that was compiled with knowledge of it. */
  forget(name: string): void {
    this.#lowered.delete(name)
    this.#compiled.clear()
  }

  #lower(name: string): LoweredTemplate | QWebError | null {
    const known = this.#lowered.get(name)
    if (known !== undefined) return known
    const source = this.#sourceOf(name)
    const result = source === null ? null : this.#lowerSource(name, source)
    this.#lowered.set(name, result)
    return result
  }

  #lowerSource(name: string, source: string): LoweredTemplate | QWebError {
    try {
      return lowerSource(name, source, this.#warn)
    } catch (error) {
      return asQWebError(error, name)
    }
  }

  #compile(name: string): CompiledTemplate {
    const template = this.lowered(name)
    try {
      const interfaces = interfacesFrom(name, (callee) => this.find(callee))
      const places: Places = { template: name, spots: template.spots }
      const functions = instantiate(
        generateTemplate(template, interfaces, this.#guarded),
        places,
        (callee) => this.compiled(callee).main,
      )
      const face = interfaces.get(name) ?? { parameters: [], takesAll: false }
      const compiled: CompiledTemplate = { name, ...functions, face }
      this.#compiled.set(name, compiled)
      return compiled
    } catch (error) {
      throw asQWebError(error, name)
    }
  }
}

/** The trail of an error grows on its way out, so an error that is kept must not be thrown itself. */
function copyOf({ reason, trail, cause }: QWebError): QWebError {
  return new QWebError(reason, trail[0], { cause })
}

/** Only deep nesting gets here as something else: the engine's stack is full, or JavaScript's parser refuses. */
function asQWebError(error: unknown, name: string): QWebError {
  if (error instanceof QWebError) return error
  const place = { template: name, line: 1, path: '', element: '', directive: '' }
  const reason =
    error instanceof RangeError ? 'The template is nested too deeply' : `It cannot be compiled: ${String(error)}`
  return new QWebError(reason, place, { cause: error })
}
