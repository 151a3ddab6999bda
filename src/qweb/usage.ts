import type { Expression } from './expression.ts'
import type { FormatPart } from './format-string.ts'
import type { AttributeSource, CallOperation, Named, Operation, Options, Output, Value } from './operation.ts'

/** A call whose callee is known when compiled, and the variables that its arguments give. */
export interface StaticCall {
  readonly template: string
  readonly given: ReadonlySet<string>
}

/** What operations do with variables. */
export interface Usage {
  /** variables that expressions name */
  readonly reads: Set<string>
  /** variables that are set, by t-set or as loop variables */
  readonly writes: Set<string>
  readonly calls: StaticCall[]
  /** calls inside of t-nocache: they get their variables from the values that were passed to render */
  readonly rootCalls: StaticCall[]
  /** some callee is known only when rendering, so it must be given every variable there is */
  dynamic: boolean
}

/** The suffixes of loop variables. */
export const LOOP_SUFFIXES = [
  '',
  '_value',
  '_index',
  '_first',
  '_last',
  '_size',
  '_odd',
  '_even',
  '_parity',
  '_all',
] as const

/** Collects the usage of operations and all that are inside of them (t-nocache: only its calls). */
export function usageOf(operations: readonly Operation[]): Readonly<Usage> {
  const usage = known.get(operations) ?? collect(operations)
  known.set(operations, usage)
  return usage
}

// Operations do not change once a template is lowered, and every caller of a template asks again.
const known = new WeakMap<readonly Operation[], Usage>()

function collect(operations: readonly Operation[]): Usage {
  const usage: Usage = { reads: new Set(), writes: new Set(), calls: [], rootCalls: [], dynamic: false }
  visit(operations, usage)
  return usage
}

/** The name of a callee when it is known, else null. */
export function staticCallee({ name, lang, options }: CallOperation): string | null {
  const [only] = name
  return name.length === 1 && typeof only === 'string' && lang === null && options === null ? only.trim() : null
}

function visit(operations: readonly Operation[], usage: Usage): void {
  for (const operation of operations) visitOne(operation, usage)
}

function visitOne(operation: Operation, usage: Usage): void {
  switch (operation.op) {
    case 'out':
      readOutput(operation.output, usage)
      visit([...operation.open, ...(operation.fallback ?? []), ...operation.close], usage)
      return
    case 'if':
      read(operation.test, usage)
      visit([...operation.then, ...operation.otherwise], usage)
      return
    case 'groups':
      return visit(operation.body, usage)
    case 'each':
      read(operation.items, usage)
      for (const suffix of LOOP_SUFFIXES) usage.writes.add(operation.as + suffix)
      return visit(operation.body, usage)
    case 'set':
      usage.writes.add(operation.name)
      return readValue(operation.value, usage)
    case 'call':
      return visitCall(operation, usage)
    case 'attribute':
      return readAttribute(operation.attribute, usage)
    case 'attributes':
      return operation.attributes.forEach((attribute) => readAttribute(attribute, usage))
    case 'tagOpen':
      return read(operation.tag, usage)
    case 'cache':
      read(operation.key, usage)
      return visit(operation.body, usage)
    case 'nocache':
      readNamed(operation.captured, usage)
      return visitRoot(operation.body, usage)
    case 'assets':
      readFormat(operation.bundle, usage)
      return readNamed(operation.options, usage)
    default:
  }
}

function visitCall(operation: CallOperation, usage: Usage): void {
  readFormat(operation.name, usage)
  readNamed(operation.args, usage)
  read(operation.argsMap, usage)
  read(operation.lang, usage)
  readOptions(operation.options, usage)
  if (operation.body !== null) visit(operation.body, usage)
  const template = staticCallee(operation)
  if (template === null) usage.dynamic = true
  else usage.calls.push({ template, given: new Set(operation.args.map(({ name }) => name)) })
}

function visitRoot(body: readonly Operation[], usage: Usage): void {
  const { calls, rootCalls } = usageOf(body)
  usage.rootCalls.push(...calls, ...rootCalls)
}

function read(expression: Expression | null, usage: Usage): void {
  for (const name of expression?.reads ?? []) usage.reads.add(name)
}

function readFormat(parts: readonly FormatPart[], usage: Usage): void {
  for (const part of parts) if (typeof part !== 'string') read(part, usage)
}

function readValue(value: Value, usage: Usage): void {
  if (value.kind === 'expression') read(value.expression, usage)
  else if (value.kind === 'format') readFormat(value.parts, usage)
  else if (value.kind === 'body') visit(value.body, usage)
}

function readNamed(named: readonly Named[], usage: Usage): void {
  for (const { value } of named) readValue(value, usage)
}

function readAttribute(attribute: AttributeSource, usage: Usage): void {
  if (attribute.kind === 'value') readValue(attribute.value, usage)
  else if (attribute.kind === 'many') read(attribute.expression, usage)
}

function readOptions(options: Options | null, usage: Usage): void {
  if (options === null) return
  read(options.base, usage)
  readNamed(options.entries, usage)
}

function readOutput(output: Output, usage: Usage): void {
  if (output.kind === 'field') {
    read(output.record, usage)
    readOptions(output.options, usage)
  } else {
    read(output.expression, usage)
    if (output.kind === 'widget') readOptions(output.options, usage)
  }
}
