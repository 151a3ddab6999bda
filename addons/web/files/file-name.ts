import mime from 'mime'
import type { FileParams } from './file-params.ts'
import type { FoundFile } from './find-file.ts'

const LONGEST = 100

/**
 * The name under which a file is saved: as the URL says, else as the record does, else after the record. A missing or
 * unknown ending follows from the type. Source: odoo's `ir.binary._get_stream_from`.
 *
 * @throws {AccessError} where the user may not read the field that has the name
 */
export async function fileName(file: FoundFile, params: FileParams, mimetype: string): Promise<string> {
  const name = params.filename || (await recordedName(file, params.filename_field ?? 'name'))
  const { definition, ids } = file.record
  const plain = (name || `${definition.table}-${ids[0]}-${file.field}`).replaceAll(/[\r\n]+/g, '_')
  const extension = mime.getExtension(mimetype)
  const short = plain.slice(0, LONGEST)
  if (extension === null || mimetype === 'application/octet-stream' || mime.getType(endingOf(short)) !== null)
    return short
  return `${plain.slice(0, LONGEST - extension.length - 1)}.${extension}`
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? '?' : name.slice(dot)
}

async function recordedName({ record, byToken }: FoundFile, field: string): Promise<string> {
  const type = record.definition.fields.get(field)?.type
  if ((type !== 'char' && type !== 'text') || (byToken && field !== 'name')) return ''
  await record.load(field)
  return (record[field] as string | null) ?? ''
}
