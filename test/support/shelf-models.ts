import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeModels } from '../../src/models/compose-models.ts'
import { openDatabase, type Database } from '../../src/database/database.ts'
import type { Cursor } from '../../src/database/cursor.ts'
import type { Domain } from '../../src/models/domain/domain.ts'
import { compileDomain } from '../../src/models/domain/compile-domain.ts'
import { compileOrder } from '../../src/models/domain/order.ts'
import type { Environment } from '../../src/models/environment.ts'
import { fields } from '../../src/models/fields.ts'
import { Model } from '../../src/models/model.ts'
import { Registry } from '../../src/models/registry.ts'
import { syncSchema } from '../../src/models/schema/sync-schema.ts'
import { identifier, sql } from '../../src/models/sql.ts'

// A small library: every type of field, a tree, delegation, related and computed fields.

class Author extends Model {
  static override model = 't.author'
  static override order = 'name, id'
  static override logAccess = false
  name = fields.char()
  active = fields.boolean()
  age = fields.integer()
  parent_id = fields.many2one('t.author')
  book_ids = fields.one2many('t.book', 'author_id')
  secret = fields.char({ groups: 'base.group_secret' })
}

class Tag extends Model {
  static override model = 't.tag'
  static override logAccess = false
  name = fields.char()
  color = fields.integer()
  active = fields.boolean()
}

class Product extends Model {
  static override model = 't.product'
  static override logAccess = false
  name = fields.char()
  weight = fields.float()
}

class Book extends Model {
  static override model = 't.book'
  static override inherits = { 't.product': 'product_id' }
  static override order = 'id'
  static override logAccess = false
  product_id = fields.many2one('t.product', { required: true })
  title = fields.char()
  text = fields.text()
  pages = fields.integer()
  rate = fields.float()
  price = fields.float({ digits: [12, 2] })
  sold = fields.boolean()
  day = fields.date()
  moment = fields.datetime()
  state = fields.selection([
    ['draft', 'Draft'],
    ['done', 'Done'],
  ])
  data = fields.json()
  file = fields.binary()
  about = fields.reference([['t.author', 'Author']])
  author_id = fields.many2one('t.author')
  tag_ids = fields.many2many('t.tag')
  line_ids = fields.one2many('t.line', 'book_id')
  author_name = fields.char({ related: 'author_id.name' })
  author_age = fields.integer({ related: 'author_id.age' })
  long = fields.boolean({ compute: 'computeLong', search: 'searchLong' })
  unsearchable = fields.char({ compute: 'computeLong' })
  circle = fields.char({ compute: 'computeLong', search: 'searchCircle' })

  computeLong(): void {
    for (const book of this) (book as unknown as { long: boolean }).long = (book.pages ?? 0) > 100
  }
  searchLong(operator: string, value: unknown): Domain {
    return (operator === '=') === Boolean(value) ? [['pages', '>', 100]] : ['!', ['pages', '>', 100]]
  }
  searchCircle(operator: string, value: unknown): Domain {
    return [['circle', operator, value]] as unknown as Domain
  }
}

class Line extends Model {
  static override model = 't.line'
  static override logAccess = false
  name = fields.char()
  quantity = fields.integer()
  book_id = fields.many2one('t.book')
}

/** A database with the library's tables. */
export interface Shelf {
  readonly database: Database
  readonly registry: Registry
  readonly cr: Cursor
  /** With all rights. */
  readonly env: Environment
  close(): Promise<void>
}

/** Opens an empty library. */
export async function openShelf(): Promise<Shelf> {
  const classes = [Author, Tag, Product, Book, Line]
  const { definitions } = composeModels(classes.map((modelClass) => ({ modelClass, addon: 'shelf' })))
  const database = openDatabase('pglite:memory')
  const registry = new Registry({ database, definitions, addons: ['shelf'] })
  const cr = database.cursor()
  await syncSchema(cr, definitions.values())
  await cr.commit()
  const close = async (): Promise<void> => {
    await cr.close()
    await database.close()
  }
  return { database, registry, cr, env: registry.env(cr), close }
}

/** The ids that a domain finds, without the active test of the model itself. */
export async function found(env: Environment, model: string, domain: unknown, order = 'id'): Promise<number[]> {
  const definition = env.registry.definition(model)
  const where = await compileDomain(env, definition, domain as Domain, 't')
  const { joins, orderBy } = await compileOrder(env, definition, order, 't')
  const { text, values } =
    sql`select t.id from ${identifier(definition.table)} t ${joins} where ${where} order by ${orderBy}`.compile()
  const { rows } = await env.cr.query<{ id: number }>(text, values)
  return rows.map(({ id }) => id)
}

/** Puts a few books, authors and tags on the shelf. */
export async function fillShelf({ cr }: Pick<Shelf, 'cr'>): Promise<void> {
  await cr.query(`
    insert into t_author (id, name, active, age, parent_id) values
      (1, 'Michael Ende', true, 65, null), (2, 'Astrid Lindgren', true, 94, 1), (3, 'Old One', false, null, 2), (4, null, true, 20, null);
    insert into t_tag (id, name, color, active) values (1, 'red', 1, true), (2, 'blue', 2, true), (3, 'gone', 3, false);
    insert into t_product (id, name, weight) values (1, 'P1', 1.5), (2, 'P2', null), (3, null, 3), (4, 'P4', 0), (5, 'P5', 2);
    insert into t_book (id, product_id, title, text, pages, rate, price, sold, day, moment, state, data, file, about, author_id) values
      (1, 1, 'Momo', 'A_b%c', 300, 0.1, 12.50, true, '2024-02-29', '2024-02-29 12:30:00', 'done', '{"a":1}', '\\x00', 't.author,1', 1),
      (2, 2, 'momo 2', '', 100, 2.5, 0, false, '2024-03-01', '2024-03-01 00:00:00', 'draft', null, null, null, 2),
      (3, 3, 'Pippi', null, 0, -1, 7.25, null, null, '2024-03-01 23:59:59.5', null, null, null, 't.author,2', 3),
      (4, 4, null, 'back\\slash', null, null, null, null, '1999-12-31', null, 'done', '[]', null, null, null),
      (5, 5, '100%', 'x', -5, 1e6, -3.10, true, null, null, null, null, null, null, 4);
    insert into t_book_t_tag_rel (t_book_id, t_tag_id) values (1, 1), (1, 2), (2, 2), (3, 3);
    insert into t_line (id, name, quantity, book_id) values (1, 'one', 1, 1), (2, 'two', 2, 1), (3, 'one', null, 2), (4, null, 5, 3), (5, 'stray', 1, null);
  `)
}

/** A test of many domains, each (or a single condition) with the ids that it finds. */
export function domainTable(
  name: string,
  model: string,
  cases: ReadonlyArray<readonly [domain: unknown, ids: number[]]>,
  env: () => Environment,
): void {
  test(name, async () => {
    for (const [domain, ids] of cases) {
      const single = Array.isArray(domain) && domain.length === 3 && /^[a-z]/.test(String(domain[0]))
      assert.deepEqual(await found(env(), model, single ? [domain] : domain), ids, JSON.stringify(domain))
    }
  })
}
