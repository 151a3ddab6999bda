import { Controller, defineAddon, route, type Request } from 'pergola'
import { api, fields, Model, type AnyRecords, type Environment } from 'pergola/models'
import { after, before } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'

/** Who keeps notes in whose folders: everybody sees folders, and only own notes, but public ones. */
class Folder extends Model {
  static override model = 'vault.folder'
  static override description = 'Folder'

  name = fields.char({ required: true })
  note_ids = fields.one2many('vault.note', 'folder_id')
  best_note_id = fields.many2one('vault.note')
}

class Note extends Model {
  static override model = 'vault.note'
  static override description = 'Note'
  static override order = 'id'
  static override sqlConstraints = [['name_uniq', 'unique (name)', 'There is such a note.']] as const

  name = fields.char({ required: true })
  weight = fields.integer({ default: 3 })
  owner_id = fields.many2one('res.users')
  author_id = fields.many2one('res.users', { default: (env) => env.user })
  company_id = fields.many2one('res.company', { default: (env) => env.company })
  folder_id = fields.many2one('vault.folder')
  pin = fields.char({ groups: 'base.group_system', default: '0000' })
  body = fields.text()
  day = fields.date()
  moment = fields.datetime()
  tags = fields.json()
  picture = fields.binary()
  file = fields.binary({ groups: 'base.group_system' })
  file_name = fields.char()

  @api.rpc
  async weigh(factor: number, { plus = 0 }: { plus?: number } = {}): Promise<number[]> {
    await this.load('weight')
    return this.mapped((note) => note.weight * factor + plus)
  }

  @api.rpc
  @api.model
  @api.readonly
  async findLight(mostWeight: number, order: string = 'id'): Promise<this> {
    return this.search([['weight', '<=', mostWeight]] as never, { order })
  }

  @api.rpc
  @api.model
  async facts(): Promise<object> {
    return {
      nothing: null,
      when: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
      bytes: new Uint8Array([1, 2]),
      none: undefined,
    }
  }

  @api.rpc
  @api.model
  @api.readonly
  async touch(): Promise<boolean> {
    await this.sudo().create({ name: `touched ${Date.now()}` })
    return true
  }

  @api.rpc
  @api.model
  async leakEnv(): Promise<unknown> {
    return { env: this.env }
  }

  @api.rpc
  async nothing(): Promise<void> {}

  async open(): Promise<string> {
    return 'not for clients'
  }
}

class Pages extends Controller {
  @route('/vault/<model("vault.note"):note>', { auth: 'user' })
  async note({ note }: { note: AnyRecords }) {
    await note.load('name')
    return `<p>${note['name']}</p>`
  }

  @route('/vault/key/<model("vault.note"):note>', { auth: 'bearer', bearerScope: 'rpc' })
  async keyed({ note }: { note: AnyRecords }, request: Request) {
    return request.makeResponse(String(note.id))
  }

  @route('/vault/public/<model("vault.note"):note>', { auth: 'public' })
  async open({ note }: { note: AnyRecords }) {
    return `<p>${note.id}</p>`
  }
}

/** The addon itself. */
export const addon = defineAddon({
  name: 'vault',
  depends: ['rpc', 'web'],
  models: [Folder, Note],
  controllers: [Pages],
})

/** What a test of the vault begins with: two users with notes, and their keys. */
export interface Vault {
  app: TestApp
  env: Environment
  ann: Environment
  bob: Environment
  annKey: string
  adminKey: string
  folder: number
  annNote: number
  bobNote: number
}

/** One vault for the tests of a file. Nothing of it is kept. */
export function withVault(): Vault {
  const vault = {} as Vault
  before(async () => {
    const app = await createTestApp({ addons: [addon], databases: { main: ['vault'] } })
    Object.assign(vault, await fill(app, app.env('main')))
  })
  after(() => vault.app.close())
  return vault
}

/** Fills a database with it. */
export async function fill(app: TestApp, env: Environment): Promise<Vault> {
  await allow(env)
  const ann = await user(env, 'ann')
  const bob = await user(env, 'bob')
  const folder = (await env.records('vault.folder').create({ name: 'Cellar' })).id
  const notes = env.records('vault.note')
  const shared = { folder_id: folder, pin: '4711', picture: PIXEL, file: PIXEL, weight: 5 }
  const annNote = (await notes.create({ ...shared, name: 'of ann', owner_id: ann.uid, file_name: 'ann.txt' })).id
  const bobNote = (await notes.create({ ...shared, name: 'of bob', owner_id: bob.uid, weight: 7 })).id
  await env.records('vault.folder', [folder]).write({ best_note_id: bobNote })
  const inAWeek = new Date(Date.now() + 86_400_000 / 2)
  const annKey = await ann['res.users.apikeys'].generate('rpc', 'test', inAWeek)
  const admin = env.with({ uid: (await env.ref('base.user_admin')).id, su: false })
  const adminKey = await admin['res.users.apikeys'].generate('rpc', 'test', inAWeek)
  await env.flush()
  return { app, env, ann, bob, annKey, adminKey, folder, annNote, bobNote }
}

/** A white pixel, as PNG. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='

async function allow(env: Environment): Promise<void> {
  const group = (await env.ref('base.group_user')).id
  for (const model of ['vault.note', 'vault.folder']) {
    const [found] = await env['ir.model'].search([['model', '=', model]])
    const all = { perm_read: true, perm_write: true, perm_create: true, perm_unlink: true }
    await env['ir.model.access'].create({ name: model, model_id: found?.id, group_id: group, ...all })
    if (model === 'vault.folder') continue
    const domain = `[('owner_id', '=', user.id)]`
    await env['ir.rule'].create({ name: 'own notes', model_id: found?.id, domain_force: domain })
  }
}

async function user(env: Environment, login: string): Promise<Environment> {
  const group = (await env.ref('base.group_user')).id
  const values = { name: login, login, password: `${login} secret`, groups_id: [[6, 0, [group]]] }
  const made = await env['res.users'].create(values)
  return env.with({ uid: made.id, su: false, context: {} })
}
