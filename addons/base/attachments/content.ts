import mime from 'mime'
import { ValidationError } from 'pergola'
import type { Values } from 'pergola/models'

const UNKNOWN = 'application/octet-stream'

/** How files of some types begin, in hexadecimal. */
const SIGNATURES: ReadonlyArray<readonly [begin: RegExp, mimetype: string]> = [
  [/^89504e470d0a1a0a/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^47494638(37|39)61/, 'image/gif'],
  [/^52494646.{8}57454250/, 'image/webp'],
  [/^25504446/, 'application/pdf'],
  [/^504b0304/, 'application/zip'],
  [/^1f8b/, 'application/gzip'],
]

const MIMETYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(\s*;.*)?$/i

/** The content that values give, as `raw` (bytes or text) or `datas` (base64); undefined where they give none. */
export function contentOf(values: Values): Uint8Array | null | undefined {
  const { raw, datas } = values
  if (raw instanceof Uint8Array) return raw
  if (typeof raw === 'string' && raw !== '') return Buffer.from(raw)
  if (datas instanceof Uint8Array) return datas
  if (typeof datas === 'string' && datas !== '') return fromBase64(datas)
  return 'raw' in values || 'datas' in values ? null : undefined
}

function fromBase64(text: string): Uint8Array {
  const plain = text.replaceAll(/\s/g, '')
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) {
    throw new ValidationError('The content of a file is given as base64.')
  }
  return Buffer.from(plain, 'base64')
}

/** The type of a file: as it is given, else by its name, its URL or how it begins. Source: odoo `_compute_mimetype`. */
export function mimetypeOf(values: Values, content: Uint8Array | null | undefined): string {
  const { mimetype, name, url } = values
  if (typeof mimetype === 'string' && MIMETYPE.test(mimetype) && mimetype !== UNKNOWN) return mimetype.toLowerCase()
  // What has no ending is not taken for one: a file called `c` is no program.
  const byName = typeof name === 'string' && name.includes('.') ? mime.getType(name) : null
  const byUrl = typeof url === 'string' ? mime.getType(url.split('?')[0] as string) : null
  return byName ?? byUrl ?? (content ? guess(content) : UNKNOWN)
}

function guess(content: Uint8Array): string {
  const begin = Buffer.from(content.subarray(0, 16)).toString('hex')
  const found = SIGNATURES.find(([pattern]) => pattern.test(begin))
  if (found !== undefined) return found[1]
  const text = Buffer.from(content.subarray(0, 1024)).toString('utf8')
  if (/^\uFEFF?\s*<(!doctype html|html|head|body|script)/i.test(text)) return 'text/html'
  if (/^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?<svg/i.test(text)) return 'image/svg+xml'
  if (/^\uFEFF?\s*<\?xml/.test(text)) return 'text/xml'
  return isText(content.subarray(0, 1024)) ? 'text/plain' : UNKNOWN
}

function isText(begin: Uint8Array): boolean {
  return begin.length > 0 && begin.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13)
}

/** Whether a browser may run what is in files of a type: HTML, SVG and other XML. Source: odoo `_check_contents`. */
export function mayRunInPages(mimetype: string): boolean {
  const isOffice = mimetype.startsWith('application/vnd.openxmlformats')
  return /ht|javascript|ecmascript/.test(mimetype) || (mimetype.includes('xml') && !isOffice)
}
