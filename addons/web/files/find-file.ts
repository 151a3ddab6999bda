import { NotFound } from 'pergola'
import type { AnyRecords, Environment } from 'pergola/models'
import { timingSafeEqual, createHash } from 'node:crypto'
import type { FileParams } from './file-params.ts'

/** A binary field of one record. */
export interface FoundFile {
  /** Seen by whoever asks; with all rights only where an attachment's own token was given. */
  readonly record: AnyRecords
  readonly field: string
  /** Whether the token was given: then nothing but the content and its name may be read. */
  readonly byToken: boolean
}

/** What an attachment's token opens. */
const CONTENT: ReadonlySet<string> = new Set(['raw', 'datas'])
const LARGEST_ID = 2 ** 31 - 1

/**
 * The record and field that a URL names. Whether the record may be read is checked here, the field when it is read.
 *
 * @throws {NotFound} where there is none; {AccessError}, {MissingError} where the record cannot be read
 *
 * Source: odoo's `ir.binary._find_record`.
 */
export async function findFile(env: Environment, params: FileParams): Promise<FoundFile> {
  const record = await recordOf(env, params)
  const { definition } = record
  const field = params.field ?? (definition.name === 'ir.attachment' ? 'raw' : '')
  if (definition.fields.get(field)?.type !== 'binary') throw new NotFound()
  if (await fitsToken(record, field, params.access_token)) return { record: record.sudo(), field, byToken: true }
  await record.load('id')
  return { record, field, byToken: false }
}

async function recordOf(env: Environment, { xmlid, model = 'ir.attachment', id }: FileParams): Promise<AnyRecords> {
  if (xmlid !== undefined) {
    const record = /^[\w-]+\.[\w.-]+$/.test(xmlid) ? await env.ref(xmlid, { optional: true }) : null
    if (record === null) throw new NotFound()
    return record.withEnv(env)
  }
  const number = typeof id === 'string' && /^\d{1,10}$/.test(id) ? Number(id) : id
  const isId = typeof number === 'number' && number > 0 && number <= LARGEST_ID
  if (!isId || !env.registry.has(model) || env.registry.definition(model).abstract) throw new NotFound()
  return env.records(model, [number])
}

async function fitsToken(record: AnyRecords, field: string, given: string | undefined): Promise<boolean> {
  if (given === undefined || given === '' || record.definition.name !== 'ir.attachment' || !CONTENT.has(field))
    return false
  const found = await record.sudo().exists()
  if (found.length === 0) return false
  const { access_token: token } = await found.load('access_token')
  return typeof token === 'string' && token !== '' && timingSafeEqual(hash(token), hash(given))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
