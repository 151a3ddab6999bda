import { Command } from '../../command.ts'
import type { Values } from '../../context.ts'
import type { Expression } from './expression.ts'

/** Gives the id of an external id; null where there is none and `optional`. */
export type ResolveRef = (xmlId: string, optional: boolean) => number | null

/** The value of an expression. Dicts have no prototype. @throws TypeError where values do not fit together */
export function evaluateExpression(expression: Expression, resolve: ResolveRef): unknown {
  const evaluate = (each: Expression): unknown => evaluateExpression(each, resolve)
  switch (expression.kind) {
    case 'value':
      return expression.value
    case 'ref':
      return resolve(expression.xmlId, expression.optional) ?? false
    case 'list':
      return expression.items.map(evaluate)
    case 'dict':
      return dictOf(expression.entries.map(([key, value]) => [evaluate(key), evaluate(value)]))
    case 'command':
      return commandOf(expression.name, expression.args.map(evaluate))
    default:
      return operate(expression.operator, expression.operands.map(evaluate))
  }
}

function dictOf(entries: ReadonlyArray<readonly [unknown, unknown]>): Values {
  const dict = Object.create(null) as Record<string, unknown>
  for (const [key, value] of entries) {
    if (typeof key !== 'string' && typeof key !== 'number') throw new TypeError('a key of a dict is a text or a number')
    dict[key] = value
  }
  return dict
}

function commandOf(name: string, [first, second]: readonly unknown[]): unknown {
  switch (name) {
    case 'create':
      return Command.create(toValues(first))
    case 'update':
      return Command.update(toId(first), toValues(second))
    case 'clear':
      return Command.clear()
    case 'set':
      if (!Array.isArray(first)) throw new TypeError('Command.set takes a list of ids')
      return Command.set(first.map(toId))
    case 'link':
      return Command.link(toId(first))
    case 'unlink':
      return Command.unlink(toId(first))
    default:
      return Command.delete(toId(first))
  }
}

function toValues(value: unknown): Values {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values
  throw new TypeError('values of a command are a dict')
}

function toId(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number
  throw new TypeError('a command takes the id of a record')
}

function operate(operator: string, operands: readonly unknown[]): unknown {
  const [left, right] = operands
  if (operator === 'not') return !isTrue(left)
  if (operands.length === 1 && typeof left === 'number') return -left
  if (typeof left === 'number' && typeof right === 'number') return calculate(operator, left, right)
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right
  if (operator === '+' && Array.isArray(left) && Array.isArray(right))
    return [...(left as unknown[]), ...(right as unknown[])]
  if (operator === '%' && typeof left === 'string') return format(left, Array.isArray(right) ? right : [right])
  throw new TypeError(`${operator} is for numbers${operator === '+' ? ', texts and lists' : ''}`)
}

/** A text with values in the places of its `%s` and `%d`, as in Python. */
function format(text: string, values: readonly unknown[]): string {
  const left = [...values]
  const formatted = text.replaceAll(/%(.?)/gs, (_, kind: string) => {
    if (kind === '%') return '%'
    const value = left.shift()
    if (kind === 's' && (typeof value === 'string' || typeof value === 'number')) return String(value)
    if (kind === 'd' && typeof value === 'number') return String(Math.trunc(value))
    throw new TypeError('a text takes a text or a number for %s, a number for %d, and nothing else')
  })
  if (left.length > 0) throw new TypeError('more values than the text has places for')
  return formatted
}

function calculate(operator: string, left: number, right: number): number {
  if (right === 0 && operator !== '+' && operator !== '-' && operator !== '*') throw new TypeError('a division by zero')
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '//':
      return Math.floor(left / right)
    default:
      // As in Python, with the sign of the right side.
      return left - right * Math.floor(left / right)
  }
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}
