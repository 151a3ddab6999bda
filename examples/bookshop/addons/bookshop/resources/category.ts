import { Allow, DENY_ALL, Everyone, type Acl, type Resource } from 'pergola'
import type { CategoryRecord } from '../models/category.ts'
import { idOfSlug, toSlug } from '../text/slug.ts'
import { Authors } from './author.ts'
import { ShelvedBook } from './book.ts'

/** A category in the tree: below it are categories, by their slugs, and books. The rights of the request's user count. */
export class Category implements Resource {
  readonly record: CategoryRecord
  readonly name: string
  readonly parent: Resource
  readonly acl: Acl = [[Allow, Everyone, 'view'], [Allow, 'group:bookshop.staff', 'edit'], DENY_ALL]

  constructor(record: CategoryRecord, name: string, parent: Resource) {
    this.record = record
    this.name = name
    this.parent = parent
  }

  async child(segment: string): Promise<Resource | undefined> {
    if (toSlug(segment) !== segment) return undefined
    const found = await this.record.search([
      ['parent_id', '=', this.record.ids[0] ?? null],
      ['slug', '=', segment],
    ])
    if (found.length > 0) return new Category(await found.load('name'), segment, this)
    return this.book(segment)
  }

  /** The book of a segment, under its one right name: `pride-and-prejudice-1`. */
  async book(segment: string): Promise<Resource | undefined> {
    const id = idOfSlug(segment)
    if (id === null) return undefined
    const found = await this.record.env['shop.book'].search([
      ['id', '=', id],
      ['category_id', '=', this.record.ids[0] ?? null],
    ])
    if (found.length === 0) return undefined
    const book = new ShelvedBook(await found.load('name', 'state'), this)
    return book.name === segment ? book : undefined
  }
}

/** All shelves: the first categories, and the authors. */
export class Shelves extends Category {
  constructor(none: CategoryRecord, site: Resource) {
    super(none, 'browse', site)
  }

  override async child(segment: string): Promise<Resource | undefined> {
    if (segment === 'authors') return new Authors(this.record.env['shop.author'], this)
    return super.child(segment)
  }

  /** A category where it stands in the tree. */
  async place(category: CategoryRecord): Promise<Category> {
    await category.ensureOne().load('name', 'slug', 'parent_id')
    const { parent_id: above, slug } = category
    return new Category(category, slug, above.length === 0 ? this : await this.place(above))
  }
}
