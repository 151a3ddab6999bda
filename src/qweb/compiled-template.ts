import { helpers } from './helpers.ts'
import type { GeneratedTemplate } from './generate.ts'
import type { TemplateInterface } from './interface-of-template.ts'
import type { SpotSource } from './lowering.ts'
import type { Rendering } from './rendering.ts'

/** The variables of a template that is called by a computed name; an object without a prototype. */
export type Variables = Record<string, unknown>

/** The body of a call, which the callee prints as `0`. */
export type Slot = (() => string) | null

/** The places that the generated code names by number. */
export interface Places {
  readonly template: string
  readonly spots: readonly SpotSource[]
}

/** The main function of a template: its further parameters are those of its interface. */
export type MainFunction = (rendering: Rendering, depth: number, slot: Slot, ...variables: unknown[]) => string

/** A template that can be rendered. */
export interface CompiledTemplate {
  readonly name: string
  readonly main: MainFunction
  readonly run: (rendering: Rendering, depth: number, slot: Slot, all: Variables) => string
  readonly face: TemplateInterface
}

const NAMES = Object.keys(helpers)
const VALUES = Object.values(helpers)

/**
 * Makes functions of generated source.
 *
 * @param link gives the main function of another template; called at the first call
 */
export function instantiate(
  generated: GeneratedTemplate,
  places: Places,
  link: (name: string) => MainFunction,
): Pick<CompiledTemplate, 'main' | 'run'> {
  // The source consists of our own code: what comes from templates is in it as quoted strings only.
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
  const create = new Function('constants', 'places', 'link', ...NAMES, `'use strict'\n${generated.source}`)
  const linkAt = (index: number): MainFunction => link(generated.links[index] ?? '')
  return create(generated.constants, places, linkAt, ...VALUES) as Pick<CompiledTemplate, 'main' | 'run'>
}
