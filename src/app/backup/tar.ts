// The POSIX form of tar (ustar), as far as backups need it: plain files with short names.

const BLOCK = 512
/** Sizes from here on do not fit into eleven octal digits, and are written as binary numbers. */
const OCTAL_LIMIT = 8 ** 11

/** What stands before the content of a file. */
export function tarHeader(name: string, size: number, modified: Date = new Date()): Uint8Array {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 100, 'latin1')
  header.write('0000600\0', 100, 'latin1')
  header.write('0000000\x000000000\0', 108, 'latin1')
  if (size < OCTAL_LIMIT) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(size), 128)
  }
  const seconds = Math.floor(modified.getTime() / 1000)
  header.write(`${seconds.toString(8).padStart(11, '0')}\0`, 136, 'latin1')
  header.write('0', 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** What stands behind the content of a file, up to the next whole block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)
}

/** What ends an archive. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK)
}

/** The name and size that a header tells; null where it is none of a plain file. */
export function parseTarHeader(bytes: Uint8Array): { name: string; size: number } | null {
  const header = Buffer.from(bytes)
  const sum = Number.parseInt(text(header, 148, 8), 8)
  if (header.length < BLOCK || sum !== checksum(header)) return null
  if (text(header, 257, 6) !== 'ustar' || !['', '0'].includes(text(header, 156, 1))) return null
  const octal = text(header, 124, 12)
  const size = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(octal, 8)
  return Number.isSafeInteger(size) ? { name: text(header, 0, 100), size } : null
}

/** The sum of all bytes, with blanks in place of the sum itself. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.toString('latin1', start, start + length)
  return (field.split('\0')[0] as string).trim()
}
