import type { LanguageFormat } from './language-format.ts'

/** What a template needs to know of a record's field to print it. */
export interface FieldDescription {
  /** the name of the formatter, as `date`, `monetary` or `many2one`; an unknown one prints text */
  readonly type: string
  /** options that hold unless the template gives others, as `{ digits: 2 }` or `{ selection: [['a', 'A']] }` */
  readonly options?: Readonly<Record<string, unknown>>
}

/** What formatters know beside the value. */
export interface FormatEnvironment {
  /** BCP 47 tag of the user's language, as `en-US` */
  readonly lang: string
  /** how the language writes numbers and dates, where `languageOf` of the rendering says it; else `Intl` does */
  readonly language?: LanguageFormat | undefined
  /** IANA name of the user's time zone, as `Europe/Brussels` */
  readonly tz: string
  /** the moment that relative times refer to */
  readonly now: Date
  /** the record whose field is printed; undefined for `t-out` */
  readonly record: unknown
  /** the field's name; `''` for `t-out` */
  readonly field: string
}

/**
 * Prints a value: a string is escaped, Markup is not; `null` prints nothing.
 *
 * @param value never `null`, `undefined` or `false`
 * @param options of the field and of the template's `t-options`, an object without a prototype
 */
export type Formatter = (
  value: unknown,
  options: Readonly<Record<string, unknown>>,
  environment: FormatEnvironment,
) => unknown
