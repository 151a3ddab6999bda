import { Directives } from './directives.ts'
import { parseGroups } from './groups.ts'
import { lowerAssets, lowerCall } from './lower-call.ts'
import { lowerElementWith } from './lower-element.ts'
import { lowerOutput } from './lower-output.ts'
import { lowerSet } from './lower-set.ts'
import { expressionOf, listOf, located, templateError, type Lowering, type SpotSource } from './lowering.ts'
import { isVariableName } from './names.ts'
import type { Named, Operation, Spot } from './operation.ts'
import { appendText, collapseLeadingBreaks, stripTrailingBreak } from './static-text.ts'
import type { TemplateAttribute, TemplateElement, TemplateNode } from './template-node.ts'

/** A template as operations. */
export interface LoweredTemplate {
  readonly name: string
  readonly operations: readonly Operation[]
  /** what the spots in the operations stand for */
  readonly spots: readonly SpotSource[]
}

/**
 * Turns a template's XML into operations; every mistake that can be found without values is found here.
 *
 * @param warn is told of deprecated directives
 * @throws QWebError with the place of the mistake
 */
export function lowerTemplate(
  name: string,
  root: TemplateElement,
  warn: (message: string, element: TemplateElement) => void,
): LoweredTemplate {
  const walk = new Walk(name, warn)
  return { name, operations: walk.root(root), spots: walk.spots }
}

type Step = (directives: Directives, into: Operation[]) => void

class Walk implements Lowering {
  readonly template: string
  readonly warn: (message: string, element: TemplateElement) => void
  readonly spots: SpotSource[] = []
  /** Branches that a t-if before them has lowered, and what stood between. */
  readonly #done = new Set<TemplateNode>()
  readonly #validElse = new Set<TemplateElement>()
  #ids = 0

  constructor(template: string, warn: (message: string, element: TemplateElement) => void) {
    this.template = template
    this.warn = warn
  }

  root(element: TemplateElement): Operation[] {
    const into: Operation[] = []
    const first = element.children[0]
    const children = [...element.children]
    if (first?.kind === 'text') children[0] = { kind: 'text', text: collapseLeadingBreaks(first.text) }
    this.#element({ ...element, children }, into)
    if (element.tag === 't') stripTrailingBreak(into)
    return into
  }

  readonly newId = (): number => this.#ids++

  readonly spot = (element: TemplateElement, attribute: TemplateAttribute | null): Spot =>
    this.spots.push({ element, attribute }) - 1

  readonly children = (element: TemplateElement, into: Operation[]): void => {
    for (const node of element.children) {
      if (this.#done.has(node)) continue
      if (node.kind === 'text') appendText(into, node.text)
      else if (node.kind === 'element') this.#element(node, into)
    }
  }

  #element(element: TemplateElement, into: Operation[]): void {
    const directives = located(this.template, { element, attribute: null }, () => new Directives(element))
    this.#debug(directives, into)
  }

  // Each directive handles itself, then hands on to the next: this order is the order of directives on one element.

