import type { Element, Node } from '@xmldom/xmldom'
import xpathPackage from 'xpath'

/** A function that expressions may call. */
type XpathFunction = (context: { contextNode: unknown }, ...args: { toString(): string }[]) => unknown

/** A parsed expression; the types of the package leave this part of it out. */
export interface ParsedXpath {
  readonly select: (options: {
    readonly node: Node
    readonly functions: Readonly<Record<string, XpathFunction>>
    readonly allowAnyNamespaceForNoPrefix: boolean
  }) => readonly unknown[]
}

interface Steps {
  applyStep: (step: unknown, context: unknown, node: unknown) => unknown[]
  applySteps: (steps: readonly unknown[], context: unknown, nodes: readonly unknown[]) => unknown[]
}

const xpath = xpathPackage as unknown as {
  readonly parse: (expression: string) => ParsedXpath
  readonly PathExpr: Steps
}

/** How many nodes one expression may come by: templates have thousands. */
const MOST_NODES = 3_000_000
/** Nobody else's expressions are counted. */
let left = Infinity

// The package keeps a node as often as it was found, which makes `//a//a//a` take exponential time, and has no limit. Expressions are
// written by whoever may edit a view.
const { applyStep, applySteps } = xpath.PathExpr
xpath.PathExpr.applyStep = (step, context, node) => {
  const found = applyStep(step, context, node)
  left -= found.length + 1
  if (left < 0) throw new RangeError('it takes too long')
  return found
}
xpath.PathExpr.applySteps = (steps, context, nodes) => {
  let found = [...nodes]
  for (const step of steps) found = [...new Set(applySteps([step], context, found))]
  return found
}

/** @throws Error where it is no expression */
export function parseXpath(expression: string): ParsedXpath {
  return xpath.parse(expression)
}

/**
 * The first node, in the order of the document, that an expression finds; null where it finds none.
 *
 * @throws Error where it finds no nodes but something else, or takes too long
 */
export function selectFirst(
  parsed: ParsedXpath,
  node: Element,
  functions: Readonly<Record<string, XpathFunction>>,
): Node | null {
  left = MOST_NODES
  try {
    return (parsed.select({ node, functions, allowAnyNamespaceForNoPrefix: true })[0] as Node | undefined) ?? null
  } finally {
    left = Infinity
  }
}
