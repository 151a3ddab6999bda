import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { fillShelf, found, openShelf, type Shelf } from '../../../test/support/shelf-models.ts'
import { AccessError } from '../../errors/business-errors.ts'
import { DomainError, NotLoadedError, UnknownFieldError } from '../../errors/model-errors.ts'
import type { Domain } from './domain.ts'
import { domainPaths } from './domain-paths.ts'
import { matchesLike } from './like-pattern.ts'
import { matchesDomain } from './match-domain.ts'

let shelf: Shelf
before(async () => {
  shelf = await openShelf()
  await fillShelf(shelf)
  // Enough further books that each condition meets values on both sides of it.
  await shelf.cr.query(`
    insert into t_product (id, name) select n, nullif('P' || n % 4, 'P0') from generate_series(10, 49) n;
    insert into t_book (id, product_id, title, pages, rate, price, sold, day, moment, state, author_id)
      select n, n, (array['a', 'A', 'ab', 'a%', 'a_', '', null])[n % 7 + 1], nullif(n % 5, 4), nullif(n % 3, 0) / 2.0, nullif(n % 4, 0) / 4.0,
        (array[true, false, null])[n % 3 + 1], date '2024-01-01' + n % 3, timestamp '2024-01-01' + n % 5 * interval '12 hours',
        (array['draft', 'done', null])[n % 3 + 1], nullif(n % 5, 0)
      from generate_series(10, 49) n;
    insert into t_book_t_tag_rel (t_book_id, t_tag_id) select n, n % 2 + 1 from generate_series(10, 30) n;
    insert into t_line (id, name, quantity, book_id) select n, (array['a', 'b', null])[n % 3 + 1], n % 4, n - n % 2 from generate_series(10, 40) n;
  `)
})
after(() => shelf.close())

const EQUALITY = ['=', '!=', '=?', 'in', 'not in']
const ORDER = ['<', '<=', '>', '>=']
const LIKE = ['like', 'not like', 'ilike', 'not ilike', '=like', 'not =like', '=ilike', 'not =ilike']

function terms(field: string, operators: readonly string[], values: readonly unknown[]): fc.Arbitrary<unknown> {
  const value = fc.constantFrom(...values)
  return fc.constantFrom(...operators).chain((operator) => {
    if (ORDER.includes(operator))
      return fc
        .constantFrom(...values.filter((item) => item !== null && typeof item !== 'boolean'))
        .map((item) => [field, operator, item])
    if (operator.endsWith('in')) return fc.array(value, { maxLength: 3 }).map((items) => [field, operator, items])
    return value.map((item) => [field, operator, item])
  })
}

const texts = ['a', 'A', 'AB', 'a%', 'a\\%', '_', '', 'Momo', 'o', null, false]
const condition: fc.Arbitrary<unknown> = fc.oneof(
  terms('title', [...EQUALITY, ...LIKE, ...ORDER], texts),
  terms('pages', [...EQUALITY, ...ORDER, 'like', 'not like'], [0, 1, 2, 3, 100.5, '3', null]),
  terms('rate', [...EQUALITY, ...ORDER], [0, 0.5, 1, 0.1, null]),
  terms('price', [...EQUALITY, ...ORDER, 'ilike'], [0.25, 0.5, 0.75, 12.5, null]),
  terms('sold', EQUALITY, [true, false, null]),
  terms('day', [...EQUALITY, ...ORDER, 'like'], ['2024-01-01', '2024-01-02', '2024-02-29', null]),
  terms('moment', [...EQUALITY, ...ORDER], ['2024-01-01', '2024-01-02', '2024-01-01 12:00:00', '2024-03-01', null]),
  terms('state', [...EQUALITY, 'ilike'], ['draft', 'done', null]),
  terms('author_id', EQUALITY, [1, 2, 3, 'Michael Ende', false]),
  terms('author_id', LIKE, ['e', 'Old', '']),
  terms('author_id', ['child_of', 'parent_of'], [1, 2, 3, [1, 4], false]),
  terms('author_id.name', [...EQUALITY, ...LIKE], ['Michael Ende', 'e', null]),
  terms('author_id.parent_id.age', [...EQUALITY, ...ORDER], [65, 94, null]),
  terms('tag_ids', EQUALITY, [1, 2, 'red', false]),
  terms('tag_ids', LIKE, ['e', '']),
  terms('tag_ids.color', [...EQUALITY, ...ORDER], [1, 2, null]),
  terms('line_ids', EQUALITY, [10, 11, 12, false]),
  terms('line_ids.name', [...EQUALITY, ...LIKE], ['a', 'B', null]),
  terms('name', [...EQUALITY, ...LIKE], ['P1', 'p', null]),
  terms('author_name', [...EQUALITY, ...LIKE], ['Old One', 'e', null]),
  terms('author_age', [...EQUALITY, ...ORDER], [65, 94, null]),
)

const { domain } = fc.letrec<{ domain: unknown[]; node: unknown[] }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    condition.map((term) => [term]),
    tie('node').map((node) => ['!', ...node]),
    fc
      .tuple(fc.constantFrom('&', '|'), tie('node'), tie('node'))
      .map(([word, left, right]) => [word, ...left, ...right]),
    fc
      .tuple(fc.constantFrom('any', 'not any'), terms('quantity', [...EQUALITY, ...ORDER], [0, 1, 2, null]))
      .map(([operator, term]) => [['line_ids', operator, [term]]]),
    fc
      .tuple(fc.constantFrom('any', 'not any'), terms('name', [...EQUALITY, ...LIKE], ['e', 'Old One', null]))
      .map(([operator, term]) => [['author_id', operator, [term]]]),
  ),
  domain: fc.array(tie('node'), { maxLength: 3 }).map((nodes) => nodes.flat()),
}))

