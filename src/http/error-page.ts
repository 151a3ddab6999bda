import type { ErrorDescription } from '../errors/describe-error.ts'

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

/** A small page that says what went wrong. */
export function errorPage({ status, title, message }: ErrorDescription, reference: string | null): string {
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
