import type {
  AnyNode,
  ArrowFunctionExpression,
  CallExpression,
  Expression as Ast,
  Identifier,
  MemberExpression,
  Pattern,
} from 'acorn'
import { CONSTANTS } from './expression-check.ts'
import type { Expression } from './expression.ts'

/** What generated expressions need from the function that they stand in. */
export interface ExpressionScope {
  /** Code that reads a template variable. */
  readonly variable: (name: string) => string
  /** A fresh name for a JavaScript variable. */
  readonly fresh: (prefix: string) => string
  /** Declares a JavaScript variable in the enclosing function. */
  readonly declare: (name: string) => unknown
  /** Whether a guard is asked about every member that is read. */
  readonly guarded: boolean
}

const BOOLEAN_OPERATORS: ReadonlySet<string> = new Set([
  '===',
  '!==',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'instanceof',
])

/**
 * JavaScript source for an expression.
 *
 * Names and texts of the template get into it only as quoted strings or numbers.
 */
export function generateExpression(expression: Expression, scope: ExpressionScope): string {
  return new ExpressionGenerator(scope, expression.source, new Map()).value(expression.ast)
}

/** JavaScript source for the truth of an expression, as a condition. */
export function generateTest(expression: Expression, scope: ExpressionScope): string {
  return new ExpressionGenerator(scope, expression.source, new Map()).test(expression.ast)
}

class ExpressionGenerator {
  readonly #scope: ExpressionScope
  readonly #source: string
  /** JavaScript names of arrow functions' parameters. */
  readonly #local: ReadonlyMap<string, string>

  constructor(scope: ExpressionScope, source: string, local: ReadonlyMap<string, string>) {
    this.#scope = scope
    this.#source = source
    this.#local = local
  }

