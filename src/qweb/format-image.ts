import type { Formatter } from './field-description.ts'
import { escapeHtml } from './escape.ts'
import { Markup } from './markup.ts'
import { toText } from './to-text.ts'
import { truth } from './truth.ts'
import { safeUrl } from './url-attributes.ts'

/** How base64 of the types that browsers show starts. SVG is not among them: it can carry scripts. */
const TYPES: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['AAAAHGZ0eXBhdmlm', 'image/avif'],
]

/** `image`: base64 text or bytes, in the page itself; `alt`, `class`, `style`, `title`, `width`, `height` are attributes. */
export const formatImage: Formatter = (value, options) => {
  const base64 =
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : toText(value).replaceAll(/\s/g, '')
  const type = TYPES.find(([start]) => base64.startsWith(start))?.[1]
  if (type === undefined || !/^[A-Za-z0-9+/]+=*$/.test(base64)) throw new TypeError('image: no image of a known type')
  return imageTag(`data:${type};base64,${base64}`, options)
}

/** `image_url`: an image by its URL. */
export const formatImageUrl: Formatter = (value, options) => imageTag(safeUrl(toText(value)), options)

const ATTRIBUTES = ['class', 'style', 'title', 'width', 'height', 'loading', 'itemprop']

function imageTag(src: string, options: Readonly<Record<string, unknown>>): Markup {
  const attributes = ATTRIBUTES.filter((name) => truth(options[name])).map(
    (name) => ` ${name}="${escapeHtml(toText(options[name]))}"`,
  )
  return new Markup(
    `<img src="${escapeHtml(src)}" alt="${escapeHtml(toText(options['alt'] ?? ''))}"${attributes.join('')}/>`,
  )
}
