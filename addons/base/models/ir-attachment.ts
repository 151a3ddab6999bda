import { createHash, randomUUID } from 'node:crypto'
import { AccessError } from 'pergola'
import { api, fields, Model, SUPERUSER_ID, type Domain, type Values } from 'pergola/models'
import { attachmentsFor } from '../attachments/access.ts'
import { contentOf, mayRunInPages, mimetypeOf } from '../attachments/content.ts'
import { deleteFile, filesIn, readFile, writeFile } from '../attachments/file-store.ts'

/** What only follows from the content. */
const DERIVED = ['checksum', 'file_size', 'store_fname', 'db_datas']

/** Files and links, of a record or by themselves. Source: odoo's `ir.attachment`. */
export class Attachment extends Model {
  static override model = 'ir.attachment'
  static override description = 'Attachment'
  static override order = 'id desc'

  name = fields.char({ required: true })
  description = fields.text()
  res_model = fields.char({ label: 'Resource Model', index: true, help: 'The model of the record it belongs to.' })
  res_field = fields.char({ label: 'Resource Field' })
  res_id = fields.integer({ label: 'Resource ID', index: 'btree_not_null' })
  company_id = fields.many2one('res.company', { label: 'Company' })
  type = fields.selection(
    [
      ['url', 'URL'],
      ['binary', 'File'],
    ],
    { required: true, default: 'binary' },
  )
  url = fields.char({ index: 'btree_not_null', size: 1024 })
  public = fields.boolean({ label: 'Is public document', help: 'Everybody may read it.' })
  access_token = fields.char({
    groups: 'base.group_user',
    copy: false,
    help: 'Whoever has it may read the attachment.',
  })
  raw = fields.binary({ label: 'File Content (raw)', compute: 'computeRaw', inverse: 'setContent' })
  datas = fields.binary({ label: 'File Content (base64)', compute: 'computeRaw', inverse: 'setContent' })
  db_datas = fields.binary({ label: 'Database Data', copy: false })
  store_fname = fields.char({ label: 'Stored Filename', index: true, copy: false })
  file_size = fields.integer({ readonly: true })
  checksum = fields.char({ label: 'Checksum (SHA-256)', size: 64, index: true, readonly: true })
  mimetype = fields.char({ label: 'Mime Type', readonly: true })
  readable = fields.boolean({ compute: 'computeUsable', search: 'searchReadable' })
  changeable = fields.boolean({ compute: 'computeUsable', search: 'searchChangeable' })

  /**
   * Where new content is kept: with the record (`'db'`), or as a file (`'file'`), which needs a `folder()`.
   * Source: odoo `IrAttachment._storage`.
   */
  storage(): 'db' | 'file' | Promise<'db' | 'file'> {
    return this.folder() === null ? 'db' : 'file'
  }

  /** The folder of the database's files; null where there is none. */
  folder(): string | null {
    return null
  }

  @api.depends('db_datas', 'store_fname')
  async computeRaw() {
    const folder = this.folder()
    for (const attachment of this) {
      const { db_datas, store_fname } = attachment
      const bytes = store_fname && folder !== null ? await readFile(folder, store_fname) : db_datas
      attachment.raw = bytes as Uint8Array
      attachment.datas = bytes as Uint8Array
    }
  }

  // An assigned attribute; create and write take the content out of their values before.
  async setContent() {
    for (const attachment of this) await attachment.write({ raw: attachment.raw ?? attachment.datas })
  }

  @api.depends('public', 'res_model', 'res_id', 'res_field', 'create_uid')
  async computeUsable() {
    const these: Domain = [['id', 'in', this.ids]]
    const all = this.env['ir.attachment'].sudo()
    const readable = await all.search([...these, ...(await this.searchReadable('=', true))] as never)
    const changeable = await all.search([...these, ...(await this.searchChangeable('=', true))] as never)
    for (const attachment of this) {
      attachment.readable = readable.ids.includes(attachment.id)
      attachment.changeable = changeable.ids.includes(attachment.id)
    }
  }

  /** Who may read an attachment: see `attachmentsFor`. A record rule asks for this. */
  async searchReadable(operator: string, value: unknown): Promise<Domain> {
    return attachmentsFor(this.env, 'read', (operator === '=') === Boolean(value))
  }

  async searchChangeable(operator: string, value: unknown): Promise<Domain> {
    return attachmentsFor(this.env, 'write', (operator === '=') === Boolean(value))
  }

