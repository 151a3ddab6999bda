import { bind } from './support.test.ts'

/** One piece of a segment: static text, or a converter's text and a name. */
export type Piece = { readonly text: string } | { readonly converter: string; readonly name: string }

/** A rule as segments of pieces; the text is written from it, so that nothing here reads rules. */
export interface NaiveRule {
  readonly segments: readonly (readonly Piece[])[]
  readonly branch: boolean
  readonly methods: readonly string[] | null
}

export function toText({ segments, branch }: NaiveRule): string {
  const write = (piece: Piece): string => ('text' in piece ? piece.text : `<${piece.converter}:${piece.name}>`)
  const text = segments.map((pieces) => `/${pieces.map(write).join('')}`).join('')
  return text === '' ? '/' : branch ? `${text}/` : text
}

interface Kind {
  readonly regex: string
  readonly weight: number
  readonly parse: (text: string) => unknown
}

const asText = (text: string): unknown => text
const upTo5 = (text: string): unknown => (Number(text) <= 5 ? Number(text) : undefined)

/** What the converters of these tests are, said once more and independently. */
export const KINDS: Readonly<Record<string, Kind>> = {
  string: { regex: '[^/]+', weight: 100, parse: asText },
  'string(length=2)': { regex: '[^/]{2}', weight: 100, parse: asText },
  int: { regex: '[0-9]+', weight: 50, parse: Number },
  'int(max=5)': { regex: '[0-9]+', weight: 50, parse: upTo5 },
  'int(signed=True)': { regex: '-?[0-9]+', weight: 50, parse: (text) => Number(text) || 0 },
  float: { regex: '[0-9]+\\.[0-9]+', weight: 50, parse: Number },
  'any(a, ab, "1")': { regex: 'a|ab|1', weight: 100, parse: asText },
  path: { regex: '[^/](?:[^\\n])*?', weight: 200, parse: asText },
}

type NaivePart =
  | { readonly kind: 'static'; readonly text: string }
  | {
      readonly kind: 'dynamic'
      readonly source: string
      readonly key: string
      readonly weight: number[][]
      readonly final: boolean
      readonly suffixed: boolean
      readonly names: number
    }

function toParts(rule: NaiveRule): NaivePart[] {
  const segments = rule.branch || rule.segments.length === 0 ? [...rule.segments, []] : [...rule.segments]
  const parts: NaivePart[] = []
  for (const [index, pieces] of segments.entries()) {
    const variables = pieces.filter((piece) => 'name' in piece)
    if (variables.length === 0) {
      parts.push({ kind: 'static', text: pieces.map((piece) => ('text' in piece ? piece.text : '')).join('') })
      continue
    }
    const final = variables.some((piece) => 'converter' in piece && piece.converter === 'path')
    const rest = final ? segments.slice(index) : [pieces]
    const suffixed = final && rest.length > 1 && rest.at(-1)?.length === 0
    const taken = suffixed ? rest.slice(0, -1) : rest
    parts.push(toDynamic(taken, final, suffixed))
    if (suffixed) parts.push({ kind: 'static', text: '' })
    if (final) break
  }
  return parts
}

