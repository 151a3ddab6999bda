// Which classes make a model, and in which order.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AbstractModel, TransientModel } from './abstract-model.ts'
import { api } from './api.ts'
import { composeModels } from './compose-models.ts'
import { call, composed, get, listing, type Listed } from './compose-support.test.ts'
import type { Environment } from './environment.ts'
import { fields } from './fields.ts'
import { Model, type ModelClass } from './model.ts'

class Author extends Model {
  static override model = 'shop.author'
  name = fields.char()
  book_ids = fields.one2many('shop.book', 'author_id')
}

class Book extends Model {
  static override model = 'shop.book'
  static override description = 'Book'
  static override order = 'name'
  name = fields.char({ required: true, index: true })
  price = fields.float()
  author_id = fields.many2one('shop.author')
  display_price = fields.float({ compute: 'computeDisplayPrice' })

  @api.depends('price')
  computeDisplayPrice(): void {}

  path(): string[] {
    return ['Book']
  }
}

class DiscountedBook extends Book {
  discount = fields.float({ label: 'Discount (%)', default: 0 })

  @api.depends('price', 'discount')
  override computeDisplayPrice(): void {
    super.computeDisplayPrice()
  }

  override path(): string[] {
    return ['Discounted', ...super.path()]
  }
}

class GiftBook extends Book {
  static override order = 'price desc, id'
  wrapping = fields.boolean()
  override name = fields.char({ size: 40 })

  override path(): string[] {
    return ['Gift', ...super.path()]
  }
}

/** Extends by name, and so knows nothing of the class. */
class TaggedBook extends Model {
  static override inherit = 'shop.book'
  tag = fields.char()

  path(): string[] {
    return ['Tagged', ...(super['path' as keyof Model] as unknown as () => string[]).call(this)]
  }
}

test('one model alone', () => {
  const book = get(composed(['shop', Author, Book]), 'shop.book')
  assert.equal(book.table, 'shop_book')
  assert.equal(book.description, 'Book')
  assert.equal(book.order, 'name')
  assert.equal(book.recName, 'name')
  assert.equal(book.addon, 'shop')
  assert.equal(book.parentName, 'parent_id')
  assert.equal(book.activeName, null)
  assert.deepEqual(
    [...book.fields.keys()],
    [
      'id',
      'name',
      'price',
      'author_id',
      'display_price',
      'display_name',
      'create_uid',
      'create_date',
      'write_uid',
      'write_date',
    ],
  )
  assert.deepEqual(book.classes, [{ modelClass: Book, addon: 'shop' }])
})

test('three addons extend one model without knowing of each other, the last outermost', () => {
  const book = get(
    composed(['shop', Author, Book], ['discount', DiscountedBook], ['gift', GiftBook], ['tags', TaggedBook]),
    'shop.book',
  )
  assert.deepEqual(call(book, 'path'), ['Tagged', 'Gift', 'Discounted', 'Book'])
  assert.deepEqual(
    book.classes.map(({ addon }) => addon),
    ['shop', 'discount', 'gift', 'tags'],
  )
  assert.equal(book.order, 'price desc, id')
  assert.equal(book.description, 'Book')
  for (const name of ['discount', 'wrapping', 'tag']) assert.ok(book.fields.has(name), name)
  assert.deepEqual(book.fields.get('discount')?.addons, ['discount'])
  assert.deepEqual(book.fields.get('name')?.addons, ['shop', 'gift'])
})

test('each registry has its own combination', () => {
  const plain = get(composed(['shop', Author, Book]), 'shop.book')
  const gift = get(composed(['shop', Author, Book], ['gift', GiftBook]), 'shop.book')
  const both = get(composed(['shop', Author, Book], ['tags', TaggedBook], ['discount', DiscountedBook]), 'shop.book')
  assert.deepEqual(call(plain, 'path'), ['Book'])
  assert.deepEqual(call(gift, 'path'), ['Gift', 'Book'])
  assert.deepEqual(call(both, 'path'), ['Discounted', 'Tagged', 'Book'])
  assert.ok(!plain.fields.has('discount'))
})

test('an extension keeps the options that it does not name', () => {
  const name = get(composed(['shop', Author, Book], ['gift', GiftBook]), 'shop.book').fields.get('name')
  assert.equal(name?.size, 40)
  assert.equal(name?.columnType, 'varchar(40)')
  assert.equal(name?.required, true)
  assert.equal(name?.index, true)
})

test('what all overrides of a compute method depend on counts', () => {
  const fieldsOf = (...addons: Listed[]): readonly string[] | undefined =>
    get(composed(...addons), 'shop.book').fields.get('display_price')?.depends
  assert.deepEqual(fieldsOf(['shop', Author, Book]), ['price'])
  assert.deepEqual(fieldsOf(['shop', Author, Book], ['discount', DiscountedBook]), ['price', 'discount'])
})

