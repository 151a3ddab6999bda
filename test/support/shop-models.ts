import { ValidationError, UserError } from '../../src/errors/business-errors.ts'
import { api } from '../../src/models/api.ts'
import { fields } from '../../src/models/fields.ts'
import { Model, type ModelClass } from '../../src/models/model.ts'
import type { Domain } from '../../src/models/domain/domain.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the models are not declared in `Models`
type Loose = Record<string, any>

// A shop: every way in which values come about and depend on each other.

export class Currency extends Model {
  static override model = 'res.currency'
  name = fields.char({ required: true })
  rounding = fields.float({ digits: [12, 6], default: 0.01 })
}

export class Author extends Model {
  static override model = 'shop.author'
  static override order = 'name, id'
  name = fields.char({ required: true })
  active = fields.boolean({ default: true })
  country = fields.char()
  book_ids = fields.one2many('shop.book', 'author_id')
  book_count = fields.integer({ compute: 'computeCounts', store: true })
  total_price = fields.float({ compute: 'computeCounts', store: true })

  @api.depends('book_ids.price')
  computeCounts(): void {
    for (const author of this as Iterable<Loose>) {
      author['book_count'] = author['book_ids'].length
      author['total_price'] = author['book_ids'].mapped('price').reduce((sum: number, price: number) => sum + price, 0)
    }
  }
}

export class Tag extends Model {
  static override model = 'shop.tag'
  static override order = 'name desc'
  name = fields.char({ required: true })
  weight = fields.integer({ default: 1 })
  active = fields.boolean({ default: true })
  book_ids = fields.many2many('shop.book', { relation: 'shop_book_tag_rel', column: 'tag_id', otherColumn: 'book_id' })
  book_total = fields.integer({ compute: 'computeBookTotal', store: true })

  @api.depends('book_ids')
  computeBookTotal(): void {
    for (const tag of this) tag.book_total = (tag.book_ids as Loose).length
  }
}

export class Book extends Model {
  static override model = 'shop.book'
  static override description = 'Book'
  static override sqlConstraints = [['isbn_uniq', 'unique (isbn)', 'The ISBN is taken.']] as const
  name = fields.char({ required: true, index: true })
  isbn = fields.char({ copy: false, size: 13 })
  text = fields.text()
  pages = fields.integer()
  price = fields.float({ default: 10 })
  cost = fields.monetary()
  currency_id = fields.many2one('res.currency')
  sold = fields.boolean()
  published = fields.date()
  moment = fields.datetime()
  state = fields.selection(
    [
      ['draft', 'Draft'],
      ['done', 'Done'],
    ],
    { default: 'draft' },
  )
  mark = fields.selection('selectMarks')
  topic = fields.reference('selectTopics')
  data = fields.json()
  cover = fields.binary()
  about = fields.reference([['shop.author', 'Author']])
  active = fields.boolean({ default: true })
  author_id = fields.many2one('shop.author', { ondelete: 'restrict' })
  tag_ids = fields.many2many('shop.tag', { relation: 'shop_book_tag_rel', column: 'book_id', otherColumn: 'tag_id' })
  line_ids = fields.one2many('shop.line', 'book_id', { copy: true })
  large_line_ids = fields.one2many('shop.line', 'book_id', { domain: [['quantity', '>', 1000]] })
  note_ids = fields.one2many('shop.note', 'book_id')
  author_name = fields.char({ related: 'author_id.name' })
  author_country = fields.char({ related: 'author_id.country', readonly: false })
  author_stored = fields.char({ related: 'author_id.name', store: true })
  double = fields.float({ compute: 'computeDouble', inverse: 'inverseDouble', search: 'searchDouble' })
  later = fields.char({ compute: 'computeLater' })
  tag_weight = fields.integer({ compute: 'computeTagWeight', store: true })
  line_total = fields.float({ compute: 'computeLineTotal', store: true })
  line_tax = fields.float({ compute: 'computeLineTax', store: true })
  level = fields.char({ compute: 'computeLevel', store: true, readonly: false })

