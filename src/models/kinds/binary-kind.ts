import type { FieldDefinition } from '../field-definition.ts'
import type { FieldKind } from './field-kind.ts'
import { isNothing, refused } from './refuse.ts'

/** binary: bytes, in the column itself. As text they are base64. */
export const binaryKind: FieldKind = Object.freeze({
  relational: false,
  columnType: () => 'bytea',
  toCache(given, field) {
    if (isNothing(given) || given === '') return null
    if (given instanceof Uint8Array) return new Uint8Array(given)
    if (given instanceof ArrayBuffer) return new Uint8Array(given.slice(0))
    if (typeof given === 'string') return fromBase64(given, field)
    throw refused(field, given, 'bytes, or base64')
  },
  toColumn: (cached) => (cached === null ? null : asBuffer(cached as Uint8Array)),
  fromColumn: (raw) => (raw instanceof Uint8Array ? new Uint8Array(raw) : null),
  toRead: (cached) => (cached === null ? null : asBuffer(cached as Uint8Array).toString('base64')),
} satisfies FieldKind)

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}

/** Base64 as it is written, in lines or not; Node itself would read anything. */
function fromBase64(given: string, field: FieldDefinition): Uint8Array {
  const text = given.replaceAll(/[\r\n\t ]/g, '')
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  const last = asBuffer(bytes.subarray(bytes.length - (bytes.length % 3 || 3))).toString('base64')
  const isWhole = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.endsWith(last)
  if (text === '' || !isWhole) throw refused(field, given, 'bytes, or base64')
  return bytes
}