function toDynamic(segments: readonly (readonly Piece[])[], final: boolean, suffixed: boolean): NaivePart {
  const write = (piece: Piece): string =>
    'text' in piece ? piece.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(${KINDS[piece.converter]?.regex})`
  const pieces = segments.flat()
  const statics = pieces.flatMap((piece) => ('text' in piece ? [-piece.text.length] : []))
  const weights = pieces.flatMap((piece) => ('text' in piece ? [] : [KINDS[piece.converter]?.weight ?? 0]))
  const source = segments.map((each) => each.map(write).join('')).join('/')
  const weight = [[-statics.length], statics, [-weights.length], weights]
  return {
    kind: 'dynamic',
    source,
    key: JSON.stringify([source, weight, final, suffixed]),
    weight,
    final,
    suffixed,
    names: weights.length,
  }
}

function compare(left: number[][], right: number[][]): number {
  for (const [index, numbers] of left.entries()) {
    for (const [place, number] of numbers.entries()) {
      const difference = number - (right[index]?.[place] ?? number)
      if (difference !== 0) return difference
    }
  }
  return 0
}

interface Node {
  statics: Map<string, Node>
  edges: { part: NaivePart & { kind: 'dynamic' }; node: Node }[]
  rules: { index: number; rule: NaiveRule }[]
}

const createNode = (): Node => ({ statics: new Map(), edges: [], rules: [] })

/** Slow and simple: backtracking regular expressions, pieces cut out, everything copied. `/` is stricter, else not. */
export class NaiveMatcher {
  readonly root: Node = createNode()
  readonly strict: boolean

  constructor(rules: readonly NaiveRule[], strict: boolean) {
    this.strict = strict
    for (const [index, rule] of rules.entries()) {
      let node = this.root
      for (const part of toParts(rule)) node = this.#follow(node, part)
      node.rules.push({ index, rule })
    }
  }

  #follow(node: Node, part: NaivePart): Node {
    if (part.kind === 'static') {
      const next = node.statics.get(part.text) ?? createNode()
      node.statics.set(part.text, next)
      return next
    }
    const known = node.edges.find((edge) => edge.part.key === part.key)
    if (known !== undefined) return known.node
    const edge = { part, node: createNode() }
    node.edges = [...node.edges, edge].toSorted((left, right) => compare(left.part.weight, right.part.weight))
    return edge.node
  }

  /** As `outcome` writes it; endpoints are the numbers of rules. */
  match(path: string, method: string): string {
    const allowed = new Set<string>()
    const plain = `/${path.replace(/^\/+/, '')}`
    const found = this.#walk(this.root, plain.split('/').slice(1), [], method, allowed)
    if (found === 'slash') return `308 http://example.org${encodeURI(`${plain}/`)}`
    if (found !== null) return found
    if (plain.includes('//')) {
      const merged = plain.replace(/\/+/g, '/')
      const again = this.#walk(this.root, merged.split('/').slice(1), [], method, allowed)
      if (again !== null) return `308 http://example.org${encodeURI(again === 'slash' ? `${merged}/` : merged)}`
    }
    return allowed.size > 0 ? `405 ${[...allowed].toSorted().join()}` : '404'
  }

  #walk(node: Node, parts: string[], values: string[], method: string, allowed: Set<string>): string | null {
    const [part, ...rest] = parts
    if (part === undefined) return this.#end(node, values, method, allowed)
    const child = node.statics.get(part)
    if (child !== undefined) {
      const found = this.#walk(child, rest, values, method, allowed)
      if (found !== null) return found
    }
    for (const edge of node.edges) {
      let text = edge.part.final ? parts.join('/') : part
      let remaining = edge.part.final ? [] : rest
      if (edge.part.suffixed && text.endsWith('/')) {
        text = text.slice(0, -1)
        remaining = ['']
        if (text.endsWith('/')) continue
      }
      const groups = new RegExp(`^${edge.part.source}$`, 'u').exec(text)
      if (groups === null) continue
      const found = this.#walk(edge.node, remaining, [...values, ...groups.slice(1)], method, allowed)
      if (found !== null) return found
    }
    return part === '' && rest.length === 0 && !this.strict ? this.#take(node, values, method, allowed) : null
  }

  #end(node: Node, values: string[], method: string, allowed: Set<string>): string | null {
    const found = this.#take(node, values, method, allowed)
    const slash = node.statics.get('')
    if (found !== null || slash === undefined) return found
    const missing = this.#take(slash, values, method, new Set())
    return missing !== null && this.strict ? 'slash' : missing
  }

  #take(node: Node, values: string[], method: string, allowed: Set<string>): string | null {
    for (const { index, rule } of node.rules) {
      const variables = rule.segments.flat().flatMap((piece) => ('name' in piece ? [piece] : []))
      const entries = variables.map(
        ({ converter, name }, at) => [name, KINDS[converter]?.parse(values[at] ?? '')] as const,
      )
      if (entries.some(([, value]) => value === undefined)) continue
      const methods = rule.methods?.includes('GET') ? [...rule.methods, 'HEAD'] : rule.methods
      if (methods !== null && !methods.includes(method)) for (const each of methods) allowed.add(each)
      else return entries.length === 0 ? `${index}` : `${index} ${JSON.stringify(Object.fromEntries(entries))}`
    }
    return null
  }
}

/** The same rules for the real thing. */
export function bindNaive(rules: readonly NaiveRule[], strict: boolean): ReturnType<typeof bind> {
  return bind(
    rules.map((rule, index) => [toText(rule), { endpoint: index, ...(rule.methods && { methods: rule.methods }) }]),
    { strictSlashes: strict },
  )
}
