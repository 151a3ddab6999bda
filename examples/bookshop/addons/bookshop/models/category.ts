import { ValidationError } from 'pergola'
import { api, fields, Model, type Values } from 'pergola/models'

/** A category as the search form shows it. */
export interface Shelf {
  readonly id: number
  readonly name: string
  /** Those below it. */
  readonly shelves: readonly Shelf[]
}

/** A category of books; categories make a tree. */
export class Category extends Model {
  static override model = 'shop.category'
  static override description = 'Category'
  static override order = 'complete_name, id'
  static override recName = 'complete_name'
  static override sqlConstraints: typeof Model.sqlConstraints = [
    ['slug_unique', 'unique nulls not distinct (parent_id, slug)', 'There is such a category already.'],
  ]

  name = fields.char({ required: true })
  slug = fields.char({ required: true, help: 'Its name in URLs.' })
  parent_id = fields.many2one('shop.category', { index: true, ondelete: 'restrict' })
  child_ids = fields.one2many('shop.category', 'parent_id')
  book_ids = fields.one2many('shop.book', 'category_id')
  complete_name = fields.char({ compute: 'computeCompleteName', store: true, index: true })

  @api.depends('name', 'parent_id.complete_name')
  computeCompleteName(): void {
    for (const category of this) {
      const { parent_id: parent, name } = category
      category.complete_name = parent.length > 0 ? `${parent.complete_name} / ${name}` : name
    }
  }

  @api.constrains('parent_id')
  async checkParent(): Promise<void> {
    if (await this.hasCycle()) throw new ValidationError('A category cannot be inside itself.')
  }

  @api.constrains('slug')
  checkSlug(): void {
    for (const { slug } of this) {
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) {
        throw new ValidationError('A slug has small letters and digits, with a - between words.')
      }
    }
  }

  /** All categories as a tree. They are read once, until somebody changes one. */
  @api.ormcache()
  async tree(): Promise<readonly Shelf[]> {
    const all = await this.sudo().search([])
    await all.load('name', 'parent_id')
    const below = Map.groupBy(all, ({ parent_id: parent }) => parent.ids[0] ?? null)
    const shelvesOf = (parent: number | null): Shelf[] =>
      (below.get(parent) ?? []).map(({ id, name }) => ({ id, name, shelves: shelvesOf(id) }))
    return shelvesOf(null)
  }

  override async create(values: Values | readonly Values[] = {}) {
    this.env.transaction.clearCaches('shop.category')
    return super.create(values)
  }

  override async write(values: Values) {
    this.env.transaction.clearCaches('shop.category')
    return super.write(values)
  }

  override async unlink() {
    this.env.transaction.clearCaches('shop.category')
    return super.unlink()
  }
}

export interface CategoryRecord extends Category {}
declare module 'pergola/models' {
  interface Models {
    'shop.category': CategoryRecord
  }
}
