import type { AnyNode } from 'acorn'
import { CONSTANTS } from './expression-check.ts'
import type { Expression } from './expression.ts'
import type { LoweredTemplate } from './lower.ts'
import type { CallOperation, Operation, Options, Value } from './operation.ts'
import { LOOP_SUFFIXES } from './usage.ts'

/** By variable the field paths that are read from it; the object has no prototype. */
export type FieldPaths = Record<string, string[]>

/** What a value may be: paths from variables that the template was given. `['books', 'author_id']` */
type Origin = readonly string[]
type Origins = readonly Origin[]
/** What the variables are just now; a variable that is not in it is the one the template was given. */
type Bindings = Map<string, Origins>

/** Methods whose callbacks get the items of the collection. */
const ITEM_CALLBACKS: ReadonlySet<string> = new Set(
  'filter map find findLast findIndex some every forEach flatMap filtered mapped sorted sort toSorted'.split(' '),
)
/** Methods that give the collection (or items of it) again. */
const SAME_RECORDS: ReadonlySet<string> = new Set(
  'filter find findLast slice at sort toSorted reverse toReversed concat values filtered sorted sudo'.split(' '),
)
/** Methods of recordsets that take paths as text. */
const BY_PATH: ReadonlySet<string> = new Set('mapped filtered grouped sorted'.split(' '))
/** A chain this long comes from a template that calls itself with a field of what it was given. */
const MAX_PATH = 6

/**
 * Collects the fields that a template reads from its variables, through loops, `t-set`, callbacks of list methods and
 * templates called by name. What it cannot follow (results of other calls, computed keys and templates) is left out.
 *
 * @param find gives a template by name; null when it cannot be used
 */
export function fieldPaths(name: string, find: (name: string) => LoweredTemplate | null): FieldPaths {
  const collector = new Collector(find)
  collector.template(name, new Map())
  return collector.result()
}

class Collector {
  readonly #find: (name: string) => LoweredTemplate | null
  readonly #found = new Map<string, Set<string>>()
  readonly #running: string[] = []
  /** how many operations were walked: templates that call many others many times are walked only so far */
  #work = 100_000

  constructor(find: (name: string) => LoweredTemplate | null) {
    this.#find = find
  }

