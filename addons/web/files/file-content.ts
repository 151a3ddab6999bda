import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { NotFound } from 'pergola'
import type { AnyRecords } from 'pergola/models'
import type { FoundFile } from './find-file.ts'
import { mimetypeOfContent } from './mimetype.ts'

/** What is sent of a file. */
export interface FileContent {
  readonly size: number
  /** A part of it, from a place to another, both included. */
  part(start: number, end: number): Uint8Array | Readable
  readonly etag: string
  readonly modified: Date | null
  /** As it is stored, or by how the content begins. */
  readonly mimetype: string
  /** Whether everybody may see it. */
  readonly public: boolean
  /** Where it stands in the folder of the database's files; null where it does not. */
  readonly stored: StoredFile | null
}

/** A file of the database's folder. */
export interface StoredFile {
  readonly path: string
  /** `<first two>/<checksum>` */
  readonly name: string
}

/** An attachment that only names a place elsewhere. */
export interface FileLink {
  readonly url: string
}

/**
 * The content of a file; null where there is none.
 *
 * @throws {AccessError} where the user may not read the field
 */
export async function readContent({ record, field }: FoundFile): Promise<FileContent | FileLink | null> {
  const isAttachment = record.definition.name === 'ir.attachment' && (field === 'raw' || field === 'datas')
  if (isAttachment) {
    await record.load('type', 'url', 'mimetype', 'checksum', 'public', 'write_date')
    if (record['type'] === 'url') return record['url'] === null ? null : { url: record['url'] as string }
    const stored = await storedFile(record)
    if (stored !== null) return fromFolder(record, stored)
  }
  await record.load(field, ...(record.definition.logAccess ? ['write_date'] : []))
  // A file may be empty, a field that is has none.
  const bytes = (record[field] as Uint8Array | null) ?? (isAttachment ? new Uint8Array() : null)
  if (bytes === null || (bytes.length === 0 && !isAttachment)) return null
  const checksum = isAttachment ? (record['checksum'] as string | null) : null
  return {
    size: bytes.length,
    part: (start, end) => bytes.subarray(start, end + 1),
    etag: `"${checksum ?? createHash('sha256').update(bytes).digest('hex')}"`,
    modified: record.definition.logAccess ? record.write_date : null,
    mimetype: (isAttachment ? (record['mimetype'] as string | null) : null) ?? mimetypeOfContent(bytes),
    public: isAttachment && record['public'] === true,
    stored: null,
  }
}

/** Where a folder has the content. That the user may read the attachment is known by now. */
async function storedFile(attachment: AnyRecords): Promise<StoredFile | null> {
  const folder = attachment['folder']() as string | null
  if (folder === null) return null
  const { store_fname: name } = await attachment.sudo().load('store_fname')
  if (typeof name !== 'string' || !/^[0-9a-f]{2}\/[0-9a-f]{64}$/.test(name)) return null
  return { path: join(folder, name), name }
}

async function fromFolder(attachment: AnyRecords, stored: StoredFile): Promise<FileContent> {
  const { size } = await stat(stored.path).catch(() => {
    throw new NotFound()
  })
  return {
    size,
    part: (start, end) => createReadStream(stored.path, { start, end }),
    etag: `"${attachment['checksum'] as string}"`,
    modified: attachment.write_date,
    mimetype: (attachment['mimetype'] as string | null) ?? 'application/octet-stream',
    public: attachment['public'] === true,
    stored,
  }
}
