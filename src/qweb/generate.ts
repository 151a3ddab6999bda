import { generateExpression, generateTest, type ExpressionScope } from './expression-generate.ts'
import type { Expression } from './expression.ts'
import type { FormatPart } from './format-string.ts'
import { generateAttribute, generateAttributes } from './generate-attributes.ts'
import { generateCache, generateNocache } from './generate-cache.ts'
import { generateCall } from './generate-call.ts'
import { generateRun, runAt } from './generate-run.ts'
import type { TemplateInterface } from './interface-of-template.ts'
import { JsFunction, type Names } from './js-function.ts'
import type { LoweredTemplate } from './lower.ts'
import type { Named, Operation, Options, Output, Spot, Value } from './operation.ts'
import { usageOf } from './usage.ts'

/** Generated JavaScript: the source of a function body, and the values that it refers to as `constants[n]`. */
export interface GeneratedTemplate {
  readonly source: string
  readonly constants: readonly unknown[]
  /** names of the templates that it calls as `links[n]` */
  readonly links: readonly string[]
}

type OperationOf<Op extends Operation['op']> = Extract<Operation, { op: Op }>

/**
 * Generates the JavaScript of a template.
 *
 * The source returns a function `main(rendering, depth, slot, ...)`, whose further parameters are those of the template's
 * interface. Template variables become JavaScript variables; texts and names of the template stand in the source only
 * as quoted strings.
 *
 * @param guarded whether a guard is asked about what expressions read
 */
export function generateTemplate(
  template: LoweredTemplate,
  interfaces: ReadonlyMap<string, TemplateInterface>,
  guarded: boolean,
): GeneratedTemplate {
  return new Generator(template, interfaces, guarded).generate()
}

/** The generation of one template: what is shared by its functions. */
export class Generator {
  readonly interfaces: ReadonlyMap<string, TemplateInterface>
  readonly #template: LoweredTemplate
  readonly #guarded: boolean
  readonly #own: TemplateInterface
  readonly #constants: unknown[] = []
  readonly #links: string[] = []
  readonly #hoisted: string[] = []
  #counter = 0
  /** The function that is being written. */
  js: JsFunction

  constructor(template: LoweredTemplate, interfaces: ReadonlyMap<string, TemplateInterface>, guarded: boolean) {
    this.#template = template
    this.#guarded = guarded
    this.interfaces = interfaces
    this.#own = interfaces.get(template.name) ?? { parameters: [], takesAll: false }
    this.js = new JsFunction(this.fresh('o'), { own: new Map(), parent: null, all: null })
  }

