/** A feed of Atom (RFC 4287). */
export interface Feed {
  readonly title: string
  readonly url: string
  readonly entries: ReadonlyArray<{
    readonly title: string
    readonly author: string
    readonly url: string
    readonly updated: Date
  }>
}

/** A feed as XML. */
export function atomFeed({ title, url, entries }: Feed): string {
  const latest = Math.max(0, ...entries.map(({ updated }) => updated.getTime()))
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('title', title),
    element('id', url),
    element('updated', new Date(latest).toISOString()),
    `<link rel="self" href="${escaped(url)}"/>`,
    ...entries.flatMap((entry) => [
      '<entry>',
      element('title', entry.title),
      element('id', entry.url),
      element('updated', entry.updated.toISOString()),
      `<link href="${escaped(entry.url)}"/>`,
      `<author>${element('name', entry.author)}</author>`,
      '</entry>',
    ]),
    '</feed>',
    '',
  ].join('\n')
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
