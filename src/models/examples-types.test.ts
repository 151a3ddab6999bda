// EXAMPLES.md's model, as it stands, and what must not compile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, fields, Model, type AnyRecords, type Environment, type RecordsOf } from 'pergola/models'

class Author extends Model {
  static override model = 'types.author'
  name = fields.char()
  book_ids = fields.one2many('types.book', 'author_id')
}

class Book extends Model {
  static override model = 'types.book'
  name = fields.char({ required: true, index: true })
  price = fields.monetary({ currency: 'currency_id' })
  author_id = fields.many2one('types.author')
  display_price = fields.float({ compute: 'computeDisplayPrice' })
  state = fields.selection([
    ['draft', 'Draft'],
    ['sold', 'Sold'],
  ])
  open_state = fields.selection<string>([['draft', 'Draft']])
  day = fields.date()
  moment = fields.datetime()
  cover = fields.binary()
  data = fields.json<{ pages: number }>()
  anything = fields.json()
  available = fields.boolean({ default: true })
  currency_id = fields.many2one('types.unknown')
  owner = fields.reference([['types.author', 'Author']])
  tags = fields.many2many('types.author', { relation: 'book_author', column: 'book_id', otherColumn: 'author_id' })

  @api.depends('price')
  computeDisplayPrice() {
    for (const book of this) book.display_price = book.price
  }
}

class DiscountedBook extends Book {
  discount = fields.float({ label: 'Discount (%)', default: 0 })
  override open_state = fields.selection({ selectionAdd: [['sent', 'Sent']] })

  @api.depends('price', 'discount')
  override computeDisplayPrice() {
    super.computeDisplayPrice()
    for (const book of this) book.display_price *= 1 - book.discount / 100
  }
}

interface BookRecord extends Book {}
interface BookRecord extends DiscountedBook {}
interface AuthorRecord extends Author {}

declare module 'pergola/models' {
  interface Models {
    'types.book': BookRecord
    'types.author': AuthorRecord
  }
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the way to compare types
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(yes: Same<A, B>): unknown => yes

/** Never run: only its types count. */
function typed(book: BookRecord, env: Environment): void {
  same<typeof book.name, string>(true)
  same<typeof book.price, number>(true)
  same<typeof book.author_id, AuthorRecord>(true)
  same<typeof book.author_id.book_ids, BookRecord>(true)
  same<typeof book.author_id.name, string>(true)
  same<typeof book.state, 'draft' | 'sold'>(true)
  same<typeof book.open_state, string>(true)
  same<typeof book.day, string>(true)
  same<typeof book.moment, Date>(true)
  same<typeof book.cover, Uint8Array>(true)
  same<typeof book.data, { pages: number }>(true)
  same<typeof book.anything, unknown>(true)
  same<typeof book.available, boolean>(true)
  same<typeof book.currency_id, AnyRecords>(true)
  same<typeof book.owner, Model | null>(true)
  same<typeof book.tags, AuthorRecord>(true)
  same<typeof book.discount, number>(true)
  same<(typeof env)['types.book'], BookRecord>(true)
  same<RecordsOf<'types.nobody'>, AnyRecords>(true)
  // @ts-expect-error -- a price is a number
  book.price = 'dear'
  // @ts-expect-error -- no such choice
  book.state = 'lost'
  // @ts-expect-error -- no such field
  void book.nmae
}

/** Never run: what must not compile. */
function wrong(): unknown {
  class Wrong extends Model {
    // @ts-expect-error -- no such option
    a = fields.char({ requird: true })
    // @ts-expect-error -- size is for char
    b = fields.integer({ size: 3 })
    // @ts-expect-error -- a default that is no number
    c = fields.integer({ default: 'three' })
    // @ts-expect-error -- no such choice
    d = fields.selection<'a' | 'b'>([['c', 'C']])
    // @ts-expect-error -- a model's name is needed
    e = fields.many2one({ required: true })
    // @ts-expect-error -- the field on the other side is needed
    f = fields.one2many('types.book')
    // @ts-expect-error -- no such policy
    g = fields.many2one('types.book', { ondelete: 'set default' })
    // @ts-expect-error -- translations are labels, not a field's option
    h = fields.char({ translate: true })
    // @ts-expect-error -- decorators are for methods
    @api.depends('a') i = 3
    // @ts-expect-error -- atUninstall is to be said
    @api.ondelete({})
    j() {}
    // @ts-expect-error -- the key function takes what the method takes
    @api.ormcache((count: number) => count)
    k(code: string) {
      return code
    }
    @api.ormcache((code: string) => code.length)
    l(code: string) {
      return code
    }
    @api.ormcache(function (this: Wrong, code: string) {
      return [code, this.env.uid]
    })
    async m(code: string) {
      return code
    }
    @api.ormcache()
    n(code: string, more?: number) {
      return [code, more]
    }
  }
  return Wrong
}

test('the types are those of values', () => {
  assert.equal(typeof typed, 'function')
  assert.equal(typeof wrong, 'function')
})