test('memory and database agree on every domain', async () => {
  const { env } = shelf
  const definition = env.definition('t.book')
  const books = env.records('t.book', await found(env, 't.book', []))
  await env.records('t.author', [1, 2, 3, 4]).load('parent_id', 'name')
  await fc.assert(
    fc.asyncProperty(domain, async (terms) => {
      await books.load('title', ...domainPaths(env, definition, terms as unknown as Domain))
      const matching = [...books]
        .filter((book) => matchesDomain(book, terms as unknown as Domain))
        .flatMap(({ ids }) => ids)
      assert.deepEqual(matching, await found(env, 't.book', terms))
    }),
    { numRuns: 400 },
  )
})

test('in memory, what is not loaded says so', async () => {
  const [book] = shelf.registry.env(shelf.cr, { uid: 1, context: { lang: 'xx' } }).records('t.book', [1])
  assert.throws(() => matchesDomain(book!, [['title', '=', 'x']]), NotLoadedError)
  assert.throws(() => matchesDomain(book!, [['nothing', '=', 'x']] as Domain), DomainError)
})

test('the paths of a domain', () => {
  const { env } = shelf
  const paths = (terms: unknown): string[] => domainPaths(env, env.definition('t.book'), terms as Domain)
  assert.deepEqual(paths([]), [])
  assert.deepEqual(paths(['|', ['title', '=', 1], '!', ['author_id.name', '=', 'x']]), ['title', 'author_id.name'])
  assert.deepEqual(paths([['line_ids', 'any', [['quantity', '=', 1]]]]), ['line_ids', 'line_ids.quantity'])
  assert.deepEqual(paths([['author_id', 'ilike', 'x']]), ['author_id', 'author_id.display_name'])
  const authors = (terms: unknown): string[] => domainPaths(env, env.definition('t.author'), terms as Domain)
  assert.deepEqual(authors([['parent_id', 'child_of', [1]]]), ['parent_id'])
  assert.deepEqual(authors([['id', 'child_of', ['x']]]), ['id', 'parent_id', 'display_name'])
  assert.deepEqual(paths([['author_id.id', 'child_of', [1]]]), ['author_id.id', 'author_id.parent_id'])
  assert.deepEqual(paths([['moment.month_number', '=', 1]]), ['moment'])
  assert.deepEqual(paths([['author_id', 'child_of', 1]]), [
    'author_id',
    'author_id.display_name',
    'author_id.parent_id',
  ])
})

test('whatever comes from outside gives records or a clear error', async () => {
  const name = fc.oneof(
    fc.constantFrom(
      'id',
      'title',
      'pages',
      'sold',
      'day',
      'moment',
      'author_id',
      'tag_ids',
      'line_ids.name',
      'data',
      'file',
      'long',
      'about',
      'name',
    ),
    fc.string(),
  )
  const operator = fc.oneof(
    fc.constantFrom(...EQUALITY, ...ORDER, ...LIKE, 'child_of', 'parent_of', 'any', 'not any'),
    fc.string(),
  )
  const term = fc.oneof(
    { arbitrary: fc.tuple(name, operator, fc.jsonValue()), weight: 6 },
    {
      arbitrary: fc.tuple(
        name,
        operator,
        fc.oneof(
          fc.integer(),
          fc.string({ unit: 'binary' }),
          fc.array(fc.oneof(fc.integer(), fc.string(), fc.boolean())),
        ),
      ),
      weight: 6,
    },
    fc.constantFrom('&', '|', '!'),
    fc.jsonValue(),
  )
  const cr = shelf.cr
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.array(term, { maxLength: 5 }), fc.jsonValue()), async (terms) => {
      try {
        assert.ok(Array.isArray(await found(shelf.env, 't.book', terms)))
      } catch (error) {
        const expected =
          error instanceof DomainError || error instanceof AccessError || error instanceof UnknownFieldError
        assert.ok(expected, error as Error)
      }
    }),
    { numRuns: 1500 },
  )
  assert.deepEqual((await cr.query('select count(*) as n from t_author')).rows, [{ n: 4 }])
})

test('whatever order comes from outside gives records or a clear error', async () => {
  const order = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('id', 'title', 'asc', 'desc', 'nulls', 'first', ',', ' ', ';', '--', "'", '"', '(', ')'), {
        maxLength: 8,
      })
      .map((words) => words.join(' ')),
  )
  await fc.assert(
    fc.asyncProperty(order, async (text) => {
      await found(shelf.env, 't.book', [], text).catch((error: unknown) =>
        assert.ok(error instanceof DomainError, error as Error),
      )
    }),
    { numRuns: 300 },
  )
})

test('LIKE in memory is LIKE in the database', async () => {
  const characters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '%', '_', '\\', '\n', 'ä'), maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(characters, characters, async (text, pattern) => {
      const whole = pattern.replace(/(?<!\\)(\\\\)*\\$/, '$&\\')
      const { rows } = await shelf.cr.query('select $1::text like $2::text as fits', [text, whole])
      assert.equal(matchesLike(text, whole, false), rows[0]!['fits'])
    }),
    { numRuns: 300 },
  )
})
