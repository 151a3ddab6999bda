const URL_ATTRIBUTES: ReadonlySet<string> = new Set(
  'href src action formaction xlink:href data poster background ping manifest cite longdesc'.split(' '),
)

/** Whether an attribute holds a URL that a browser may follow or run. */
export function isUrlAttribute(name: string): boolean {
  return URL_ATTRIBUTES.has(name.toLowerCase())
}

/** A URL as it may be printed: `javascript:` and `vbscript:` give nothing, except `javascript:history.back()`. */
export function safeUrl(url: string): string {
  if (!isScript(url)) return url
  return url.trim() === 'javascript:history.back()' ? url : ''
}

function isScript(url: string): boolean {
  const colon = url.indexOf(':')
  if (colon === -1) return false
  // Browsers skip control characters and spaces in front, and tabs and line breaks inside of the scheme.
  const scheme = url
    .slice(0, colon)
    .replace(/[\u0000-\u0020]/g, '')
    .toLowerCase()
  return scheme === 'javascript' || scheme === 'vbscript'
}