test('records have the members of all classes, and are of each of them', () => {
  const book = get(composed(['shop', Author, Book], ['discount', DiscountedBook], ['gift', GiftBook]), 'shop.book')
  const records = new book.records({} as Environment, [1, 2], null)
  assert.ok(records instanceof Book && records instanceof GiftBook && records instanceof DiscountedBook)
  assert.equal(records.definition, book)
  assert.deepEqual(records.ids, [1, 2])
  assert.equal((records.constructor as typeof Book).model, 'shop.book')
  assert.equal(String(records), 'shop.book(1, 2)')
})

class Thread extends AbstractModel {
  static override model = 'mail.thread'
  static override order = 'message_count desc'
  static override description = 'Thread'
  message_count = fields.integer()
  path(): string[] {
    return ['Thread']
  }
}

class Rated extends AbstractModel {
  static override model = 'rating.mixin'
  rating = fields.integer({ aggregator: 'avg' })
  path(): string[] {
    return [
      'Rated',
      ...((super['path' as keyof AbstractModel] as unknown as (() => string[]) | undefined)?.call(this) ?? []),
    ]
  }
}

const superPath = (value: unknown, self: unknown): string[] => (value as (() => string[]) | undefined)?.call(self) ?? []

test('a model takes in mixins by name; the first named is outermost', () => {
  class Post extends Model {
    static override model = 'blog.post'
    static override inherit = ['rating.mixin', 'mail.thread']
    title = fields.char()
    path(): string[] {
      return ['Post', ...superPath(super['path' as keyof Model], this)]
    }
  }
  const definitions = composed(['mail', Thread, Rated], ['blog', Post])
  const post = get(definitions, 'blog.post')
  assert.deepEqual(call(post, 'path'), ['Post', 'Rated', 'Thread'])
  assert.deepEqual(post.inherit, ['rating.mixin', 'mail.thread'])
  assert.equal(post.abstract, false)
  assert.equal(post.table, 'blog_post')
  assert.equal(post.description, 'blog.post')
  assert.equal(post.order, 'message_count desc')
  assert.equal(post.fields.get('rating')?.model, 'blog.post')
  assert.deepEqual(post.fields.get('rating')?.addons, ['mail'])
  assert.ok(post.logAccess && post.auto)
  assert.equal((new post.records({} as Environment, [], null).constructor as typeof Model).model, 'blog.post')
  const thread = get(definitions, 'mail.thread')
  assert.equal(thread.abstract, true)
  assert.deepEqual([thread.auto, thread.logAccess], [false, false])
  assert.deepEqual([...thread.fields.keys()], ['id', 'message_count', 'display_name'])
})

test('an extension of a mixin is in every model that takes it in, wherever it is listed', () => {
  class Post extends Model {
    static override model = 'blog.post'
    static override inherit = ['mail.thread']
  }
  class LoudThread extends Thread {
    loud = fields.boolean()
    override path(): string[] {
      return ['Loud', ...super.path()]
    }
  }
  const post = get(composed(['mail', Thread], ['blog', Post], ['loud', LoudThread]), 'blog.post')
  assert.deepEqual(call(post, 'path'), ['Loud', 'Thread'])
  assert.ok(post.fields.has('loud'))
})

test('an extension adds a mixin: beneath the model, or above it where it is named first', () => {
  class Over extends Model {
    static override inherit = ['mail.thread', 'shop.book']
    static override model = 'shop.book'
  }
  class Under extends Model {
    static override inherit = ['shop.book', 'mail.thread']
    static override model = 'shop.book'
  }
  class BySubclass extends Book {
    static override inherit = ['mail.thread']
  }
  const path = (extension: ModelClass): unknown =>
    call(get(composed(['mail', Thread], ['shop', Author, Book], ['more', extension]), 'shop.book'), 'path')
  assert.deepEqual(path(Over), ['Thread'])
  assert.deepEqual(path(Under), ['Book'])
  assert.deepEqual(path(BySubclass), ['Book'])
  const over = get(composed(['mail', Thread], ['shop', Author, Book], ['more', Over]), 'shop.book')
  assert.equal((new over.records({} as Environment, [], null).constructor as typeof Model).model, 'shop.book')
  assert.ok(over.fields.has('message_count') && over.fields.has('price'))
})

