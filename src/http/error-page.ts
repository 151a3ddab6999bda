import type { ErrorDescription } from '../errors/describe-error.ts'
import { Response } from './response.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** Text as HTML shows it, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string)
}

/**
 * The answer to an error, for a client that reads HTML: a plain page, which needs nothing that may be broken too. The
 * application puts a page of its addons in its place, where it has one.
 */
export class ErrorPage extends Response {
  readonly description: ErrorDescription
  /** The traceback in development, else the id that the log has the error under; null where it is the client's error. */
  readonly reference: string | null
  readonly #plain: string

  constructor(description: ErrorDescription, reference: string | null) {
    const plain = plainPage(description, reference)
    super(plain, { status: description.status })
    this.description = description
    this.reference = reference
    this.#plain = plain
  }

  /** Whether nobody has given it another body. */
  get isPlain(): boolean {
    return this.template === null && this.body === this.#plain
  }
}

function plainPage({ status, title, message }: ErrorDescription, reference: string | null): string {
  const heading = `${status} ${escapeHtml(title)}`
  const detail = message === title ? '' : `<p>${escapeHtml(message)}</p>\n`
  const trace = reference === null ? '' : `<pre>${escapeHtml(reference)}</pre>\n`
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${heading}</title></head>
<body>
<h1>${heading}</h1>
${detail}${trace}</body>
</html>
`
}
