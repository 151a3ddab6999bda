import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Controller, defineAddon, route, type Addon, type Request } from 'pergola'
import { fields, Model, type Environment } from 'pergola/models'
import type { TestApp } from 'pergola/testing'

/** What the next page is made of. */
type Page = (request: Request) => unknown

/** Lets a test say what the route /page answers. */
export const pages: { next: Page } = { next: () => '' }

class Pages extends Controller {
  @route('/page', { auth: 'public' })
  async page(_args: object, request: Request) {
    return pages.next(request) as string
  }

  @route('/bare', { auth: 'none' })
  async bare(_args: object, request: Request) {
    return pages.next(request) as string
  }
}

export class Author extends Model {
  static override model = 'lib.author'
  static override description = 'Author'
  name = fields.char()
  born = fields.date()
  book_ids = fields.one2many('lib.book', 'author_id')
}

export class Book extends Model {
  static override model = 'lib.book'
  static override description = 'Book'
  static override order = 'id'
  name = fields.char()
  author_id = fields.many2one('lib.author')
  tag_ids = fields.many2many('lib.tag')
  price = fields.monetary()
  currency_id = fields.many2one('res.currency')
  weight = fields.float({ digits: [8, 3] })
  published = fields.date()
  changed = fields.datetime()
  state = fields.selection([
    ['new', 'Brand new'],
    ['old', { en_US: 'Second hand', fr_FR: "D'occasion" }],
  ])
  blurb = fields.html()
  notes = fields.text()
  cover = fields.binary()
  cost = fields.float({ groups: 'base.group_system' })

  get shouted(): string {
    return `${this.name}!`
  }

  twice(): string {
    return `${this.name} ${this.name}`
  }

  async later(): Promise<string> {
    calls.push('later')
    return 'never'
  }

  _hidden(): string {
    return 'hidden'
  }
}

export class Tag extends Model {
  static override model = 'lib.tag'
  static override description = 'Tag'
  name = fields.char()
}

export interface AuthorRecord extends Author {}
export interface BookRecord extends Book {}
export interface TagRecord extends Tag {}
declare module 'pergola/models' {
  interface Models {
    'lib.author': AuthorRecord
    'lib.book': BookRecord
    'lib.tag': TagRecord
  }
}

/** What ran although it should not. */
export const calls: string[] = []

const RIGHTS = `id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink
a_author,a,model_lib_author,,1,0,0,0
a_book,b,model_lib_book,,1,0,0,0
a_tag,t,model_lib_tag,,1,0,0,0
`

const RULES = `<odoo><record id="rule_secret" model="ir.rule">
  <field name="name">No secret authors</field>
  <field name="model_id" ref="model_lib_author"/>
  <field name="domain_force">[('name', '!=', 'Secret')]</field>
  <field name="groups" eval="[(4, ref('base.group_public'))]"/>
</record></odoo>`

/** Addons in a folder of their own, whose files a test may change. */
export class AddonFolders {
  readonly #made = mkdtemp(join(tmpdir(), 'pergola-views-'))

  async write(addon: string, file: string, text: string): Promise<void> {
    const path = join(await this.#made, addon, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  /** An addon with templates. */
  async addon(name: string, templates: string, more: Partial<Parameters<typeof defineAddon>[0]> = {}): Promise<Addon> {
    await this.write(name, 'views/pages.xml', `<templates>${templates}</templates>`)
    return defineAddon({ name, depends: ['web'], views: ['views/*.xml'], root: join(await this.#made, name), ...more })
  }

  /** The library: models, rights, and a route for everything. */
  async library(templates: string): Promise<Addon> {
    await this.write('lib', 'security/ir.model.access.csv', RIGHTS)
    await this.write('lib', 'security/rules.xml', RULES)
    return this.addon('lib', templates, {
      controllers: [Pages],
      models: [Author, Book, Tag],
      data: ['security/ir.model.access.csv', 'security/rules.xml'],
    })
  }

  async remove(): Promise<void> {
    await rm(await this.#made, { recursive: true })
  }
}

/** Commits work in a database. */
export async function inDatabase<Result>(
  app: TestApp,
  database: string,
  work: (env: Environment) => Promise<Result>,
): Promise<Result> {
  const { databases } = app.app
  if (databases === null) throw new Error('There are no databases.')
  return databases.inEnvironment(database, work)
}

/** The text of a page without the white space between elements. */
export async function show(
  app: TestApp,
  database: string,
  page: Page,
  options: { path?: string; login?: string; query?: string } = {},
): Promise<{ status: number; text: string }> {
  pages.next = page
  const path = `${options.path ?? '/page'}${options.query ?? ''}`
  const client = options.login === undefined ? null : app.browser({ database, login: options.login })
  const { status, text } = await (client === null ? app.inject({ database, path }) : client.get(path))
  return { status, text: text.trim() }
}