  override async create(values: Values | readonly Values[] = {}) {
    const list = Array.isArray(values) ? (values as readonly Values[]) : [values as Values]
    const complete: Values[] = []
    for (const each of list) complete.push(await this.withContent({ name: 'Unnamed', ...each }, null))
    return super.create(complete)
  }

  override async write(values: Values) {
    const plain = without(values, DERIVED)
    if (!('raw' in values || 'datas' in values || 'mimetype' in values)) await super.write(plain)
    else {
      await this.load('name', 'url')
      for (const each of this) await each.writeStored(await this.withContent(plain, each))
    }
    if ('res_model' in values || 'res_id' in values || 'res_field' in values) await this.assertChangeable()
    return true as const
  }

  /** @throws {AccessError} where one was moved to a record that the user may not change */
  async assertChangeable(): Promise<void> {
    if (this.env.su || this.length === 0) return
    const left = await this.search([
      ['id', 'in', this.ids],
      ['changeable', '=', true],
    ])
    if (left.length < this.length) throw new AccessError('Sorry, you are not allowed to access this document.')
  }

  /** The write of the model itself. @internal */
  async writeStored(values: Values): Promise<true> {
    return super.write(values)
  }

  override async copyData(values: Values = {}) {
    const list = await super.copyData(values)
    if ('raw' in values || 'datas' in values) return list
    await this.load('raw')
    return [...this].map(({ raw }, index) => ({ ...list[index], raw }))
  }

  /** Makes a token with which anybody can read the attachment. Source: odoo `generate_access_token`. */
  async generateAccessToken(): Promise<string[]> {
    await this.load('access_token')
    const tokens: string[] = []
    for (const attachment of this) {
      const token = attachment.access_token ?? randomUUID()
      if (attachment.access_token === null) await attachment.write({ access_token: token })
      tokens.push(token)
    }
    return tokens
  }

  /** Values with what follows from their content. */
  async withContent(values: Values, attachment: Attachment | null): Promise<Values> {
    const content = contentOf(values)
    const named = { name: attachment?.name, url: attachment?.url, ...values }
    const complete: Record<string, unknown> = without(values, ['raw', 'datas', ...DERIVED])
    if (complete['res_id'] === 0 || complete['res_id'] === false) complete['res_id'] = null
    complete['mimetype'] = await this.safeMimetype(mimetypeOf(named, content))
    if (content === undefined) return complete
    const checksum = content === null ? null : createHash('sha256').update(content).digest('hex')
    return { ...complete, checksum, file_size: content?.length ?? 0, ...(await this.stored(content, checksum)) }
  }

  /**
   * What a page would run is plain text, unless somebody put it there who may change pages anyway. It is the user who counts, also
   * where all rights were lent. Source: odoo `IrAttachment._check_contents`.
   */
  async safeMimetype(mimetype: string): Promise<string> {
    if (!mayRunInPages(mimetype)) return mimetype
    const { env } = this
    if (env.context['attachments_mime_plainxml']) return 'text/plain'
    const isFramework = env.su && (env.uid === null || env.uid === SUPERUSER_ID)
    return isFramework || (await env.with({ su: false }).hasGroup('base.group_system')) ? mimetype : 'text/plain'
  }

  async stored(content: Uint8Array | null, checksum: string | null): Promise<Values> {
    const folder = this.folder()
    if (content === null || folder === null || checksum === null || (await this.storage()) === 'db') {
      return { db_datas: content, store_fname: null }
    }
    return { db_datas: null, store_fname: await writeFile(folder, checksum, content) }
  }

  /** Removes the files that no attachment has any more. A day old at least: others may be about to be committed. */
  @api.autovacuum
  async removeUnusedFiles(): Promise<void> {
    const folder = this.folder()
    if (folder === null) return
    for await (const names of filesIn(folder)) {
      const { rows } = await this.env.cr.query<{ store_fname: string }>(
        'select distinct store_fname from ir_attachment where store_fname = any($1::text[])',
        [names],
      )
      const used = new Set(rows.map(({ store_fname }) => store_fname))
      for (const name of names) if (!used.has(name)) await deleteFile(folder, name)
    }
  }
}

function without(values: Values, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}

export interface AttachmentRecord extends Attachment {}
declare module 'pergola/models' {
  interface Models {
    'ir.attachment': AttachmentRecord
  }
}
