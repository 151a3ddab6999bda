import type { Expression } from './expression.ts'
import type { FormatPart } from './format-string.ts'
import type { GroupSpec } from './groups.ts'

/** Index into the template's list of places: what was being done when an error happened. */
export type Spot = number

/** A value that a directive computes. */
export type Value =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'format'; readonly parts: readonly FormatPart[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'body'; readonly body: readonly Operation[] }

/** A value with the name that it is given. */
export interface Named {
  readonly name: string
  readonly value: Value
}

/** `t-options` with the `t-options-*` that override its keys. */
export interface Options {
  readonly base: Expression | null
  readonly entries: readonly Named[]
}

/** What is printed by a `t-out` and its like. */
export type Output =
  | { readonly kind: 'escaped' | 'raw'; readonly expression: Expression }
  | { readonly kind: 'widget'; readonly expression: Expression; readonly options: Options }
  | { readonly kind: 'field'; readonly record: Expression; readonly field: string; readonly options: Options | null }

/** One attribute of an element that has dynamic ones. */
export type AttributeSource =
  | { readonly kind: 'static'; readonly name: string; readonly text: string }
  | { readonly kind: 'value'; readonly name: string; readonly value: Value; readonly spot: Spot }
  | { readonly kind: 'many'; readonly expression: Expression; readonly spot: Spot }

/** How a template is called. */
export interface CallOperation {
  readonly op: 'call'
  readonly spot: Spot
  /** literal text alone is a name known when compiled */
  readonly name: readonly FormatPart[]
  readonly args: readonly (Named & { readonly spot: Spot })[]
  readonly argsMap: Expression | null
  /** null: there is no body at all */
  readonly body: readonly Operation[] | null
  /** the body runs before the call, and the variables that it sets are given to the callee */
  readonly bodyGivesVariables: boolean
  readonly lang: Expression | null
  readonly options: Options | null
}

/** What a template does, step by step: between its XML and the generated JavaScript. */
export type Operation =
  | { readonly op: 'text'; readonly text: string }
  | {
      readonly op: 'out'
      readonly spot: Spot
      readonly output: Output
      /** the element's start and end tags: printed only with the content */
      readonly open: readonly Operation[]
      readonly close: readonly Operation[]
      readonly fallback: readonly Operation[] | null
    }
  | { readonly op: 'slot'; readonly spot: Spot }
  | {
      readonly op: 'if'
      readonly spot: Spot
      readonly test: Expression | null
      readonly then: readonly Operation[]
      readonly otherwise: readonly Operation[]
    }
  | { readonly op: 'groups'; readonly spot: Spot; readonly groups: GroupSpec; readonly body: readonly Operation[] }
  | {
      readonly op: 'each'
      readonly spot: Spot
      readonly items: Expression
      readonly as: string
      readonly body: readonly Operation[]
    }
  | { readonly op: 'set'; readonly spot: Spot; readonly name: string; readonly value: Value }
  | CallOperation
  | { readonly op: 'attribute'; readonly tag: string; readonly attribute: AttributeSource }
  | { readonly op: 'attributes'; readonly tag: string; readonly attributes: readonly AttributeSource[] }
  | { readonly op: 'tagOpen'; readonly spot: Spot; readonly id: number; readonly tag: Expression; readonly own: string }
  | { readonly op: 'tagEnd'; readonly id: number }
  | { readonly op: 'tagClose'; readonly id: number }
  | { readonly op: 'cache'; readonly spot: Spot; readonly key: Expression; readonly body: readonly Operation[] }
  | {
      readonly op: 'nocache'
      readonly spot: Spot
      readonly captured: readonly (Named & { readonly spot: Spot })[]
      readonly body: readonly Operation[]
    }
  | {
      readonly op: 'assets'
      readonly spot: Spot
      readonly bundle: readonly FormatPart[]
      readonly options: readonly Named[]
    }
  | { readonly op: 'debug'; readonly spot: Spot; readonly value: string }