  readonly #debug: Step = (directives, into) => {
    const attribute = directives.take('t-debug')
    if (attribute !== undefined) {
      into.push({ op: 'debug', spot: this.spot(directives.element, attribute), value: attribute.value })
    }
    this.#groups(directives, into)
  }

  readonly #groups: Step = (directives, into) => {
    const { element } = directives
    const attribute = directives.take('t-groups') ?? directives.take('groups')
    if (attribute === undefined) return this.#cache(directives, into)
    const space = stripTrailingBreak(into)
    const body: Operation[] = []
    if (element.tag !== 't') appendText(body, space)
    // Again: the element may have both spellings, and then both count.
    this.#groups(directives, body)
    stripTrailingBreak(body)
    into.push({ op: 'groups', spot: this.spot(element, attribute), groups: parseGroups(attribute.value), body })
  }

  readonly #cache: Step = (directives, into) => {
    const attribute = directives.take('t-cache')
    if (attribute === undefined) return this.#nocache(directives, into)
    const key = listOf(this, directives.element, attribute)
    const body: Operation[] = []
    this.#nocache(directives, body)
    into.push({ op: 'cache', spot: this.spot(directives.element, attribute), key, body })
  }

  readonly #nocache: Step = (directives, into) => {
    const { element } = directives
    const attribute = directives.take('t-nocache')
    const captured = directives
      .takeAll((name) => name.startsWith('t-nocache-'))
      .map((one) => this.#captured(one, element))
    if (attribute === undefined) {
      if (captured.length > 0) throw templateError(this, element, null, 't-nocache-* needs t-nocache')
      return this.#each(directives, into)
    }
    const body: Operation[] = []
    this.#each(directives, body)
    into.push({ op: 'nocache', spot: this.spot(element, attribute), captured, body })
  }

  #captured(attribute: TemplateAttribute, element: TemplateElement): Named & { readonly spot: Spot } {
    const name = attribute.name.slice('t-nocache-'.length)
    if (!isVariableName(name))
      throw templateError(this, element, attribute, `Invalid variable name ${JSON.stringify(name)}`)
    const expression = expressionOf(this, element, attribute)
    return { name, value: { kind: 'expression', expression }, spot: this.spot(element, attribute) }
  }

  readonly #each: Step = (directives, into) => {
    const { element } = directives
    const items = directives.take('t-foreach')
    const as = directives.take('t-as')
    if (items === undefined) {
      if (as !== undefined) throw templateError(this, element, as, 't-as needs t-foreach')
      return this.#if(directives, into)
    }
    if (as === undefined || as.value === '') throw templateError(this, element, items, 't-foreach needs t-as')
    if (!isVariableName(as.value)) {
      throw templateError(this, element, as, `t-as: invalid variable name ${JSON.stringify(as.value)}`)
    }
    if (element.tag === 't') stripTrailingBreak(into)
    const body: Operation[] = []
    const expression = expressionOf(this, element, items)
    this.#if(directives, body)
    stripTrailingBreak(body)
    into.push({ op: 'each', spot: this.spot(element, items), items: expression, as: as.value, body })
  }

  readonly #if: Step = (directives, into) => {
    const { element } = directives
    if (directives.has('t-elif') && (directives.has('t-if') || directives.has('t-else')))
      throw templateError(this, element, null, 't-elif stands without t-if and t-else')
    const isBranch = directives.take('t-else') !== undefined || directives.has('t-elif')
    const test = directives.take('t-if') ?? directives.take('t-elif')
    if (isBranch && !this.#validElse.has(element)) {
      throw templateError(this, element, null, 't-elif and t-else must follow a t-if directly')
    }
    if (test === undefined) return this.#content(directives, into)
    if (test.value !== '' && test.value.trim() === '') throw templateError(this, element, test, `${test.name} is blank`)
    const space = this.#spaceBefore(element, into)
    const then: Operation[] = []
    appendText(then, space)
    const expression = test.value === '' ? null : expressionOf(this, element, test)
    this.#content(directives, then)
    stripTrailingBreak(then)
    const otherwise = this.#branchAfter(element, space)
    into.push({ op: 'if', spot: this.spot(element, test), test: expression, then, otherwise })
  }

  /** The white space before a condition belongs to its branch; on a `<t>` that starts with a line break it is dropped. */
  #spaceBefore(element: TemplateElement, into: Operation[]): string {
    const space = stripTrailingBreak(into)
    const first = element.children[0]
    return element.tag === 't' && first?.kind === 'text' && /^[ \t]*\n/.test(first.text) ? '' : space
  }

  /** Lowers the t-elif or t-else that follows an element, if one does. */
  #branchAfter(element: TemplateElement, space: string): Operation[] {
    const otherwise: Operation[] = []
    const between: TemplateNode[] = []
    let next: TemplateElement | undefined
    for (const node of element.parent?.children.slice(element.index + 1) ?? []) {
      if (node.kind === 'element') {
        next = node
        break
      }
      between.push(node)
    }
    if (next?.attributes.some(({ name }) => name === 't-else' || name === 't-elif') !== true) return otherwise
    if (between.some((node) => node.kind === 'text' && node.text.trim() !== '')) {
      throw templateError(this, next, null, 'There is text between t-if and t-else')
    }
    for (const node of [...between, next]) this.#done.add(node)
    this.#validElse.add(next)
    appendText(otherwise, space)
    this.#element(next, otherwise)
    stripTrailingBreak(otherwise)
    return otherwise
  }

  readonly #content: Step = (directives, into) => {
    const { element } = directives
    const exclusive = ['t-call', 't-call-assets', 't-field', 't-out', 't-esc', 't-raw', 't-set'].filter((name) =>
      directives.has(name),
    )
    if (exclusive.length > 1)
      throw templateError(this, element, null, `${exclusive.join(' and ')} cannot stand together`)
    if (exclusive.length === 0) lowerElementWith(this, directives, into)
    else if (exclusive[0] === 't-call') lowerCall(this, directives, into)
    else if (exclusive[0] === 't-call-assets') lowerAssets(this, directives, into)
    else if (exclusive[0] === 't-set') lowerSet(this, directives, into)
    else lowerOutput(this, directives, into)
    const { leftover } = directives
    if (leftover !== undefined && !(element.tag === 't' && leftover.name.startsWith('t-att'))) {
      throw templateError(this, element, leftover, misplaced(leftover.name))
    }
  }
}

function misplaced(name: string): string {
  if (name === 't-value' || name.startsWith('t-valuef')) return `${name} needs t-set`
  if (name.startsWith('t-options')) return `${name} needs t-out, t-field or t-call`
  if (name === 't-css' || name === 't-js') return `${name} needs t-call-assets`
  return `${name} cannot stand here (t-lang and t-args need t-call)`
}
