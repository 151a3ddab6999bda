import { parseExpression, parseExpressionList, type Expression } from './expression.ts'
import { parseFormat, type FormatPart } from './format-string.ts'
import type { Operation, Spot } from './operation.ts'
import { QWebError, type TemplatePlace } from './qweb-error.ts'
import { pathOf, startTag, type TemplateAttribute, type TemplateElement } from './template-node.ts'

/** What a spot stands for. */
export interface SpotSource {
  readonly element: TemplateElement
  readonly attribute: TemplateAttribute | null
}

/** What the steps of lowering (XML to operations) share while they work on one template. */
export interface Lowering {
  readonly template: string
  readonly warn: (message: string, element: TemplateElement) => void
  readonly spot: (element: TemplateElement, attribute: TemplateAttribute | null) => Spot
  /** Lowers the text and elements inside of an element. */
  readonly children: (element: TemplateElement, into: Operation[]) => void
  /** A number for things that need one within the template. */
  readonly newId: () => number
}

/** The place of a spot, for an error. */
export function placeOf(template: string, { element, attribute }: SpotSource): TemplatePlace {
  return {
    template,
    line: attribute?.line ?? element.line,
    path: pathOf(element),
    element: startTag(element),
    directive: attribute === null ? '' : `${attribute.name}="${attribute.value}"`,
  }
}

/** Runs a step for an attribute, so that its error tells the place. */
export function located<T>(template: string, source: SpotSource, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof QWebError) throw error
    const reason = error instanceof RangeError ? 'The template is nested too deeply' : messageOf(error)
    throw new QWebError(reason, placeOf(template, source), { cause: error })
  }
}

/** Parses an attribute as an expression. */
export function expressionOf(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute): Expression {
  return located(lowering.template, { element, attribute }, () => parseExpression(attribute.value))
}

/** Parses an attribute as a list of expressions. */
export function listOf(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute): Expression {
  return located(lowering.template, { element, attribute }, () => parseExpressionList(attribute.value))
}

/** Parses an attribute as a format string. */
export function formatOf(lowering: Lowering, element: TemplateElement, attribute: TemplateAttribute): FormatPart[] {
  return located(lowering.template, { element, attribute }, () => parseFormat(attribute.value))
}

/** An error about an element (and one of its attributes). */
export function templateError(
  lowering: Lowering,
  element: TemplateElement,
  attribute: TemplateAttribute | null,
  reason: string,
): QWebError {
  return new QWebError(reason, placeOf(lowering.template, { element, attribute }))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