  generate(): GeneratedTemplate {
    const { parameters, takesAll } = this.#own
    const usage = usageOf(this.#template.operations)
    const live = takesAll ? new Set([...parameters, ...usage.writes]) : new Set(parameters)
    const own = new Map(Array.from(live, (name) => [name, this.fresh('v')]))
    this.js = new JsFunction(this.fresh('o'), { own, parent: null, all: takesAll ? 'all' : null })
    const names = parameters.map((name) => own.get(name) ?? '')
    const prologue = takesAll ? this.#unpack(own) : ''
    const taken = takesAll ? 'all' : names.join(', ')
    this.operations(this.#template.operations)
    const main = `function main(rendering, depth, slot${taken === '' ? '' : `, ${taken}`}) {
if (depth > rendering.maxDepth) rendering.tooDeep()
step()
${prologue}${this.js.close()}
}`
    const run = takesAll
      ? 'main'
      : `(rendering, depth, slot, all) => main(${['rendering', 'depth', 'slot', ...unpacked(parameters)].join(', ')})`
    const source = `${this.#links.map((_, index) => `let f${index}\n`).join('')}${this.#hoisted.join('\n')}
${main}
return { main, run: ${run} }`
    return { source, constants: this.#constants, links: this.#links }
  }

  #unpack(own: ReadonlyMap<string, string>): string {
    return Array.from(own, ([name, js]) => `let ${js} = given(all, ${JSON.stringify(name)})\n`).join('')
  }

  // Building blocks -------------------------------------------------------------------------------------------------------

  fresh(prefix: string): string {
    return `${prefix}${this.#counter++}`
  }

  /** Code for a value that stands beside the source. */
  constant(value: unknown): string {
    return `constants[${this.#constants.push(value) - 1}]`
  }

  /** Code for the main function of another template, resolved at its first call. */
  link(name: string): string {
    const known = this.#links.indexOf(name)
    const index = known === -1 ? this.#links.push(name) - 1 : known
    return `(f${index} ??= link(${index}))`
  }

  /** Adds a function beside the main function. */
  hoist(code: string): void {
    this.#hoisted.push(code)
  }

  operations(operations: readonly Operation[]): void {
    for (let index = 0; index < operations.length;) {
      const found = runAt(operations, index)
      if (found === null) this.#operation(operations[index++] as Operation)
      else {
        generateRun(this, found.run)
        index = found.next
      }
    }
  }

  get scope(): ExpressionScope {
    const { js } = this
    return {
      variable: (name) => js.variable(name),
      fresh: (prefix) => this.fresh(prefix),
      declare: (name) => js.declare(name),
      guarded: this.#guarded,
    }
  }

  expression(expression: Expression): string {
    return generateExpression(expression, this.scope)
  }

  /** Code for the truth of an expression. */
  test(expression: Expression): string {
    return generateTest(expression, this.scope)
  }

  /** Code for an expression that notes first where it is. */
  at(spot: Spot, code: string): string {
    return `(at = ${spot}, ${code})`
  }

  /** Code for a format string: one expression alone stays what it is, anything else is text. */
  format(parts: readonly FormatPart[]): string {
    const [only] = parts
    if (parts.length === 1 && typeof only === 'object') return this.expression(only)
    return this.formatWith(parts, 'formatted')
  }

  /** Code for a format string as text, with a function for the values in it. */
  formatWith(parts: readonly FormatPart[], print: string): string {
    const codes = parts.map((part) =>
      typeof part === 'string' ? JSON.stringify(part) : `${print}(${this.expression(part)})`,
    )
    return codes.length === 0 ? "''" : `(${codes.join(' + ')})`
  }

  /** Code for a value; a body is rendered first, into a variable. */
  value(value: Value): string {
    switch (value.kind) {
      case 'expression':
        return this.expression(value.expression)
      case 'format':
        return this.format(value.parts)
      case 'body':
        return this.#body(value.body)
      default:
        return 'null'
    }
  }

  /** Renders a body aside. What it sets stays inside: those variables are copies. */
  #body(body: readonly Operation[]): string {
    const { js } = this
    js.flush()
    const outer = js.enterOutput(this.fresh('o'))
    js.line('{')
    this.withCopies(body, () => this.operations(body))
    js.flush()
    js.line('}')
    return `markupOf(${js.leaveOutput(outer)})`
  }

  /** Runs a step in which the variables that a body sets are copies of those outside. */
  withCopies(body: readonly Operation[], run: () => void): void {
    const { js } = this
    const outer = js.names
    const copies = [...usageOf(body).writes].filter((name) => js.knows(name))
    const own = new Map(copies.map((name) => [name, this.fresh('v')]))
    for (const [name, copy] of own) js.line(`let ${copy} = ${js.variable(name)}`)
    js.names = { own, parent: outer, all: outer.all }
    run()
    js.names = outer
  }

  /** Writes an arrow function that renders a body, with its own error handling, and gives its code. */
  closure(parameters: string, body: readonly Operation[], names: Names, before: () => void = () => {}): string {
    const outer = this.js
    this.js = new JsFunction(this.fresh('o'), names)
    before()
    this.withCopies(body, () => this.operations(body))
    const code = `(${parameters}) => {\n${this.js.close()}\n}`
    this.js = outer
    return code
  }

  options(options: Options | null): string {
    if (options === null) return 'null'
    const base = options.base === null ? 'null' : this.expression(options.base)
    return `optionsOf(${base}, ${this.pairs(options.entries)})`
  }

  pairs(named: readonly Named[]): string {
    return `[${named.map(({ name, value }) => `[${JSON.stringify(name)}, ${this.value(value)}]`).join(', ')}]`
  }

  // Operations ------------------------------------------------------------------------------------------------------------

  #operation(operation: Operation): void {
    const { js } = this
    switch (operation.op) {
      case 'text':
        return js.printText(operation.text)
      case 'out':
        return this.#out(operation)
      case 'slot':
        return js.print(this.at(operation.spot, "slot === null ? '' : slot()"))
      case 'if':
        return this.#if(operation)
      case 'groups':
        return this.#block(
          `if (at = ${operation.spot}, rendering.allows(${this.constant(operation.groups)}))`,
          operation.body,
        )
      case 'each':
        return this.#each(operation)
      case 'set':
        return this.#set(operation)
      case 'call':
        return generateCall(this, operation)
      case 'attribute':
        return generateAttribute(this, operation)
      case 'attributes':
        return generateAttributes(this, operation)
      case 'tagOpen':
        return this.#tagOpen(operation)
      case 'tagEnd':
        return js.print(`tagEnd(g${operation.id})`)
      case 'tagClose':
        return js.print(`tagClose(g${operation.id})`)
      case 'cache':
        return generateCache(this, operation)
      case 'nocache':
        return generateNocache(this, operation)
      case 'assets':
        return js.print(
          this.at(
            operation.spot,
            `rendering.assets(${this.format(operation.bundle)}, ${this.pairs(operation.options)})`,
          ),
        )
      case 'debug':
        js.flush()
        return js.line(
          `at = ${operation.spot}; rendering.debug(places, at, ${JSON.stringify(operation.value)}, ${js.variables()})`,
        )
    }
  }

  #block(head: string, body: readonly Operation[]): void {
    const { js } = this
    js.flush()
    js.line(`${head} {`)
    this.operations(body)
    js.flush()
    js.line('}')
  }

  #out({ spot, output, open, close, fallback }: OperationOf<'out'>): void {
    const { js } = this
    const print = output.kind === 'raw' ? 'printedRaw' : 'printed'
    const code = this.output(output)
    if (open.length === 0 && close.length === 0 && fallback === null)
      return js.print(this.at(spot, `${print}(${code})`))
    const value = this.fresh('t')
    js.declare(value)
    js.flush()
    js.line(`at = ${spot}; ${value} = ${code}`)
    js.line(`if (${value} != null && ${value} !== false) {`)
    this.operations(open)
    js.print(`${print}(${value})`)
    this.operations(close)
    js.flush()
    js.line('}')
    if (fallback !== null) this.#block('else', [...open, ...fallback, ...close])
  }

  output(output: Output): string {
    switch (output.kind) {
      case 'widget':
        return `rendering.widget(${this.expression(output.expression)}, ${this.options(output.options)})`
      case 'field':
        return `rendering.field(${this.expression(output.record)}, ${JSON.stringify(output.field)}, ${this.options(output.options)})`
      default:
        return this.expression(output.expression)
    }
  }

  #if({ spot, test, then, otherwise }: OperationOf<'if'>): void {
    const code = test === null ? 'false' : this.test(test)
    this.#block(`if (at = ${spot}, ${code})`, then)
    if (otherwise.length > 0) this.#block('else', otherwise)
  }

  #each({ spot, items, as, body }: OperationOf<'each'>): void {
    const { js } = this
    const [loop, index] = [this.fresh('l'), this.fresh('i')]
    const assign = (suffix: string, code: string): string => {
      return js.knows(as + suffix) ? `${js.variable(as + suffix)} = ${code}\n` : ''
    }
    js.flush()
    js.line(`at = ${spot}; const ${loop} = loopOver(${this.expression(items)})`)
    js.line(assign('_size', `${loop}.size`) + assign('_all', `${loop}.all`))
    js.line(`for (let ${index} = 0; ${index} < ${loop}.size; ${index}++) {\nstep()`)
    js.line(
      assign('', `${loop}.keys[${index}]`) +
        assign('_value', `${loop}.values[${index}]`) +
        assign('_index', index) +
        assign('_first', `${index} === 0`) +
        assign('_last', `${index} === ${loop}.size - 1`) +
        assign('_odd', `${index} % 2`) +
        assign('_even', `1 - ${index} % 2`) +
        assign('_parity', `${index} % 2 === 0 ? 'even' : 'odd'`),
    )
    this.operations(body)
    js.flush()
    js.line('}')
  }

  #set({ spot, name, value }: OperationOf<'set'>): void {
    const { js } = this
    js.flush()
    js.line(`at = ${spot}`)
    const code = this.value(value)
    js.line(
      js.knows(name)
        ? `${js.variable(name)} = settled(${code}, ${JSON.stringify(name)})`
        : `settled(${code}, ${JSON.stringify(name)})`,
    )
  }

  #tagOpen({ spot, id, tag, own }: OperationOf<'tagOpen'>): void {
    const { js } = this
    js.flush()
    js.declare(`g${id}`)
    js.line(`at = ${spot}; g${id} = tagName(${this.expression(tag)}, ${JSON.stringify(own)})`)
    js.print(`'<' + g${id}`)
  }
}

function unpacked(names: readonly string[]): string[] {
  return names.map((name) => `given(all, ${JSON.stringify(name)})`)
}
