import type { Element } from '@xmldom/xmldom'
import { isElement } from './dom-text.ts'

/** One step of a path: which elements it takes, and whether they stand directly inside of those of the step before. */
interface Step {
  readonly direct: boolean
  readonly accepts: (element: Element) => boolean
}

const STEP = /(\/\/?)(\*|[A-Za-z_][\w-]*)((?:\[[^[\]]*\])*)/y
const PREDICATE = /\[(?:@([\w-]+)='([^'"]*)'|hasclass\('([^'"]*)'\))\]/y

/**
 * Reads the XPath expressions that nearly all patches use: `//tag`, `/t/div`, with `[@name='value']` and
 * `[hasclass('name')]`. Going through a general XPath engine is many times slower.
 *
 * @returns a test for elements, good as long as the tree does not change; null when the expression has anything else in it
 */
export function parseSimplePath(expression: string): ((element: Element) => boolean) | null {
  const steps: Step[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < expression.length) {
    const found = STEP.exec(expression)
    if (found === null) return null
    const [, slashes, tag = '', predicates = ''] = found
    const tests = parsePredicates(predicates)
    if (tests === null) return null
    const isTag = (element: Element): boolean => tag === '*' || localName(element) === tag
    steps.push({
      direct: slashes === '/',
      accepts: (element) => isTag(element) && tests.every((test) => test(element)),
    })
  }
  // What has failed once is not tried again: there are exponentially many ways to take the steps.
  const failed = steps.map(() => new Set<Element>())
  return steps.length === 0 ? null : (element) => matches(element, steps, failed, steps.length - 1)
}

function localName(element: Element): string {
  return element.localName ?? element.tagName
}

function parsePredicates(source: string): ((element: Element) => boolean)[] | null {
  const tests: ((element: Element) => boolean)[] = []
  PREDICATE.lastIndex = 0
  while (PREDICATE.lastIndex < source.length) {
    const found = PREDICATE.exec(source)
    if (found === null) return null
    const [, name, value, className] = found
    if (name !== undefined) tests.push((element) => element.getAttribute(name) === value)
    else if (className !== undefined) tests.push((element) => hasClasses(element, [className]))
  }
  return tests
}

/** Whether an element has all of the classes. */
export function hasClasses(element: Element, names: readonly string[]): boolean {
  const value = element.getAttribute('class')
  if (value === null) return false
  const classes = value.split(/\s+/)
  return names.length > 0 && names.every((name) => classes.includes(name))
}

/** Whether the steps up to `last` lead to an element, looked at from its end. */
function matches(element: Element, steps: readonly Step[], failed: readonly Set<Element>[], last: number): boolean {
  const step = steps[last]
  if (step === undefined || failed[last]?.has(element) === true) return false
  const found = step.accepts(element) && leadsTo(element, step.direct, steps, failed, last)
  if (!found) failed[last]?.add(element)
  return found
}

function leadsTo(
  element: Element,
  direct: boolean,
  steps: readonly Step[],
  failed: readonly Set<Element>[],
  last: number,
): boolean {
  let around = element.parentNode
  if (last === 0) return !direct || !isElement(around)
  for (; isElement(around); around = around.parentNode) {
    if (matches(around, steps, failed, last - 1)) return true
    if (direct) return false
  }
  return false
}
