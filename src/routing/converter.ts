/**
 * Turns the text of a placeholder into a value and back. Subclass it, and register the class by name in the map's
 * `converters`. The constructor gets the positional arguments of the rule, and after them, if there are keywords, an
 * object of these.
 *
 * `parse` gets percent-decoded text that fits `regex`, `format` returns text that is not yet percent-encoded. Both may
 * throw `ValueRefused`: then the next rule is tried.
 *
 * @example
 * class Slug extends Converter<string> {
 *   static regex = '[a-z]+'
 *   parse(text: string) { return text }
 *   format(value: string) { return value.toLowerCase() }
 * }
 * new RoutingMap([new Rule('/<slug:name>', { endpoint: 'page' })], { converters: { slug: Slug } })
 *
 * Source: werkzeug.routing.BaseConverter
 */
export abstract class Converter<T = string> {
  /** What the text must fit as a whole: the source of a regular expression with the `u` flag. */
  static regex: string = '[^/]+'
  /** Smaller is tried first among placeholders that are alike otherwise. */
  static weight: number = 100
  /** False if a value may hold slashes. Unless set: false if the class's own `regex` mentions a slash. */
  static partIsolating?: boolean | undefined

  /** As the class says; a constructor may set its own. */
  regex: string
  /** As the class says; a constructor may set its own. */
  weight: number

  constructor(..._arguments: unknown[]) {
    this.regex = new.target.regex
    this.weight = new.target.weight
  }

  /** From the URL: percent-decoded text to a value. */
  abstract parse(text: string): T
  /** For the URL: a value to text, before percent-encoding. */
  abstract format(value: T): string
}

/** A class of converters that a map can register. */
export type ConverterClass = (new (...parameters: never[]) => Converter<unknown>) & {
  regex: string
  weight: number
  partIsolating?: boolean | undefined
}

/** Whether values of a converter end at a slash: decided by the youngest class that says anything about it. */
export function isPartIsolating(type: ConverterClass): boolean {
  for (
    let each = type;
    (each as unknown) !== Converter && typeof each === 'function';
    each = Object.getPrototypeOf(each)
  ) {
    if (Object.hasOwn(each, 'partIsolating') && each.partIsolating !== undefined) return each.partIsolating
    if (Object.hasOwn(each, 'regex')) return !each.regex.includes('/')
  }
  return true
}
