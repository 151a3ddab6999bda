import { escapeHtml } from './escape.ts'

/**
 * HTML that is safe to print as it is: `t-out` does not escape it.
 *
 * Joining a `Markup` with a string by `+` gives a plain string, which is escaped when printed: join with the
 * {@link markup} tag instead.
 *
 * @example
 * qweb.render('page', { body: new Markup('<b>bold</b>') })
 *
 * Source: markupsafe.Markup
 */
export class Markup {
  readonly #html: string

  /** @param html HTML from a source that you trust; it is not checked */
  constructor(html: string) {
    this.#html = html
  }

  /** The number of UTF-16 code units of the HTML; an empty Markup is false in a template. */
  get length(): number {
    return this.#html.length
  }

  /** The HTML. */
  toString(): string {
    return this.#html
  }

  /** The HTML, so that a Markup in JSON is a string. */
  toJSON(): string {
    return this.#html
  }

  /** The HTML, escaped for all kinds of values: a Markup as it is, anything else as text. */
  static escape(value: unknown): Markup {
    if (value instanceof Markup) return value
    // oxlint-disable-next-line typescript/no-base-to-string -- any object may come, and says how it prints
    return new Markup(escapeHtml(value == null ? '' : String(value)))
  }

  /**
   * Joins values to one Markup; those that are not Markup are escaped.
   *
   * @param values what to join
   * @param separator what stands between them, escaped too unless it is Markup
   */
  static join(values: Iterable<unknown>, separator: string | Markup = ''): Markup {
    const parts = Array.from(values, (value) => String(Markup.escape(value)))
    return new Markup(parts.join(String(Markup.escape(separator))))
  }
}

/**
 * Template tag that makes {@link Markup}: the literal text is kept, what is put in is escaped unless it is Markup.
 *
 * @example
 * markup`<b>${'a < b'}</b>`.toString() // '<b>a &lt; b</b>'
 */
export function markup(strings: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  let html = strings[0] ?? ''
  values.forEach((value, index) => {
    html += String(Markup.escape(value)) + (strings[index + 1] ?? '')
  })
  return new Markup(html)
}
