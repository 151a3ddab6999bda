const UNKNOWN = 'application/octet-stream'
const MIMETYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i

/** How files of some types begin, in hexadecimal. */
const SIGNATURES: ReadonlyArray<readonly [begin: RegExp, mimetype: string]> = [
  [/^89504e470d0a1a0a/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^47494638(37|39)61/, 'image/gif'],
  [/^52494646.{8}57454250/, 'image/webp'],
  [/^424d/, 'image/bmp'],
  [/^25504446/, 'application/pdf'],
  [/^504b0304/, 'application/zip'],
  [/^1f8b/, 'application/gzip'],
]

/** The type of some content, by how it begins. What may be text is not told from other bytes: nothing is guessed that a page runs. */
export function mimetypeOfContent(bytes: Uint8Array): string {
  const begin = Buffer.from(bytes.subarray(0, 16)).toString('hex')
  const found = SIGNATURES.find(([pattern]) => pattern.test(begin))
  if (found !== undefined) return found[1]
  const text = Buffer.from(bytes.subarray(0, 1024)).toString('utf8')
  return /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?<svg/i.test(text) ? 'image/svg+xml' : UNKNOWN
}

/** The type that a URL asks for, if it is one. */
export function askedMimetype(given: string | undefined): string | null {
  return given !== undefined && MIMETYPE.test(given) ? given.toLowerCase() : null
}

/** Whether a browser may run what is in files of a type: HTML, SVG, scripts, other XML. */
export function mayRun(mimetype: string): boolean {
  return /ht|xml|xsl|script|flash|multipart/.test(mimetype) && !mimetype.startsWith('application/vnd.openxmlformats')
}