  value(node: AnyNode): string {
    switch (node.type) {
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.value(node.expression)
      case 'Literal':
        return node.bigint ? `${node.bigint}n` : literal(node.value)
      case 'Identifier':
        return this.#identifier(node.name)
      case 'MemberExpression':
      case 'CallExpression':
        return this.#chain(node, (code) => code)
      case 'UnaryExpression':
        return this.#unary(node.operator, node.argument)
      case 'BinaryExpression':
        return this.#binary(node.operator, this.value(node.left), this.value(node.right))
      case 'LogicalExpression':
        return this.#logical(node.operator, node.left, node.right)
      case 'ConditionalExpression':
        return `(${this.test(node.test)} ? ${this.value(node.consequent)} : ${this.value(node.alternate)})`
      case 'TemplateLiteral':
        return this.#template(
          node.quasis.map((part) => part.value.cooked ?? ''),
          node.expressions,
        )
      case 'ArrayExpression':
        return this.#list(node.elements)
      case 'ObjectExpression':
        return `{${node.properties.map((property) => this.#property(property)).join(', ')}}`
      case 'ArrowFunctionExpression':
        return this.#arrow(node)
      default:
        throw new SyntaxError(`${node.type} is not allowed in an expression`)
    }
  }

  /** The truth of a node, with native operators where both sides are truths. */
  test(node: AnyNode): string {
    if (node.type === 'ParenthesizedExpression') return this.test(node.expression)
    if (node.type === 'UnaryExpression' && node.operator === '!') return `!${this.test(node.argument)}`
    if (node.type === 'LogicalExpression' && node.operator !== '??') {
      return `(${this.test(node.left)} ${node.operator} ${this.test(node.right)})`
    }
    return isBoolean(node) ? this.value(node) : `truth(${this.value(node)})`
  }

  #identifier(name: string): string {
    return this.#local.get(name) ?? CONSTANTS.get(name) ?? this.#scope.variable(name)
  }

  #unary(operator: string, argument: AnyNode): string {
    if (operator === '!') return `!${this.test(argument)}`
    if (operator === 'typeof') return `typeof ${this.value(argument)}`
    return `(${operator} ${operand(this.value(argument))})`
  }

  #binary(operator: string, left: string, right: string): string {
    switch (operator) {
      case '+':
        return `add(${left}, ${right})`
      case '*':
      case '**':
      case '<<':
        return `arithmetic[${JSON.stringify(operator)}](${left}, ${right})`
      case '===':
      case '!==':
        return `(${left} ${operator} ${right})`
      case '==':
      case '!=':
        return `${operator === '!=' ? '!' : ''}looselyEqual(${left}, ${right})`
      case 'in':
      case 'instanceof': // "not in"
        return `${operator === 'in' ? '' : '!'}isIn(${left}, ${right})`
      default:
        return `(${operand(left)} ${operator} ${operand(right)})`
    }
  }

  #logical(operator: string, left: AnyNode, right: AnyNode): string {
    if (operator === '??') return `(${this.value(left)} ?? ${this.value(right)})`
    if (isBoolean(left)) return `(${this.value(left)} ${operator} ${this.value(right)})`
    const kept = this.#temporary()
    const test = `truth(${kept} = ${this.value(left)})`
    return operator === '&&'
      ? `(${test} ? ${this.value(right)} : ${kept})`
      : `(${test} ? ${kept} : ${this.value(right)})`
  }

  #template(texts: readonly string[], values: readonly AnyNode[]): string {
    const parts = texts.map((text, index) => {
      const value = values[index]
      return literal(text) + (value === undefined ? '' : ` + String(primitive(${this.value(value)}))`)
    })
    return `limited(${parts.join(' + ')})`
  }

  #list(elements: readonly (AnyNode | null)[]): string {
    const items = elements.map((element) => {
      if (element === null) return 'undefined'
      return element.type === 'SpreadElement' ? `...spread(${this.value(element.argument)})` : this.value(element)
    })
    return `[${items.join(', ')}]`
  }

  #property(node: AnyNode): string {
    if (node.type === 'SpreadElement') return `...spreadObject(${this.value(node.argument)})`
    if (node.type !== 'Property') throw new SyntaxError(`${node.type} is not allowed in an expression`)
    return `${this.#propertyKey(node.key, node.computed)}: ${this.value(node.value)}`
  }

  #propertyKey(key: AnyNode, computed: boolean): string {
    if (computed) return `[literalKey(${this.value(key)})]`
    return JSON.stringify(key.type === 'Identifier' ? key.name : String((key as { value?: unknown }).value))
  }

  /**
   * A chain of members and calls. `use` is what happens with the value: all of it stands behind the test of a `?.`, so
   * that the whole rest of the chain is skipped.
   */
  #chain(node: AnyNode, use: (code: string) => string): string {
    if (node.type === 'MemberExpression') {
      return this.#object(node, (first, name) => use(this.#member(first, name, node)))
    }
    return node.type === 'CallExpression' ? this.#call(node, use) : use(this.value(node))
  }

  /** The object of a member expression: code for its first use, and a name for the uses after that. */
  #object(node: MemberExpression, use: (first: string, name: string) => string): string {
    return this.#chain(node.object, (code) => {
      const [name, first] = this.#named(code)
      if (node.optional) return `(${first} == null ? undefined : ${use(name, name)})`
      return use(
        this.#isVariable(node.object) ? `(${first} ?? missing(${JSON.stringify(node.object.name)}, ${name}))` : first,
        name,
      )
    })
  }

  /** A bare variable before a dot must be there: the error names it. */
  #isVariable(node: AnyNode): node is Identifier {
    return node.type === 'Identifier' && !this.#local.has(node.name) && !CONSTANTS.has(node.name)
  }

  #member(first: string, name: string, node: MemberExpression): string {
    if (node.computed) return `member(${first}, ${this.value(node.property)})`
    const key = JSON.stringify((node.property as Identifier).name)
    const result = this.#temporary()
    const read = this.#scope.guarded ? `read(${first}, ${key})` : `${first}[${key}]`
    return `((${result} = ${read}) === undefined ? absent(${name}, ${key}) : ${result})`
  }

  #call(node: CallExpression, use: (code: string) => string): string {
    const args = this.#list(node.arguments)
    const source = JSON.stringify(this.#textOf(node.callee))
    const { callee } = node
    if (callee.type !== 'MemberExpression') {
      return this.#chain(callee, (code) => {
        if (!node.optional) return use(`callFunction(${code}, ${args}, ${source})`)
        const [name, first] = this.#named(code)
        return `(${first} == null ? undefined : ${use(`callFunction(${name}, ${args}, ${source})`)})`
      })
    }
    return this.#object(callee, (first, name) => {
      const key = callee.computed
        ? `toKey(${this.value(callee.property)})`
        : literal((callee.property as Identifier).name)
      const code = (self: string): string => use(`callMethod(${self}, ${key}, ${args}, ${source})`)
      return node.optional ? `(member(${first}, ${key}) == null ? undefined : ${code(name)})` : code(first)
    })
  }

  /** A name for some code's value, and the code to write at its first use. */
  #named(code: string): [name: string, first: string] {
    if (/^[a-z]\d+$/.test(code)) return [code, code]
    const name = this.#temporary()
    return [name, `(${name} = ${code})`]
  }

  #temporary(): string {
    const name = this.#scope.fresh('t')
    this.#scope.declare(name)
    return name
  }

  #arrow(node: ArrowFunctionExpression): string {
    const declared: string[] = []
    const local = new Map(this.#local)
    const scope: ExpressionScope = { ...this.#scope, declare: (name) => declared.push(name) }
    const inner = new ExpressionGenerator(scope, this.#source, local)
    const checks: string[] = []
    const parameters = node.params.map((parameter) => inner.#parameter(parameter, local, checks))
    const body = inner.value(node.body)
    const names = declared.length > 0 ? `let ${declared.join(', ')}; ` : ''
    return `((${parameters.join(', ')}) => { ${names}step(); ${checks.join('')}return ${body} })`
  }

  /** A parameter. With a guard, one with names in braces is taken apart in the body, member by member. */
  #parameter(pattern: Pattern, local: Map<string, string>, body: string[]): string {
    if (!this.#scope.guarded || !takesMembers(pattern)) return this.#pattern(pattern, local)
    const name = this.#scope.fresh('p')
    const rest = pattern.type === 'RestElement'
    this.#takeApart(rest ? pattern.argument : pattern, name, local, body)
    return rest ? `...${name}` : name
  }

  #takeApart(pattern: Pattern, value: string, local: Map<string, string>, body: string[]): void {
    if (pattern.type === 'AssignmentPattern') {
      body.push(`if (${value} === undefined) ${value} = ${this.#default(pattern.right)}; `)
      this.#takeApart(pattern.left, value, local, body)
    } else if (pattern.type === 'ObjectPattern') {
      for (const item of pattern.properties) {
        if (item.type !== 'Property') throw new SyntaxError(`${item.type} is not allowed in an expression`)
        const name = this.#temporary()
        body.push(`${name} = read(${value}, ${this.#propertyKey(item.key, false)}); `)
        this.#takeApart(item.value, name, local, body)
      }
    } else if (pattern.type === 'ArrayPattern') {
      const names = pattern.elements.map((item) => (item === null ? '' : this.#temporary()))
      body.push(`[${names.join(', ')}] = ${value}; `)
      pattern.elements.forEach((item, index) => item !== null && this.#takeApart(item, names[index] ?? '', local, body))
    } else if (pattern.type === 'Identifier') local.set(pattern.name, value)
    else throw new SyntaxError(`${pattern.type} is not allowed in an expression`)
  }

  #pattern(pattern: Pattern, local: Map<string, string>): string {
    switch (pattern.type) {
      case 'Identifier': {
        const name = this.#scope.fresh('p')
        local.set(pattern.name, name)
        return name
      }
      case 'AssignmentPattern': {
        // The body of a default has no place for temporaries of its own but the function's: they are declared there.
        const value = this.#default(pattern.right)
        return `${this.#pattern(pattern.left, local)} = ${value}`
      }
      case 'RestElement':
        return `...${this.#pattern(pattern.argument, local)}`
      case 'ArrayPattern':
        return `[${pattern.elements.map((item) => (item === null ? '' : this.#pattern(item, local))).join(', ')}]`
      case 'ObjectPattern':
        return `{${pattern.properties.map((item) => this.#patternProperty(item, local)).join(', ')}}`
      default:
        throw new SyntaxError(`${pattern.type} is not allowed in an expression`)
    }
  }

  #patternProperty(node: AnyNode, local: Map<string, string>): string {
    if (node.type !== 'Property') throw new SyntaxError(`${node.type} is not allowed in an expression`)
    return `${this.#propertyKey(node.key, false)}: ${this.#pattern(node.value as Pattern, local)}`
  }

  /** A default value: in a function of its own, since parameters cannot see the variables of the body. */
  #default(node: Ast): string {
    const declared: string[] = []
    const inner = new ExpressionGenerator(
      { ...this.#scope, declare: (name) => declared.push(name) },
      this.#source,
      this.#local,
    )
    const code = inner.value(node)
    return declared.length > 0 ? `(() => { let ${declared.join(', ')}; return ${code} })()` : code
  }

  #textOf(node: AnyNode): string {
    switch (node.type) {
      case 'Identifier':
        return node.name
      case 'MemberExpression':
        return `${this.#textOf(node.object)}${node.computed ? '[…]' : `.${this.#textOf(node.property)}`}`
      case 'CallExpression':
        return `${this.#textOf(node.callee)}()`
      default:
        return '(…)'
    }
  }
}

/** Whether a pattern reads members of what it is given. */
function takesMembers(pattern: Pattern): boolean {
  switch (pattern.type) {
    case 'ObjectPattern':
      return true
    case 'AssignmentPattern':
      return takesMembers(pattern.left)
    case 'RestElement':
      return takesMembers(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.some((item) => item !== null && takesMembers(item))
    default:
      return false
  }
}

/** Whether a node always gives `true` or `false`. */
function isBoolean(node: AnyNode): boolean {
  if (node.type === 'ParenthesizedExpression') return isBoolean(node.expression)
  if (node.type === 'Literal') return typeof node.value === 'boolean'
  if (node.type === 'UnaryExpression') return node.operator === '!'
  return node.type === 'BinaryExpression' && BOOLEAN_OPERATORS.has(node.operator)
}

/** Code for an operand; a number needs no conversion. */
function operand(code: string): string {
  return /^\(\d+\)$/.test(code) ? code : `primitive(${code})`
}

function literal(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return typeof value === 'number' && !Number.isFinite(value) ? 'Infinity' : `(${String(value)})`
}
