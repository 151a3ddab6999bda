import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QWeb } from './qweb.ts'

const MORE: Readonly<Record<string, string>> = {
  row: '<p><t t-out="book.name"/><t t-out="other.x"/></p>',
  slot: '<b><t t-out="0"/><t t-out="user.name"/></b>',
  tree: '<li><t t-out="node.name"/><t t-foreach="node.child_ids" t-as="child"><t t-call="tree" node="child"/></t></li>',
  broken: '<p t-foo=""/>',
}

const rows: readonly (readonly [about: string, xml: string, expected: Record<string, string[]>])[] = [
  ['members', '<p t-out="book.author_id.name"/>', { book: ['author_id', 'author_id.name'] }],
  ['variables alone', '<p t-out="title"/>', { title: [] }],
  [
    'attributes, conditions, formats',
    '<p t-att-a="a.b" t-attf-c="{{ c.d }}" t-if="e.f"/>',
    { a: ['b'], c: ['d'], e: ['f'] },
  ],
  ['t-field', '<p t-field="book.author_id.name"/>', { book: ['author_id', 'author_id.name'] }],
  [
    't-options',
    '<p t-out="b.price" t-options="{ widget: \'monetary\', display_currency: b.currency_id }"/>',
    { b: ['currency_id', 'price'] },
  ],
  ['t-foreach', '<p t-foreach="books" t-as="book" t-out="book.name"/>', { books: ['name'] }],
  [
    't-foreach over a field',
    '<p t-foreach="author.book_ids" t-as="book" t-out="book.name"/>',
    { author: ['book_ids', 'book_ids.name'] },
  ],
  [
    '_value and _index',
    '<p t-foreach="books" t-as="b"><t t-out="b_value.name"/><t t-out="b_index"/></p>',
    { books: ['name'] },
  ],
  [
    't-set',
    '<t><t t-set="a" t-value="book.author_id"/><t t-out="a.name"/></t>',
    { book: ['author_id', 'author_id.name'] },
  ],
  [
    't-set in a branch: either',
    '<t><t t-if="x"><t t-set="a" t-value="b.c"/></t><t t-out="a.name"/></t>',
    { a: ['name'], b: ['c', 'c.name'], x: [] },
  ],
  [
    't-set in a loop: the next round',
    '<t t-foreach="xs" t-as="x"><t t-out="last.name"/><t t-set="last" t-value="x.y"/></t>',
    { last: ['name'], xs: ['y', 'y.name'] },
  ],
  ['conditions and defaults', '<p t-out="(a or b).name"/>', { a: ['name'], b: ['name'] }],
  ['?: and ??', '<p t-out="(x ? a : b ?? c).name"/>', { a: ['name'], b: ['name'], c: ['name'], x: [] }],
  [
    'callbacks',
    '<p t-out="books.filter(b => b.stock).map(b => b.author_id).map(a => a.name).join()"/>',
    { books: ['author_id', 'author_id.name', 'stock'] },
  ],
  [
    'callbacks with a pattern',
    '<p t-out="books.map(({ name }) => name.first).join()"/>',
    { books: ['name', 'name.first'] },
  ],
  ['methods are not fields', '<p t-out="book.slug(a.b)"/>', { a: ['b'], book: [] }],
  ['an item of a list', '<p t-out="books[0].name"/>', { books: ['name'] }],
  ['optional chaining', '<p t-out="book?.author_id?.name"/>', { book: ['author_id', 'author_id.name'] }],
  [
    'template strings, lists, objects',
    '<p t-out="`${a.b}` + [c.d] + { e: f.g }.e"/>',
    { a: ['b'], c: ['d'], f: ['g'] },
  ],
  ['a call', '<t t-call="row" book="b.c"/>', { b: ['c', 'c.name'], other: ['x'] }],
  [
    'a call with the caller’s variable',
    '<t t-foreach="books" t-as="book"><t t-call="row"/></t>',
    { books: ['name'], other: ['x'] },
  ],
  [
    'a call with t-set in the body',
    '<t t-call="row"><t t-set="book" t-value="b.c"/></t>',
    { b: ['c', 'c.name'], other: ['x'] },
  ],
  ['a body', '<t t-call="slot"><t t-out="book.name"/></t>', { book: ['name'], user: ['name'] }],
  [
    'a call in another language',
    '<t t-call="row" t-lang="u.lang" book="b"/>',
    { b: ['name'], other: ['x'], u: ['lang'] },
  ],
  [
    'recursion',
    '<t t-call="tree" node="root"/>',
    { root: ['child_ids', 'child_ids.child_ids', 'child_ids.name', 'name'] },
  ],
  ['computed names of templates are not followed', '<t t-call="{{ x.y }}"/>', { x: ['y'] }],
  ['missing and broken templates are not either', '<t><t t-call="nope"/><t t-call="broken"/></t>', {}],
  [
    't-cache and t-nocache',
    '<t t-cache="a.b"><t t-nocache="" t-nocache-x="c.d"><t t-out="x"/><t t-out="e.f"/></t></t>',
    { a: ['b'], c: ['d'], e: ['f'] },
  ],
  ['constants are no variables', '<p t-out="None or True or undefined"/>', {}],
]

for (const [about, xml, expected] of rows) {
  test(`paths: ${about}`, () => {
    const qweb = new QWeb().add('main', xml)
    for (const [name, source] of Object.entries(MORE)) qweb.add(name, source)
    assert.deepEqual({ ...qweb.paths('main') }, expected)
  })
}

test('paths of templates that call one another many times take bounded time', () => {
  const qweb = new QWeb()
  for (let index = 0; index < 40; index++)
    qweb.add(`t${index}`, `<t><t t-call="t${index + 1}"/><t t-call="t${index + 1}"/></t>`)
  qweb.add('t40', '<t t-out="a.b"/>')
  const started = performance.now()
  assert.deepEqual({ ...qweb.paths('t0') }, { a: ['b'] })
  assert.ok(performance.now() - started < 3000)
  assert.throws(() => qweb.paths('nope'), /no template/)
})