  async selectMarks(): Promise<Array<[string, string]>> {
    return [['new', 'New']]
  }
  selectTopics(): Array<[string, string]> {
    return [['shop.tag', 'Tag']]
  }

  @api.depends('price')
  computeDouble(): void {
    for (const book of this) book.double = book.price * 2
  }
  inverseDouble(): void {
    for (const book of this) book.price = book.double / 2
  }
  searchDouble(operator: string, value: unknown): Domain {
    return [['price', operator, Number(value) / 2]] as unknown as Domain
  }

  @api.depends('name', 'author_id.name')
  async computeLater(): Promise<void> {
    for (const book of this) {
      const many = await this.env
        .records('shop.book')
        .searchCount([['author_id', '=', (book.author_id as Loose).id]] as never)
      book.later = `${book.name} by ${(book.author_id as Loose)['name'] ?? 'nobody'}, one of ${many}`
    }
  }

  @api.depends('tag_ids.weight')
  computeTagWeight(): void {
    for (const book of this as Iterable<Loose>)
      book['tag_weight'] = book['tag_ids'].mapped('weight').reduce((sum: number, each: number) => sum + each, 0)
  }

  @api.depends('line_ids.amount')
  computeLineTotal(): void {
    for (const book of this as Iterable<Loose>)
      book['line_total'] = book['line_ids'].mapped('amount').reduce((sum: number, each: number) => sum + each, 0)
  }

  @api.depends('line_total')
  computeLineTax(): void {
    for (const book of this) book.line_tax = book.line_total / 10
  }

  @api.depends('price')
  computeLevel(): void {
    for (const book of this) book.level = book.price > 50 ? 'dear' : 'cheap'
  }

  @api.constrains('price', 'line_total')
  checkPrice(): void {
    for (const book of this) {
      if (book.price < 0) throw new ValidationError('Nobody is paid for taking a book.')
      if (book.line_total > 1000) throw new ValidationError('Too much in one book.')
    }
  }

  @api.ondelete({ atUninstall: false })
  keepSold(): void {
    for (const book of this) if (book.sold) throw new UserError('Sold books stay.')
  }
}

export class Line extends Model {
  static override model = 'shop.line'
  static override order = 'sequence, id'
  name = fields.char()
  sequence = fields.integer({ default: 10 })
  quantity = fields.float({ default: 1 })
  unit = fields.float({ default: 1 })
  amount = fields.float({ compute: 'computeAmount', store: true })
  book_id = fields.many2one('shop.book', { ondelete: 'cascade' })

  @api.depends('quantity', 'unit')
  computeAmount(): void {
    for (const line of this) line.amount = line.quantity * line.unit
  }
}

export class Note extends Model {
  static override model = 'shop.note'
  static override recName = 'text'
  text = fields.char({ required: true })
  book_id = fields.many2one('shop.book')
}

export class Category extends Model {
  static override model = 'shop.category'
  name = fields.char({ required: true })
  parent_id = fields.many2one('shop.category')
  child_ids = fields.one2many('shop.category', 'parent_id')
  complete_name = fields.char({ compute: 'computeCompleteName', store: true })

  @api.depends('name', 'parent_id.complete_name')
  computeCompleteName(): void {
    for (const each of this as Iterable<Loose>)
      each['complete_name'] = each['parent_id'].length
        ? `${each['parent_id'].complete_name} / ${each['name']}`
        : each['name']
  }
}

/** A book that can be borrowed: it has all that a book has. */
export class Copy extends Model {
  static override model = 'shop.copy'
  static override inherits = { 'shop.book': 'book_id' }
  book_id = fields.many2one('shop.book', { required: true })
  shelf = fields.char({ default: () => 'A1' })
}

/** A copy that somebody has at home. */
export class Loan extends Model {
  static override model = 'shop.loan'
  static override inherits = { 'shop.copy': 'copy_id' }
  copy_id = fields.many2one('shop.copy', { required: true })
}

export const shopModels: readonly ModelClass[] = [Currency, Author, Tag, Book, Line, Note, Category, Copy, Loan]
