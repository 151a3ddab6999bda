import type { TemplateAttribute, TemplateElement } from './template-node.ts'

const NAMES: ReadonlySet<string> = new Set([
  't-name',
  't-debug',
  't-groups',
  't-foreach',
  't-as',
  't-key',
  't-if',
  't-elif',
  't-else',
  't-call',
  't-args',
  't-call-assets',
  't-css',
  't-js',
  't-lang',
  't-options',
  't-att',
  't-field',
  't-esc',
  't-raw',
  't-out',
  't-tag',
  't-set',
  't-value',
  't-valuef',
  't-valuef.translate',
  't-cache',
  't-nocache',
  't-translation',
  't-ignore',
  't-title',
])
const PREFIXES = ['t-att-', 't-attf-', 't-options-', 't-nocache-']
/** Directives for other readers of the template (translation, editor, client): checked for existence only. */
const SILENT: ReadonlySet<string> = new Set(['t-name', 't-key', 't-translation', 't-ignore', 't-title'])

/** The attributes of an element that have not been handled yet. */
export class Directives {
  readonly element: TemplateElement
  readonly #left = new Map<string, TemplateAttribute>()

  /** @throws SyntaxError for a directive that does not exist */
  constructor(element: TemplateElement) {
    this.element = element
    for (const attribute of element.attributes) {
      if (attribute.name.startsWith('t-')) checkDirective(attribute.name)
      if (!SILENT.has(attribute.name)) this.#left.set(attribute.name, attribute)
    }
  }

  has(name: string): boolean {
    return this.#left.has(name)
  }

  /** Takes an attribute: it counts as handled. */
  take(name: string): TemplateAttribute | undefined {
    const attribute = this.#left.get(name)
    this.#left.delete(name)
    return attribute
  }

  /** Takes all attributes that a test accepts, in the order of the source. */
  takeAll(accepts: (name: string) => boolean): TemplateAttribute[] {
    const taken = [...this.#left.values()].filter(({ name }) => accepts(name))
    for (const { name } of taken) this.#left.delete(name)
    return taken
  }

  /** The first directive that nothing has taken. */
  get leftover(): TemplateAttribute | undefined {
    for (const attribute of this.#left.values()) if (attribute.name.startsWith('t-')) return attribute
    return undefined
  }
}

function checkDirective(name: string): void {
  if (NAMES.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix) && name.length > prefix.length)) return
  const [near] = [1, 2].flatMap((most) => [...NAMES].filter((known) => distance(known, name) <= most))
  throw new SyntaxError(`Unknown directive ${name}${near === undefined ? '' : `: did you mean ${near}?`}`)
}

/** The Levenshtein distance, for short names. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost))
    }
    row = next
  }
  return row[b.length] ?? 3
}
