import { Converter, type ConverterClass } from './converter.ts'
import type { ConverterArgument } from './converter-arguments.ts'
import { ValueRefused } from './errors.ts'
import { formatFloat, formatInteger } from './format-number.ts'
import { REFUSED, readInteger, type Refused } from './read-value.ts'

/** Arguments of a built-in converter as its constructor receives them: positional ones, then an object of keywords. */
export type BuiltinArguments = readonly (ConverterArgument | Readonly<Record<string, ConverterArgument>>)[]

/** Joins positional and keyword arguments under the names of the parameters. */
function nameArguments(names: readonly string[], given: BuiltinArguments): Map<string, ConverterArgument> {
  const named = new Map<string, ConverterArgument>()
  let position = 0
  for (const argument of given) {
    if (typeof argument === 'object' && argument !== null) {
      for (const [name, value] of Object.entries(argument)) {
        if (!names.includes(name)) throw new TypeError(`there is no argument '${name}', only ${names.join(', ')}`)
        if (named.has(name)) throw new TypeError(`the argument '${name}' is given twice`)
        named.set(name, value)
      }
    } else {
      const name = names[position++]
      if (name === undefined) throw new TypeError(`at most ${names.length} arguments are taken`)
      named.set(name, argument)
    }
  }
  return named
}

function toNumber(named: Map<string, ConverterArgument>, name: string): number | null {
  const value = named.get(name) ?? null
  if (value === null || (typeof value === 'number' && !Number.isNaN(value))) return value
  throw new TypeError(`'${name}' must be a number`)
}

function toCount(named: Map<string, ConverterArgument>, name: string): number | null {
  const value = toNumber(named, name)
  if (value === null || (Number.isSafeInteger(value) && value >= 0)) return value
  throw new TypeError(`'${name}' must be a whole number, not negative`)
}

/** A converter that says no by a return value inside the room, and by `ValueRefused` outside. */
export abstract class BuiltinConverter<T> extends Converter<T> {
  abstract tryParse(text: string): T | Refused
  parse(text: string): T {
    const value = this.tryParse(text)
    if (value === REFUSED) throw new ValueRefused()
    return value
  }
}

/** Building takes any value, numbers too, whatever the type says. */
function toText(value: unknown): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- the text of any value
  return String(value)
}

/** A converter whose values are the text itself. */
export abstract class TextConverter extends Converter {
  parse(text: string): string {
    return text
  }
  format(value: string): string {
    return toText(value)
  }
}

/** `string` and `default`: anything but a slash. `minlength`, `maxlength`, `length` count code points. */
export class StringConverter extends TextConverter {
  static override partIsolating = true
  constructor(...given: BuiltinArguments) {
    super()
    const named = nameArguments(['minlength', 'maxlength', 'length'], given)
    const length = toCount(named, 'length')
    const min = length ?? toCount(named, 'minlength') ?? 1
    const max = length ?? toCount(named, 'maxlength')
    if (max !== null && max < min) throw new TypeError(`no text has at least ${min} and at most ${max} characters`)
    this.regex = `[^/]{${min},${max ?? ''}}`
  }
}

/** `path`: anything, slashes too, but no line feed; begins with something else than a slash. */
export class PathConverter extends TextConverter {
  static override regex = '[^/][^\\n]*?'
  static override weight = 200
  static override partIsolating = false
  /** @param value text, or a list of segments */
  override format(value: string | readonly string[]): string {
    return super.format(Array.isArray(value) ? value.join('/') : (value as string))
  }
}

/** `any(a, b, …)`: one of the items. */
export class AnyConverter extends TextConverter {
  readonly items: readonly string[]
  constructor(...given: BuiltinArguments) {
    super()
    if (given.length === 0) throw new TypeError("'any' needs at least one item")
    this.items = given.map((item) => {
      if (typeof item === 'string') return item
      throw new TypeError(`the items of 'any' must be text; quote ${JSON.stringify(item)}`)
    })
    this.regex = `(?:${this.items.map((item) => item.replace(/[/\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`
  }
  override format(value: string): string {
    const text = toText(value)
    if (!this.items.includes(text))
      throw new ValueRefused(`${JSON.stringify(text)} is none of ${this.items.join(', ')}`)
    return text
  }
}

/** What `int` and `float` share: limits, which matching checks and building does not. */
abstract class NumberConverter extends BuiltinConverter<number> {
  static override weight = 50
  readonly min: number | null
  readonly max: number | null
  constructor(named: Map<string, ConverterArgument>, digits: string) {
    super()
    this.min = toNumber(named, 'min')
    this.max = toNumber(named, 'max')
    const signed = named.get('signed') ?? false
    if (typeof signed !== 'boolean') throw new TypeError("'signed' must be True or False")
    this.regex = signed ? `-?${digits}` : digits
  }
  protected within(value: number): number | Refused {
    return (this.min !== null && value < this.min) || (this.max !== null && value > this.max) ? REFUSED : value
  }
}

/** `int(fixed_digits, min, max, signed)`: digits; integers beyond 2^53-1 are refused. */
export class IntConverter extends NumberConverter {
  readonly fixedDigits: number
  constructor(...given: BuiltinArguments) {
    const named = nameArguments(['fixed_digits', 'min', 'max', 'signed'], given)
    super(named, '[0-9]+')
    this.fixedDigits = toCount(named, 'fixed_digits') ?? 0
  }
  /** True if every text that fits the pattern and is not too large has a value. */
  get isPlain(): boolean {
    return this.fixedDigits === 0 && this.min === null && this.max === null
  }
  tryParse(text: string): number | Refused {
    if (this.fixedDigits !== 0 && text.length !== this.fixedDigits) return REFUSED
    const value = readInteger(text, 0, text.length)
    return value === REFUSED ? value : this.within(value)
  }
  format(value: number): string {
    return formatInteger(value, this.fixedDigits)
  }
}

/** `float(min, max, signed)`: digits, a point, digits. */
export class FloatConverter extends NumberConverter {
  constructor(...given: BuiltinArguments) {
    super(nameArguments(['min', 'max', 'signed'], given), '[0-9]+\\.[0-9]+')
  }
  tryParse(text: string): number | Refused {
    const value = Number(text)
    return Number.isFinite(value) ? this.within(value) : REFUSED
  }
  format(value: number): string {
    return formatFloat(value)
  }
}

/** `uuid`: a UUID with dashes in either case; its value is the lower-case text. */
export class UuidConverter extends Converter {
  static override regex = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'
  parse(text: string): string {
    return text.toLowerCase()
  }
  format(value: string): string {
    return toText(value)
  }
}

/** The converters that every map has, unless its options name others. Source: werkzeug.routing.DEFAULT_CONVERTERS */
export const BUILTIN_CONVERTERS: ReadonlyMap<string, ConverterClass> = new Map<string, ConverterClass>([
  ['default', StringConverter],
  ['string', StringConverter],
  ['any', AnyConverter],
  ['path', PathConverter],
  ['int', IntConverter],
  ['float', FloatConverter],
  ['uuid', UuidConverter],
])