  result(): FieldPaths {
    const result = Object.create(null) as FieldPaths
    for (const name of [...this.#found.keys()].toSorted()) result[name] = [...(this.#found.get(name) ?? [])].toSorted()
    return result
  }

  template(name: string, bindings: Bindings): void {
    // Once more inside itself, so that a tree's nodes are seen with their children.
    if (this.#running.filter((running) => running === name).length > 1) return
    this.#running.push(name)
    this.#operations(this.#find(name)?.operations ?? [], bindings)
    this.#running.pop()
  }

  #operations(operations: readonly Operation[], bindings: Bindings): void {
    for (const operation of operations) if (--this.#work > 0) this.#operation(operation, bindings)
  }

  #operation(operation: Operation, bindings: Bindings): void {
    switch (operation.op) {
      case 'out':
        this.#output(operation, bindings)
        return
      case 'if':
        this.#expression(operation.test, bindings)
        return this.#branches([operation.then, operation.otherwise], bindings)
      case 'groups':
        return this.#branches([operation.body, []], bindings)
      case 'each':
        return this.#each(operation, bindings)
      case 'set':
        bindings.set(operation.name, this.#value(operation.value, bindings))
        return
      case 'call':
        return this.#call(operation, bindings)
      case 'attribute':
        if (operation.attribute.kind === 'value') this.#value(operation.attribute.value, bindings)
        return
      case 'attributes':
        for (const attribute of operation.attributes) {
          if (attribute.kind === 'value') this.#value(attribute.value, bindings)
          else if (attribute.kind === 'many') this.#expression(attribute.expression, bindings)
        }
        return
      case 'tagOpen':
        this.#expression(operation.tag, bindings)
        return
      case 'cache':
        this.#expression(operation.key, bindings)
        return this.#operations(operation.body, new Map(bindings))
      case 'nocache':
        for (const { value } of operation.captured) this.#value(value, bindings)
        return this.#operations(operation.body, new Map(operation.captured.map(({ name }) => [name, []])))
      default:
    }
  }

  #output({ output, open, close, fallback }: Extract<Operation, { op: 'out' }>, bindings: Bindings): void {
    this.#operations(open, bindings)
    if (output.kind === 'field') {
      for (const origin of this.#expression(output.record, bindings)) this.#add([...origin, output.field])
    } else this.#expression(output.expression, bindings)
    if (output.kind === 'field' || output.kind === 'widget') this.#options(output.options, bindings)
    this.#operations(close, bindings)
    if (fallback !== null) this.#branches([fallback, []], bindings)
  }

  #options(options: Options | null, bindings: Bindings): void {
    this.#expression(options?.base ?? null, bindings)
    for (const { value } of options?.entries ?? []) this.#value(value, bindings)
  }

  /** Afterwards a variable may be what any of the branches made of it. */
  #branches(branches: readonly (readonly Operation[])[], bindings: Bindings): void {
    const results = branches.map((branch) => {
      const inner = new Map(bindings)
      this.#operations(branch, inner)
      return inner
    })
    for (const name of new Set(results.flatMap((result) => [...result.keys()]))) {
      bindings.set(name, unique(results.flatMap((result) => result.get(name) ?? [[name]])))
    }
  }

  #each({ items, as, body }: Extract<Operation, { op: 'each' }>, bindings: Bindings): void {
    const origins = this.#expression(items, bindings)
    const inner = new Map(bindings)
    for (const suffix of LOOP_SUFFIXES) inner.set(as + suffix, [])
    for (const suffix of ['', '_value', '_all']) inner.set(as + suffix, origins)
    // Twice: what a round sets is there in the next.
    this.#operations(body, inner)
    this.#operations(body, inner)
    for (const [name, value] of inner) bindings.set(name, unique([...(bindings.get(name) ?? []), ...value]))
  }

  #call(operation: CallOperation, bindings: Bindings): void {
    const inner = new Map(bindings)
    for (const part of operation.name) if (typeof part !== 'string') this.#expression(part, bindings)
    this.#expression(operation.lang, bindings)
    this.#options(operation.options, bindings)
    if (operation.body !== null) {
      const body = new Map(bindings)
      this.#operations(operation.body, body)
      if (operation.bodyGivesVariables) for (const [name, value] of body) inner.set(name, value)
    }
    for (const { name, value } of operation.args) inner.set(name, this.#value(value, bindings))
    const map = operation.argsMap
    this.#expression(map, bindings)
    // Also when it is called in another language: it is the same template.
    const [callee] = operation.name
    if (operation.name.length === 1 && typeof callee === 'string') this.template(callee.trim(), inner)
  }

  #value(value: Value, bindings: Bindings): Origins {
    if (value.kind === 'expression') return this.#expression(value.expression, bindings)
    if (value.kind === 'format') {
      const only = value.parts.flatMap((part) => (typeof part === 'string' ? [] : this.#expression(part, bindings)))
      return value.parts.length === 1 ? only : []
    }
    if (value.kind === 'body') this.#operations(value.body, new Map(bindings))
    return []
  }

  /** Collects from an expression, and gives what its value may be. */
  #expression(expression: Expression | null, bindings: Bindings): Origins {
    return expression === null ? [] : this.#node(expression.ast, bindings)
  }