test('a new model takes in another with all its extensions: by subclassing, or by name', () => {
  class Magazine extends Book {
    static override model = 'shop.magazine'
    issue = fields.integer()
    override path(): string[] {
      return ['Magazine', ...super.path()]
    }
  }
  class Comic extends Model {
    static override model = 'shop.comic'
    static override inherit = 'shop.book'
    path(): string[] {
      return ['Comic', ...superPath(super['path' as keyof Model], this)]
    }
  }
  const definitions = composed(['shop', Author, Book], ['press', Magazine, Comic], ['gift', GiftBook])
  const magazine = get(definitions, 'shop.magazine')
  assert.deepEqual(call(magazine, 'path'), ['Magazine', 'Gift', 'Book'])
  assert.deepEqual(call(get(definitions, 'shop.comic'), 'path'), ['Comic', 'Gift', 'Book'])
  assert.deepEqual(call(get(definitions, 'shop.book'), 'path'), ['Gift', 'Book'])
  assert.equal(magazine.table, 'shop_magazine')
  assert.equal(magazine.description, 'shop.magazine')
  assert.equal(magazine.order, 'price desc, id')
  assert.ok(magazine.fields.has('wrapping') && magazine.fields.has('issue'))
  assert.ok(!get(definitions, 'shop.book').fields.has('issue'))
})

test('a new model of a taken-in one is extended on its own', () => {
  class Magazine extends Book {
    static override model = 'shop.magazine'
  }
  class Glossy extends Magazine {
    glossy = fields.boolean()
  }
  const definitions = composed(['shop', Author, Book], ['press', Magazine], ['gloss', Glossy])
  assert.ok(get(definitions, 'shop.magazine').fields.has('glossy'))
  assert.ok(!get(definitions, 'shop.book').fields.has('glossy'))
})

test('the same name in model and inherit extends', () => {
  class Same extends Model {
    static override model = 'shop.author'
    static override inherit = 'shop.author'
    nick = fields.char()
  }
  assert.ok(get(composed(['shop', Author, Book], ['same', Same]), 'shop.author').fields.has('nick'))
})

test('transient models, models of no table of ours, tables of another name', () => {
  class Wizard extends TransientModel {
    static override model = 'shop.wizard'
    static override table = 'shop_helper'
  }
  class Report extends Model {
    static override model = 'shop.report'
    static override auto = false
    total = fields.float()
  }
  const definitions = composed(['shop', Wizard, Report])
  const wizard = get(definitions, 'shop.wizard')
  assert.deepEqual([wizard.transient, wizard.abstract, wizard.table], [true, false, 'shop_helper'])
  const report = get(definitions, 'shop.report')
  assert.deepEqual([report.auto, report.logAccess, report.abstract], [false, false, false])
  assert.deepEqual([...report.fields.keys()], ['id', 'total', 'display_name'])
})

test('a class whose parent does not count here is left out, with a warning, and what extends it', () => {
  class MoreDiscount extends DiscountedBook {}
  const { definitions, warnings } = composeModels(
    listing([
      ['shop', Author, Book],
      ['more', MoreDiscount],
    ]),
    new Map<ModelClass, string>([
      [Author, 'shop'],
      [Book, 'shop'],
      [DiscountedBook, 'discount'],
      [MoreDiscount, 'more'],
    ]),
  )
  assert.deepEqual(
    warnings.map(({ code, message }) => [code, message]),
    [
      [
        'PERGOLA_W_FOREIGN_MODEL',
        'The model class MoreDiscount (addon more) extends DiscountedBook of the addon discount, which does not count here: it is left out.',
      ],
    ],
  )
  assert.ok(!get(definitions, 'shop.book').fields.has('discount'))
  assert.deepEqual(get(definitions, 'shop.book').classes, [{ modelClass: Book, addon: 'shop' }])
})

test('a class that names a model which there is not is left out, with a warning', () => {
  class Post extends Model {
    static override model = 'blog.post'
    static override inherit = ['mail.thread']
  }
  class LongPost extends Post {}
  const without = composeModels(listing([['blog', Post, LongPost]]))
  assert.equal(without.definitions.size, 0)
  assert.deepEqual(
    without.warnings.map(({ message }) => message),
    [
      'The model class Post (addon blog) extends the model mail.thread, which no addon declares: it is left out.',
      'The model class LongPost (addon blog) extends Post of the addon blog, which is left out: it is left out.',
    ],
  )
  const elsewhere = composeModels(listing([['blog', Post]]), new Map([[Thread, 'mail']]))
  assert.match(
    elsewhere.warnings[0]?.message ?? '',
    /the model mail\.thread of the addon mail, which does not count here/,
  )
})

test('a field of an addon that is not installed says so', () => {
  const all = new Map<ModelClass, string>([
    [Author, 'shop'],
    [Book, 'shop'],
    [DiscountedBook, 'discount'],
  ])
  const book = get(composeModels(listing([['shop', Author, Book]]), all).definitions, 'shop.book')
  const records = new book.records({} as Environment, [1], null) as unknown as Record<string, unknown>
  const expected = {
    name: 'UnknownFieldError',
    message: 'shop.book has no field discount here: it is of the addon discount, which is not installed.',
  }
  assert.throws(() => records['discount'], expected)
  assert.throws(() => (records['discount'] = 3), expected)
  assert.ok(!book.fields.has('discount'))
  assert.ok(!Object.keys(Object.getPrototypeOf(records) as object).includes('discount'))
})
