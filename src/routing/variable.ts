import { BuiltinConverter, IntConverter, TextConverter } from './builtin-converters.ts'
import { parseConverterArguments } from './converter-arguments.ts'
import { type Converter, type ConverterClass, isPartIsolating } from './converter.ts'
import { RuleSyntaxError, ValueRefused } from './errors.ts'
import { REFUSED } from './read-value.ts'
import type { Placeholder } from './rule-text.ts'

/** A placeholder of a rule, bound to the converter that the map has for it. */
export interface Variable {
  readonly name: string
  readonly converter: Converter<unknown>
  readonly isolating: boolean
  /** `text` and `integer` are read without a call of the converter. */
  readonly reading: 'text' | 'integer' | 'converter'
  /** Text to value, or `REFUSED`. */
  readonly read: (text: string) => unknown
  /** Equal for placeholders that take the same values: class and arguments. */
  readonly identity: readonly [ConverterClass, string]
}

/**
 * Makes the converter of a placeholder.
 *
 * @throws {RuleSyntaxError} if the map has no such converter, or it does not take these arguments
 */
export function bindVariable(
  placeholder: Placeholder,
  text: string,
  converters: ReadonlyMap<string, ConverterClass>,
): Variable {
  const { name, at, argumentsFrom, argumentsTo } = placeholder
  const type = converters.get(placeholder.converter)
  if (type === undefined) {
    throw new RuleSyntaxError(`There is no converter '${placeholder.converter}'.`, text, at + 1)
  }
  const converter = construct(type, placeholder, text)
  return {
    name,
    converter,
    isolating: isPartIsolating(type),
    reading: chooseReading(converter),
    read: chooseRead(converter),
    identity: [type, text.slice(argumentsFrom, argumentsTo).trim()],
  }
}

function construct(type: ConverterClass, placeholder: Placeholder, text: string): Converter<unknown> {
  const { positional, keywords } = parseConverterArguments(text, placeholder.argumentsFrom, placeholder.argumentsTo)
  const given: unknown[] = [...positional]
  if (Object.keys(keywords).length > 0) given.push(keywords)
  try {
    return Reflect.construct(type, given) as Converter<unknown>
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const problem = `The converter '${placeholder.converter}' does not take these arguments: ${reason}.`
    throw new RuleSyntaxError(problem, text, placeholder.argumentsFrom, { cause: error })
  }
}

function chooseReading(converter: Converter<unknown>): Variable['reading'] {
  if (converter instanceof TextConverter && converter.parse === TextConverter.prototype.parse) return 'text'
  if (converter instanceof IntConverter && converter.isPlain && isUntouched(converter)) return 'integer'
  return 'converter'
}

function isUntouched(converter: IntConverter): boolean {
  const { parse, tryParse } = IntConverter.prototype
  return converter.parse === parse && converter.tryParse === tryParse && /^-?\[0-9\]\+$/.test(converter.regex)
}

function chooseRead(converter: Converter<unknown>): (text: string) => unknown {
  if (converter instanceof BuiltinConverter && converter.parse === BuiltinConverter.prototype.parse) {
    return (text) => converter.tryParse(text)
  }
  return (text) => {
    try {
      return converter.parse(text)
    } catch (error) {
      if (error instanceof ValueRefused) return REFUSED
      throw error
    }
  }
}
