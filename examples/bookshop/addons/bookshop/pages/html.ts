/** HTML that can be sent: whatever text was put into it is escaped. Only `html` makes it. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand in `${…}`: HTML as it is, text escaped, lists one after the other, and nothing for nothing. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

/**
 * Makes HTML of a template, and escapes the text in it, for content and for attributes in quotes.
 *
 * @example
 * ```ts
 * String(html`<b title="${'"'}">${'<you>'}</b>`) // '<b title="&#34;">&lt;you&gt;</b>'
 * ```
 */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(String.raw({ raw: template }, ...values.map(toText)))
}

function toText(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return String(value)
  return typeof value === 'object' ? value.map(toText).join('') : escape(String(value))
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
