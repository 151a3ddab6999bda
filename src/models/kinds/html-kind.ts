import type { FieldKind } from './field-kind.ts'
import { orNull, same } from './refuse.ts'
import { sanitizeHtml } from './sanitize-html.ts'
import { toText } from './text-kind.ts'

function htmlKindOf(clean: (html: string) => string): FieldKind {
  return Object.freeze({
    relational: false,
    columnType: () => 'text',
    toCache(given, field) {
      const text = toText(isMarkup(given) ? String(given) : given, field)
      return text === null ? null : clean(text)
    },
    toColumn: same,
    fromColumn: orNull,
    toRead: same,
  } satisfies FieldKind)
}

// A template's Markup is not known here; what comes from outside has no methods.
function isMarkup(given: unknown): given is { toString(): string } {
  const { toJSON } = Object(given) as { toJSON?: unknown }
  return (
    typeof given === 'object' &&
    given !== null &&
    typeof toJSON === 'function' &&
    typeof toJSON.call(given) === 'string' &&
    !(given instanceof Date)
  )
}

/** html: cleaned when it is given. */
export const htmlKind: FieldKind = htmlKindOf(sanitizeHtml)

/** html with `sanitize: false`: kept as it is given. */
export const rawHtmlKind: FieldKind = htmlKindOf((html) => html)