  #node(node: AnyNode, bindings: Bindings): Origins {
    switch (node.type) {
      case 'Identifier':
        return this.#variable(node.name, bindings)
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.#node(node.expression, bindings)
      case 'MemberExpression': {
        const origins = this.#node(node.object, bindings)
        if (node.computed) {
          this.#node(node.property, bindings)
          return origins
        }
        const key = node.property.type === 'Identifier' ? node.property.name : ''
        return origins.filter((origin) => origin.length <= MAX_PATH).map((origin) => this.#add([...origin, key]))
      }
      case 'CallExpression':
        return this.#callNode(node, bindings)
      case 'ConditionalExpression':
        this.#node(node.test, bindings)
        return [...this.#node(node.consequent, bindings), ...this.#node(node.alternate, bindings)]
      case 'LogicalExpression':
        return [...this.#node(node.left, bindings), ...this.#node(node.right, bindings)]
      case 'ArrayExpression':
        return node.elements.flatMap((element) => (element === null ? [] : this.#node(element, bindings)))
      case 'SpreadElement':
        return this.#node(node.argument, bindings)
      case 'ArrowFunctionExpression':
        return this.#arrow(node, bindings, [])
      default:
        this.#parts(node, bindings)
        return []
    }
  }

  #parts(node: AnyNode, bindings: Bindings): void {
    if (node.type === 'UnaryExpression') this.#node(node.argument, bindings)
    else if (node.type === 'BinaryExpression') [node.left, node.right].forEach((side) => this.#node(side, bindings))
    else if (node.type === 'TemplateLiteral') node.expressions.forEach((part) => this.#node(part, bindings))
    else if (node.type === 'ObjectExpression') node.properties.forEach((part) => this.#node(part, bindings))
    else if (node.type === 'Property') this.#node(node.value, bindings)
  }

  #variable(name: string, bindings: Bindings): Origins {
    if (CONSTANTS.has(name)) return []
    return bindings.get(name) ?? [this.#add([name])]
  }

  #callNode(node: Extract<AnyNode, { type: 'CallExpression' }>, bindings: Bindings): Origins {
    const { callee } = node
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') {
      for (const part of [callee, ...node.arguments]) this.#node(part, bindings)
      return []
    }
    const method = callee.property.name
    const origins = this.#node(callee.object, bindings)
    let mapped: Origins = []
    for (const argument of node.arguments) {
      const paths = BY_PATH.has(method) ? textOf(argument) : null
      if (paths !== null) {
        mapped = pathsIn(paths, method).flatMap((path) => origins.map((origin) => this.#along(origin, path)))
        continue
      }
      const isCallback = argument.type === 'ArrowFunctionExpression' && ITEM_CALLBACKS.has(method)
      mapped = isCallback ? this.#arrow(argument, bindings, origins) : this.#node(argument, bindings)
    }
    if (method === 'map' || method === 'flatMap' || method === 'mapped') return mapped
    return SAME_RECORDS.has(method) ? origins : []
  }

  /** The first parameter (both, for sorting) is an item of the collection. */
  #arrow(node: Extract<AnyNode, { type: 'ArrowFunctionExpression' }>, bindings: Bindings, items: Origins): Origins {
    const inner = new Map(bindings)
    node.params.forEach((parameter, index) => {
      if (parameter.type === 'Identifier') inner.set(parameter.name, index < 2 ? items : [])
      if (parameter.type !== 'ObjectPattern') return
      for (const property of parameter.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier' || property.value.type !== 'Identifier')
          continue
        const { name } = property.key
        inner.set(property.value.name, index < 2 ? items.map((origin) => this.#add([...origin, name])) : [])
      }
    })
    return this.#node(node.body, inner)
  }

  /** Every step of a path is a field that is read. */
  #along(origin: Origin, path: string): Origin {
    return path.split('.').reduce<Origin>((at, name) => this.#add([...at, name]), origin)
  }

  #add(origin: Origin): Origin {
    const [variable = '', ...path] = origin
    const paths = this.#found.get(variable) ?? new Set()
    if (path.length > 0) paths.add(path.join('.'))
    this.#found.set(variable, paths)
    return origin
  }
}

function textOf(node: AnyNode): string | null {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

/** `sorted` takes a list as SQL has it: `'price desc, name'`. */
function pathsIn(text: string, method: string): string[] {
  const paths = method === 'sorted' ? text.split(',').map((part) => part.trim().split(/\s+/)[0] ?? '') : [text]
  return paths.filter((path) => /^\w+(?:\.\w+){0,5}$/.test(path))
}

function unique(origins: Origins): Origins {
  return [...new Map(origins.map((origin) => [origin.join('.'), origin])).values()]
}
