import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render, testCases, type Case } from './case-table.test.ts'
import { markup } from './markup.ts'
import { QWeb } from './qweb.ts'

const groups: readonly (readonly [string, readonly string[], boolean])[] = [
  ['a.b', ['a.b'], true],
  ['a.b', [], false],
  ['a.b,c.d', ['c.d'], true],
  ['a.b, c.d', ['x.y'], false],
  ['!a.b', [], true],
  ['!a.b', ['a.b'], false],
  ['a.b,!c.d', ['a.b'], true],
  ['a.b,!c.d', ['a.b', 'c.d'], false],
  ['a.b,!c.d', [], false],
  ['.', ['.'], false],
  ['', [], false],
]

testCases(
  't-groups',
  groups.map(([spec, mine, shown]): Case => [
    `${spec || 'nothing'} for ${mine.join(' and ') || 'nobody'}`,
    `<i><p t-groups="${spec}" t-out="1"/></i>`,
    {},
    shown ? '<i><p>1</p></i>' : '<i></i>',
    { hasGroup: (group) => mine.includes(group) },
  ]),
)

testCases('t-groups', [
  ['the plain attribute does the same', '<i><p groups="a.b"/></i>', {}, '<i></i>'],
  [
    'both spellings on one element count both',
    '<i><p t-groups="a.b" groups="c.d">x</p><p groups="c.d" t-groups="a.b">y</p><p t-groups="a.b" groups="a.b">z</p></i>',
    {},
    '<i><p>z</p></i>',
    { hasGroup: (group) => group === 'a.b' },
  ],
  ['goes before t-foreach', '<i><p t-groups="a.b" t-foreach="x.y" t-as="z"/></i>', {}, '<i></i>'],
  [
    'a promise is refused',
    '<p t-groups="a.b"/>',
    {},
    /promise/,
    { hasGroup: (async () => true) as unknown as () => boolean },
  ],
])

test('t-cache keeps what it printed, by its key', () => {
  const qweb = new QWeb().add('a', '<t><t t-cache="k"><b t-out="x"/></t><t t-out="x"/></t>')
  assert.equal(qweb.render('a', { k: 1, x: 1 }), '<b>1</b>1')
  assert.equal(qweb.render('a', { k: 1, x: 2 }), '<b>1</b>2')
  assert.equal(qweb.render('a', { k: 2, x: 3 }), '<b>3</b>3')
  assert.equal(qweb.render('a', { k: '1', x: 4 }), '<b>4</b>4', 'a text is not the number')
  assert.equal(qweb.render('a', { k: null, x: 5 }), '<b>5</b>5', 'a false key keeps nothing')
  assert.equal(qweb.render('a', { k: [1, 'a', new Date(0)], x: 6 }), '<b>6</b>6')
  assert.equal(qweb.render('a', { k: [1, 'a', new Date(0)], x: 7 }), '<b>6</b>7')
  assert.throws(() => qweb.render('a', { k: { a: 1 } }), /no key/)
})

test('t-cache with several keys, on an element', () => {
  const qweb = new QWeb().add('a', '<p t-cache="k, l" t-out="x"/>')
  assert.equal(qweb.render('a', { k: 1, l: 1, x: 1 }), '<p>1</p>')
  assert.equal(qweb.render('a', { k: 1, l: 1, x: 2 }), '<p>1</p>')
  assert.equal(qweb.render('a', { k: 1, l: 2, x: 3 }), '<p>3</p>')
})

test('records have keys by cacheKeyOf', () => {
  const cacheKeyOf = (value: object): string | undefined => (value as { id?: string }).id
  const qweb = new QWeb({ cacheKeyOf }).add('a', '<p t-cache="r" t-out="x"/>')
  assert.equal(qweb.render('a', { r: { id: 'r1' }, x: 1 }), '<p>1</p>')
  assert.equal(qweb.render('a', { r: { id: 'r1' }, x: 2 }), '<p>1</p>')
  assert.equal(qweb.render('a', { r: { id: 'r2' }, x: 3 }), '<p>3</p>')
})

test('what is set inside of t-cache stays inside', () => {
  assert.equal(render('<t><t t-cache="1"><t t-set="a" t-value="2"/></t><t t-out="a"/></t>', { a: 1 }), '1')
})

test('fragments are apart by language, zone and groups', () => {
  const qweb = new QWeb().add('a', '<t t-cache="1"><t t-out="x"/><b t-groups="g.h"/></t>')
  const staff = { hasGroup: () => true }
  assert.equal(qweb.render('a', { x: 1 }), '1')
  assert.equal(qweb.render('a', { x: 2 }, staff), '2<b></b>')
  assert.equal(qweb.render('a', { x: 3 }), '1')
  assert.equal(qweb.render('a', { x: 4 }, staff), '2<b></b>')
  assert.equal(qweb.render('a', { x: 5 }, { lang: 'fr' }), '5')
  assert.equal(qweb.render('a', { x: 6 }, { tz: 'Asia/Tokyo' }), '6')
})

