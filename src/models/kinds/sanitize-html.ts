import sanitize from 'sanitize-html'

const size = /^-?(?:\d+(?:\.\d+)?(?:px|em|rem|ex|ch|pt|cm|mm|in|%|vh|vw)?|auto|0)$/i
const sizes = /^(?:-?(?:\d+(?:\.\d+)?(?:px|em|rem|pt|%)?|auto)\s*){1,4}$/i
const color = /^(?:#[\da-f]{3,8}|[a-z]+|(?:rgb|hsl)a?\([\d\s.,%/deg]+\))$/i
const word = /^[a-z-]+$/i
const border = /^[\w\s.#%(),-]+$/i

const options: sanitize.IOptions = {
  allowedTags: [
    ...sanitize.defaults.allowedTags,
    'center',
    'del',
    'details',
    'figcaption',
    'figure',
    'font',
    'img',
    'ins',
    'label',
    'legend',
    'map',
    'area',
    'picture',
    'source',
    'strike',
    'summary',
    'tt',
  ],
  allowedAttributes: {
    '*': ['class', 'style', 'id', 'title', 'lang', 'dir', 'align', 'valign', 'role', 'aria-*', 'data-o-*', 'data-oe-*'],
    a: ['href', 'target', 'rel', 'download', 'hreflang'],
    area: ['shape', 'coords', 'href', 'alt'],
    blockquote: ['cite'],
    col: ['span', 'width'],
    colgroup: ['span', 'width'],
    font: ['color', 'face', 'size'],
    img: ['src', 'alt', 'width', 'height', 'loading', 'usemap', 'border'],
    li: ['value'],
    map: ['name'],
    ol: ['start', 'type', 'reversed'],
    q: ['cite'],
    source: ['src', 'type', 'media'],
    table: ['border', 'cellpadding', 'cellspacing', 'width', 'height', 'bgcolor', 'summary'],
    td: ['colspan', 'rowspan', 'width', 'height', 'bgcolor', 'headers'],
    th: ['colspan', 'rowspan', 'width', 'height', 'bgcolor', 'scope', 'headers', 'abbr'],
    time: ['datetime'],
    tr: ['bgcolor', 'height'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel', 'ftp'],
  allowedSchemesByTag: { img: ['http', 'https', 'data', 'cid'] },
  allowedSchemesAppliedToAttributes: ['href', 'src', 'cite'],
  // What could lie over the rest of a page (position, z-index) or load something (url) is not among these.
  allowedStyles: {
    '*': {
      color: [color],
      'background-color': [color],
      'text-align': [word],
      'text-decoration': [/^[\w\s-]+$/],
      'text-transform': [word],
      'vertical-align': [word, size],
      'white-space': [word],
      'font-family': [/^[\w\s,'"-]+$/],
      'font-size': [word, size],
      'font-style': [word],
      'font-weight': [word, /^\d+$/],
      'line-height': [word, size],
      'letter-spacing': [word, size],
      'list-style-type': [word],
      display: [/^(?:block|inline|inline-block|none|table|table-row|table-cell)$/],
      float: [word],
      clear: [word],
      width: [size],
      'max-width': [size],
      'min-width': [size],
      height: [size],
      'max-height': [size],
      margin: [sizes],
      padding: [sizes],
      ...Object.fromEntries(
        ['top', 'right', 'bottom', 'left'].flatMap((side) => [
          [`margin-${side}`, [size]],
          [`padding-${side}`, [size]],
          [`border-${side}`, [border]],
        ]),
      ),
      border: [border],
      'border-color': [border],
      'border-style': [border],
      'border-width': [border],
      'border-radius': [sizes],
      'border-collapse': [word],
      'border-spacing': [sizes],
    },
  },
  // The text of these is no text for people.
  nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'xmp', 'iframe', 'object', 'embed'],
  nestingLimit: 200,
}

/** HTML without what could run as a program, lie over the page, or load a page of another site. Source: odoo.tools.html_sanitize. */
export function sanitizeHtml(html: string): string {
  return sanitize(html, options)
}
