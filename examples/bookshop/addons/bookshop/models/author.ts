import { fields, Model } from 'pergola/models'

/** Somebody who wrote a book. */
export class Author extends Model {
  static override model = 'shop.author'
  static override description = 'Author'
  static override order = 'name, id'

  name = fields.char({ required: true, index: true })
  book_ids = fields.one2many('shop.book', 'author_id', { label: 'Books' })
}

export interface AuthorRecord extends Author {}
declare module 'pergola/models' {
  interface Models {
    'shop.author': AuthorRecord
  }
}
