import { ValidationError } from 'pergola'
import { api, fields, Model } from 'pergola/models'
import { OutOfStock } from '../out-of-stock.ts'
import { foldText } from '../text/fold-text.ts'

/** A book that the shop sells. */
export class Book extends Model {
  static override model = 'shop.book'
  static override description = 'Book'
  static override sqlConstraints: typeof Model.sqlConstraints = [
    ['price_positive', 'check (price > 0)', 'A book costs something.'],
  ]

  name = fields.char({ label: 'Title', required: true, index: true })
  original_name = fields.char({
    label: 'Original title',
    help: 'The title in its own language, where the English one is a translation.',
  })
  author_id = fields.many2one('shop.author', { required: true, index: true })
  category_id = fields.many2one('shop.category', { required: true, index: true, ondelete: 'restrict' })
  year = fields.integer({ help: 'When it was written or first published; years before Christ are negative.' })
  language = fields.char({ size: 3, help: 'It was written in, as an ISO 639 code.' })
  price = fields.monetary({ required: true, help: 'Before what any addon makes of it.' })
  currency_id = fields.many2one('res.currency', {
    required: true,
    default: async (env) => (await env.ready()).company.load('currency_id').then(({ currency_id }) => currency_id),
  })
  display_price = fields.monetary({ compute: 'computeDisplayPrice', help: 'What it costs now.' })
  state = fields.selection(
    [
      ['draft', 'Draft'],
      ['published', 'Published'],
    ],
    { required: true, default: 'draft', index: true },
  )
  active = fields.boolean({ default: true, help: 'Whether it is still sold.' })
  search_text = fields.char({ compute: 'computeSearchText', store: true })

  @api.depends('price')
  computeDisplayPrice(): void {
    for (const book of this) book.display_price = book.price
  }

  @api.depends('name', 'original_name', 'author_id.name')
  computeSearchText(): void {
    for (const book of this) {
      book.search_text = foldText(`${book.name} ${book.original_name ?? ''} ${book.author_id.name}`)
    }
  }

  @api.constrains('language')
  checkLanguage(): void {
    for (const { language } of this) {
      if (language !== null && !/^[a-z]{2,3}$/.test(language)) {
        throw new ValidationError('A language is a code of two or three small letters: en, grc.')
      }
    }
  }

  /** Other books of the same category, those behind this one first. */
  async similar(limit: number): Promise<this> {
    const book = await this.ensureOne().load('category_id')
    const shelf = [['category_id', '=', book.category_id.id]] as const
    const behind = await this.search([...shelf, ['id', '>', book.id]], { limit })
    if (behind.length === limit) return behind
    return behind.union(await this.search([...shelf, ['id', '<', book.id]], { limit: limit - behind.length }))
  }

  /** @throws {OutOfStock} where it is sold no more */
  async ensureSold(): Promise<this> {
    await this.ensureOne().load('active', 'name')
    if (!this.active) throw new OutOfStock(`“${this.name}” is sold no more.`)
    return this
  }
}

export interface BookRecord extends Book {}
declare module 'pergola/models' {
  interface Models {
    'shop.book': BookRecord
  }
}
