import type { Cursor } from '../../src/database/cursor.ts'
import type { Database } from '../../src/database/database.ts'
import { api } from '../../src/models/api.ts'
import { composeModels } from '../../src/models/compose-models.ts'
import type { Environment } from '../../src/models/environment.ts'
import { fields } from '../../src/models/fields.ts'
import { Model } from '../../src/models/model.ts'
import { Registry } from '../../src/models/registry.ts'
import { syncSchema } from '../../src/models/schema/sync-schema.ts'

// What data files are loaded into: a small shop, and the table of external ids.

class Data extends Model {
  static override model = 'ir.model.data'
  static override logAccess = false
  module = fields.char({ required: true })
  name = fields.char({ required: true })
  model = fields.char({ required: true })
  res_id = fields.integer()
  noupdate = fields.boolean()
}

class Author extends Model {
  static override model = 'shop.author'
  static override sqlConstraints = [['name_uniq', 'unique (name)', 'The name is taken.']] as const
  name = fields.char({ required: true })
  parent_id = fields.many2one('shop.author', { ondelete: 'restrict' })
  book_ids = fields.one2many('shop.book', 'author_id')
}

class Tag extends Model {
  static override model = 'shop.tag'
  name = fields.char()
}

class Book extends Model {
  static override model = 'shop.book'
  name = fields.char({ required: true })
  author_id = fields.many2one('shop.author')
  tag_ids = fields.many2many('shop.tag')
  price = fields.float()
  pages = fields.integer({ default: 7 })
  sold = fields.boolean()
  day = fields.date()
  state = fields.selection([
    ['draft', 'Draft'],
    ['done', 'Done'],
  ])
  text = fields.html()
  settings = fields.json()
  cover = fields.binary()
  about = fields.reference([['shop.author', 'Author']])
  active = fields.boolean({ default: true })

  async reprice(price: number, options: { factor?: number } = {}): Promise<number> {
    await this.write({ price: price * (options.factor ?? 1) })
    return this.length
  }

  @api.model
  async note(text: unknown): Promise<void> {
    await this.create({ name: `${String(text)} ${this.length}` })
  }
}

class Customer extends Model {
  static override model = 'shop.customer'
  static override inherits = { 'shop.author': 'author_id' }
  author_id = fields.many2one('shop.author', { required: true, ondelete: 'cascade' })
  login = fields.char()
}

/** The shop in a database, in a transaction that nobody commits. */
export async function openShop(database: Database): Promise<{ cr: Cursor; env: Environment; registry: Registry }> {
  const listed = [Data, Author, Tag, Book, Customer].map((modelClass) => ({ modelClass, addon: 'shop' }))
  const { definitions } = composeModels(listed)
  const registry = new Registry({ database, definitions, addons: ['shop'] })
  const cr = database.cursor()
  await syncSchema(cr, definitions.values())
  return { cr, env: registry.env(cr), registry }
}