test('t-nocache is rendered every time, with the values passed to render and what was captured', () => {
  const qweb = new QWeb().add(
    'a',
    '<t><t t-set="y" t-value="x"/><t t-cache="1">[<t t-out="y"/><t t-nocache="" t-nocache-kept="y">|<t t-out="x"/><t t-out="y"/><t t-out="kept"/></t>]</t></t>',
  )
  assert.equal(qweb.render('a', { x: 1 }), '[1|11]')
  assert.equal(qweb.render('a', { x: 2 }), '[1|21]')
  assert.equal(qweb.render('a', { x: 3, y: 9 }), '[1|391]')
})

test('t-nocache in a callee, in a loop, in a t-set, in a cache in a cache', () => {
  const qweb = new QWeb()
    .add(
      'a',
      '<t t-cache="1"><t t-foreach="2" t-as="i"><t t-call="b"/></t><t t-cache="2"><t t-set="s"><t t-call="b" i="7"/></t><i t-out="s"/></t></t>',
    )
    .add('b', '<t><t t-out="i"/>:<t t-nocache="" t-nocache-i="i"><t t-out="x"/><t t-out="i"/><t t-call="c"/></t> </t>')
    .add('c', '<u t-out="x"/>')
  assert.equal(qweb.render('a', { x: 'A' }), '0:A0<u>A</u> 1:A1<u>A</u> <i>7:A7<u>A</u> </i>')
  assert.equal(qweb.render('a', { x: 'B' }), '0:B0<u>B</u> 1:B1<u>B</u> <i>7:B7<u>B</u> </i>')
})

test('t-nocache without t-cache has the same values', () => {
  assert.equal(render('<t><t t-set="a" t-value="2"/><t t-nocache=""><t t-out="a"/></t></t>', { a: 1 }), '1')
  assert.equal(
    render('<t><t t-set="a" t-value="2"/><t t-nocache="" t-nocache-a="a"><t t-out="a"/></t></t>', { a: 1 }),
    '2',
  )
  assert.equal(
    render('<t><t t-nocache=""><t t-set="a" t-value="a + 1"/><t t-out="a"/></t><t t-out="a"/></t>', { a: 1 }),
    '21',
  )
})

test('only simple values can be captured', () => {
  assert.throws(() => render('<t t-nocache="" t-nocache-a="x"/>', { x: {} }), /only text, numbers/)
  assert.throws(() => render('<t t-nocache-a="1"/>'), /needs t-nocache/)
})

test('a changed template has new fragments', () => {
  const qweb = new QWeb().add('a', '<p t-cache="1" t-out="x"/>')
  assert.equal(qweb.render('a', { x: 1 }), '<p>1</p>')
  qweb.add('a', '<i t-cache="1" t-out="x"/>')
  assert.equal(qweb.render('a', { x: 2 }), '<i>2</i>')
})

test('the cache is bounded, and can be off', () => {
  const qweb = new QWeb({ cacheSize: 2 }).add('a', '<t t-cache="k" t-out="x"/>')
  for (const k of [1, 2, 3]) qweb.render('a', { k, x: k })
  assert.equal(qweb.render('a', { k: 3, x: 'new' }), '3')
  assert.equal(qweb.render('a', { k: 1, x: 'new' }), 'new')
  const off = new QWeb({ cacheSize: 0 }).add('a', '<t t-cache="1" t-out="x"/>')
  off.render('a', { x: 1 })
  assert.equal(off.render('a', { x: 2 }), '2')
})

test('data cannot pass for a mark of an uncached part', () => {
  const qweb = new QWeb().add('a', '<t t-cache="1"><t t-out="x"/><t t-nocache=""><b/></t></t>')
  const forged = '\uE00000000000-0000-0000-0000-000000000000:0\uE001'
  assert.equal(qweb.render('a', { x: forged }), `${forged}<b></b>`)
})

test('t-call-assets prints what the option gives', () => {
  const assets = (bundle: string, options: Readonly<Record<string, unknown>>): unknown =>
    markup`<link href="${bundle}" ${String(options['js'])}/>`
  assert.equal(
    render('<t t-call-assets="web.{{ x }}" t-js="false"/>', { x: 'a' }, {}, {}, { assets }),
    '<link href="web.a" false/>',
  )
  assert.throws(() => render('<t t-call-assets="a"/>'), /assets option/)
  assert.throws(() => render('<t t-call-assets="a">x</t>'), /takes no content/)
  assert.throws(() => render('<p t-css="1"/>'), /t-css needs t-call-assets/)
})
