import type { TemplatePlace } from './qweb-error.ts'
import type { FieldDescription, Formatter } from './field-description.ts'
import type { Guard } from './guard.ts'
import type { LanguageFormat } from './language-format.ts'

/** What the engine asks of the outside. */
export interface QWebOptions {
  /**
   * Gives the XML of a template that was not added; null or undefined when there is none. `lang` is the language of the
   * rendering when `translated` is set, else `''`.
   */
  readonly load?: (name: string, lang: string) => string | null | undefined
  /** Templates differ by language: `load` is asked, and templates are compiled, once per language. */
  readonly translated?: boolean
  /** Describes a field of a record, for `t-field`; undefined when the record does not know it. */
  readonly fieldOf?: (record: unknown, field: string) => FieldDescription | undefined
  /** More formatters, by the name that `widget` and field types have. */
  readonly formatters?: Readonly<Record<string, Formatter>>
  /** Prints a bundle of assets, for `t-call-assets`; told what `render` was told. A string is escaped: give Markup. */
  readonly assets?: (bundle: string, options: Readonly<Record<string, unknown>>, rendering: RenderOptions) => unknown
  /** Errors that leave a template as they are, with the place in their `qweb` property, instead of being wrapped. */
  readonly passError?: (error: unknown) => boolean
  /** Told of deprecated directives; by default a warning of the process. */
  readonly warn?: (message: string) => void
  /** Called at every `t-debug`, with the variables there. */
  readonly onDebug?: (place: TemplatePlace, variables: Readonly<Record<string, unknown>>) => void
  /** A text for a value in a `t-cache` key that is no primitive, list or date; undefined when it has none. */
  readonly cacheKeyOf?: (value: object) => string | undefined
  /** Decides what expressions may read of objects, and which methods they may call: throws for what they may not. */
  readonly guard?: Guard
  /** How many fragments `t-cache` keeps; default 1000, 0 keeps none. */
  readonly cacheSize?: number
  /** How many steps (rounds of loops, calls) one rendering may take; default 5 million. */
  readonly maxSteps?: number
  /** How deep templates may call one another; default 600. */
  readonly maxDepth?: number
}

/** What one rendering is told beside the values. */
export interface RenderOptions {
  /** Whether the user has a group, for `t-groups`; without it nobody has any. */
  readonly hasGroup?: (xmlId: string) => boolean
  /** The user's language, as `fr_BE` or `fr-BE`; default `en-US`. */
  readonly lang?: string
  /** How a language writes numbers and dates; what it does not know is left to `Intl`. */
  readonly languageOf?: (lang: string) => LanguageFormat | undefined
  /** The user's time zone; default `UTC`. */
  readonly tz?: string
  /** The moment that relative times refer to; default: when the rendering starts. */
  readonly now?: Date
  /** Anything else for the callers' own formatters. */
  readonly [key: string]: unknown
}
