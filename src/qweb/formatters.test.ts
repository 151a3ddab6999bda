import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from './case-table.test.ts'
import { QWebError } from './qweb-error.ts'
import type { RenderOptions } from './render-options.ts'

const SPACE = '\u00A0'
const NARROW = '\u202F'
const FEFF = '\uFEFF'
const eur = { name: 'EUR', symbol: '€', position: 'after', decimal_places: 2 }
const usd = { name: 'USD', symbol: '$', position: 'before', decimal_places: 2 }
const moment = new Date(Date.UTC(2026, 10, 21, 15, 4, 5))
const PNG = 'iVBORw0KGgoAAAANSUhEUg=='

type Row = readonly [value: unknown, options: string, expected: string | RegExp, render?: RenderOptions]

const table: readonly Row[] = [
  [1234567, `widget: 'integer'`, '1,234,567'],
  [1234567, `widget: 'integer'`, `1.234.567`, { lang: 'de_DE' }],
  [-5, `widget: 'integer'`, `-${FEFF}5`],
  [12_345, `widget: 'integer', format_decimalized_number: true`, '12.3k'],
  [1_000_000, `widget: 'integer', format_decimalized_number: true`, '1M'],
  [-125_125, `widget: 'integer', format_decimalized_number: true, precision_digits: 3`, `-${FEFF}125.125k`],
  [1234, `widget: 'integer', format_decimalized_number: true`, '1,2k', { lang: 'de_DE' }],
  [12, `widget: 'integer', format_decimalized_number: true`, '12'],
  [5e15, `widget: 'integer', format_decimalized_number: true`, '5000T'],
  [999_960, `widget: 'integer', format_decimalized_number: true`, '1000k'],
  ['x', `widget: 'integer'`, /number is expected/],
  [1.5, `widget: 'float'`, '1.5'],
  [2, `widget: 'float'`, '2.0'],
  [1 / 3, `widget: 'float'`, '0.333333'],
  [2.675, `widget: 'float', precision: 2`, '2.68'],
  [1.005, `widget: 'float', precision: 2`, '1.01'],
  [1234.5, `widget: 'float', precision: 2`, `1${NARROW}234,50`, { lang: 'fr_FR' }],
  [0, `widget: 'float', precision: 1`, '0.0'],
  [1234.5, `widget: 'monetary', display_currency: eur`, `<span class="oe_currency_value">1,234.50</span>${SPACE}€`],
  [-1, `widget: 'monetary', display_currency: usd`, `$${SPACE}<span class="oe_currency_value">-${FEFF}1.00</span>`],
  [-0.001, `widget: 'monetary', display_currency: usd`, `$${SPACE}<span class="oe_currency_value">0.00</span>`],
  [-0.4, `widget: 'integer'`, '0'],
  [-0.004, `widget: 'float', precision: 2`, '0.00'],
  [5, `widget: 'monetary', display_currency: 'JPY'`, `¥${SPACE}<span class="oe_currency_value">5</span>`],
  [
    5,
    `widget: 'monetary', display_currency: 'EUR'`,
    `<span class="oe_currency_value">5,00</span>${SPACE}€`,
    { lang: 'de' },
  ],
  [
    5,
    `widget: 'monetary', display_currency: eur, decimal_places: 0`,
    `<span class="oe_currency_value">5</span>${SPACE}€`,
  ],
  [
    5,
    `widget: 'monetary', display_currency: { symbol: '<', position: 'after' }`,
    `<span class="oe_currency_value">5.00</span>${SPACE}&lt;`,
  ],
  [5, `widget: 'monetary'`, /display_currency/],
  [1.5, `widget: 'float_time'`, '01:30'],
  [-0.25, `widget: 'float_time'`, '-00:15'],
  ['2026-11-21', `widget: 'date'`, '11/21/2026'],
  ['2026-11-21', `widget: 'date'`, '21/11/2026', { lang: 'fr_FR', tz: 'America/New_York' }],
  ['2026-11-21', `widget: 'date', format: "EEEE d MMMM yyyy"`, 'samedi 21 novembre 2026', { lang: 'fr' }],
  ['2026-11-01', `widget: 'date', format: "yy-M-d 'of' EEE ''"`, '26-11-1 of Sun &#39;'],
  [new Date(Date.UTC(2026, 0, 1, 23)), `widget: 'date'`, '01/02/2026', { tz: 'Asia/Tokyo' }],
  ['2024-12-30', `widget: 'date', format: "QQQ Q QQ D w ww ccc GGG"`, 'Q4 4 04 365 1 01 Mon AD'],
  ['2027-01-03', `widget: 'date', format: "'week' w, 'day' DDD"`, 'week 53, day 003'],
  ['2026-11-21', `widget: 'date', format: "yyyy T"`, /letter T, which stands for nothing/],
  ['nope', `widget: 'date'`, /Not a date/],
  [0, `widget: 'date'`, /Not a date: 0/],
  ['', `widget: 'date'`, ''],
  ['', `widget: 'datetime'`, ''],
  ['', `widget: 'relative'`, ''],
  [moment, `widget: 'datetime'`, '11/21/2026, 03:04:05 PM'],
  [moment, `widget: 'datetime'`, '21.11.2026, 16:04:05', { lang: 'de', tz: 'Europe/Berlin' }],
  [moment, `widget: 'datetime', hide_seconds: true`, '21.11.2026, 15:04', { lang: 'de' }],
  [moment, `widget: 'datetime', date_only: true`, '21.11.2026', { lang: 'de' }],
  [moment, `widget: 'datetime', time_only: true`, '15:04:05', { lang: 'de' }],
  [moment, `widget: 'datetime', tz_name: 'Asia/Tokyo', time_only: true`, '00:04:05', { lang: 'de' }],
  ['2026-11-21 15:04:05', `widget: 'datetime', format: "yyyy-MM-dd HH:mm:ss"`, '2026-11-21 15:04:05'],
  [moment, `widget: 'datetime', format: "h:mm a, K k S Z"`, '3:04 PM, 3 15 0 +0000'],
  [moment, `widget: 'datetime', tz_name: 'No/Where'`, /RangeError/],
  [14.5, `widget: 'time'`, '14:30', { lang: 'de' }],
  [23.9999, `widget: 'time'`, '23:59', { lang: 'de' }],
  [15.1, `widget: 'time', format: 'HH:mm:ss'`, '15:06:00'],
  [24, `widget: 'time'`, /0 to 24/],
  [-6.5, `widget: 'time'`, /0 to 24/],
  [5400, `widget: 'duration'`, '1 hour 30 minutes'],
  [1.5, `widget: 'duration', unit: 'hour'`, '1 Stunde 30 Minuten', { lang: 'de' }],
  [90, `widget: 'duration', format: 'short'`, '1 min 30 sec'],
  [-4, `widget: 'duration'`, '- 4 seconds'],
  [-4.678, `widget: 'duration', unit: 'year', round: 'hour'`, '- 4 years 8 months 1 week 11 hours'],
  [5400, `widget: 'duration', digital: true`, '01:30:00'],
  [-90, `widget: 'duration', unit: 'minute', round: 'minute', digital: true`, '-01:30'],
  [1.5, `widget: 'duration', unit: 'hour', digital: true`, '01:30:00'],
  [72, `widget: 'duration', digital: true`, '01:12'],
  [3600, `widget: 'duration', digital: true`, '01:00:00'],
  [0.5, `widget: 'duration', unit: 'hour', round: 'minute', digital: true`, '00:30'],
  [1.5, `widget: 'duration', unit: 'day', round: 'day', digital: true`, '36'],
  [0, `widget: 'duration', digital: true`, '00'],
  [5431, `widget: 'duration', round: 'minute'`, '1 hour 31 minutes'],
  [-7200, `widget: 'duration', add_direction: true`, '2 hours ago'],
  [0, `widget: 'duration'`, '0 seconds'],
  [1, `widget: 'duration', unit: 'eon'`, /unknown unit/],
  [moment, `widget: 'relative'`, '3 hours ago', { now: new Date(moment.getTime() + 3 * 3_600_000) }],
  [moment, `widget: 'relative', now: '2026-11-20 15:04:05'`, 'in 1 day'],
  ['a\n<b>', `widget: 'text'`, 'a<br>\n&lt;b&gt;'],
  ['<b>x</b>', `widget: 'html'`, '<b>x</b>'],
  ['a', `widget: 'selection', selection: { a: 'Label <' }`, 'Label &lt;'],
  ['b', `widget: 'selection', selection: [['a', 'A'], ['b', 'B']]`, 'B'],
  ['z', `widget: 'selection', selection: { a: 'A' }`, 'z'],
  ['toString', `widget: 'selection', selection: { a: 'A' }`, 'toString'],
  [{ display_name: 'Ann\n<x>' }, `widget: 'many2one'`, 'Ann<br>\n&lt;x&gt;'],
  [[7, 'Ann'], `widget: 'many2one'`, 'Ann'],
  [[{ name: 'a' }, { name: 'b<' }], `widget: 'many2many'`, 'a, b&lt;'],
  [PNG, `widget: 'image', alt: '"', class: 'c'`, `<img src="data:image/png;base64,${PNG}" alt="&#34;" class="c"/>`],
  [Buffer.from(PNG, 'base64'), `widget: 'image'`, `<img src="data:image/png;base64,${PNG}" alt=""/>`],
  ['PHN2Zz4=', `widget: 'image'`, /no image of a known type/],
  ['javascript:x', `widget: 'image_url'`, '<img src="" alt=""/>'],
  ['/a?b&c', `widget: 'image_url'`, '<img src="/a?b&amp;c" alt=""/>'],
  ['<x>', `widget: 'nobody_knows'`, '&lt;x&gt;'],
  ['x', `a: 1`, /needs a widget/],
]

for (const [value, options, expected, how] of table) {
  test(`format ${options} of ${String(value)} ${how?.lang ?? ''}`, () => {
    const run = (): string =>
      render(
        `<t t-out="x" t-options="{ ${options.replaceAll('"', '&quot;').replaceAll('<', '&lt;')} }"/>`,
        { x: value, eur, usd },
        how,
      )
    if (typeof expected === 'string') assert.equal(run(), expected)
    else assert.throws(run, (error: unknown) => error instanceof QWebError && expected.test(error.message))
  })
}

test('contact: name, address, phone and mail', () => {
  const partner = {
    display_name: 'Ann <A>',
    street: 'Road 1',
    zip: '1000',
    city: 'Town',
    country_id: { name: 'Land' },
    phone: '+32',
    email: 'a@b.c',
  }
  assert.equal(
    render(`<t t-out="x" t-options="{ widget: 'contact' }"/>`, { x: partner }),
    '<address class="o_contact"><strong itemprop="name">Ann &lt;A&gt;</strong><br>\n<span itemprop="address">Road 1</span><br>\n' +
      '<span itemprop="address">1000 Town</span><br>\n<span itemprop="address">Land</span><br>\n' +
      '<a href="tel:+32" itemprop="telephone">+32</a><br>\n<a href="mailto:a@b.c" itemprop="email">a@b.c</a></address>',
  )
  assert.equal(
    render(`<t t-out="x" t-options="{ widget: 'contact', fields: ['name', 'city'], no_tag_br: true }"/>`, {
      x: partner,
    }),
    '<address class="o_contact"><strong itemprop="name">Ann &lt;A&gt;</strong>, <span>Town</span></address>',
  )
})

test('contact: website, separator, nothing', () => {
  const contact = (options: string, x: unknown): string =>
    render(`<t t-out="x" t-options="{ widget: 'contact', ${options} }"/>`, { x })
  const partner = { name: 'Ann', website: 'https://a.b/?c&d', city: 'Town' }
  assert.equal(
    contact(`fields: ['website']`, partner),
    '<address class="o_contact"><a href="https://a.b/?c&amp;d" itemprop="website">https://a.b/?c&amp;d</a></address>',
  )
  assert.match(contact(`fields: ['website']`, { website: 'javascript:x' }), /<a href="" itemprop/)
  assert.equal(
    contact(`fields: ['name', 'city'], separator: ' | '`, partner),
    '<address class="o_contact"><strong itemprop="name">Ann</strong> | <span>Town</span></address>',
  )
  assert.equal(contact(`null_text: 'nobody'`, []), 'nobody')
})

const fieldOf = (_record: unknown, field: string) => {
  const types: Readonly<Record<string, { type: string; options?: Record<string, unknown> }>> = {
    price: { type: 'monetary', options: { currency_field: 'currency' } },
    day: { type: 'date' },
    state: { type: 'selection', options: { selection: [['a', 'Open']] } },
    ratio: { type: 'float', options: { digits: [16, 3] } },
  }
  return types[field]
}

const book = {
  name: '<B>',
  price: 5,
  currency: eur,
  day: '2026-11-21',
  state: 'a',
  ratio: 0.5,
  none: null,
  author: { name: 'Ann' },
}

const fields: readonly (readonly [string, string])[] = [
  ['<span t-field="book.name"/>', '<span>&lt;B&gt;</span>'],
  ['<span t-field="book.price"/>', `<span><span class="oe_currency_value">5.00</span>${SPACE}€</span>`],
  ['<span t-field="book.day"/>', '<span>11/21/2026</span>'],
  ['<span t-field="book.state"/>', '<span>Open</span>'],
  ['<span t-field="book.ratio"/>', '<span>0.500</span>'],
  ['<span t-field="book.ratio" t-options="{ precision: 1 }"/>', '<span>0.500</span>'.replace('0.500', '0.5')],
  ['<span t-field="book.ratio" t-options-widget="\'integer\'"/>', '<span>1</span>'],
  ['<span t-field="book.day" t-options="{ format: \'yyyy\' }" t-options-format="\'MM\'"/>', '<span>11</span>'],
  ['<i><span t-field="book.none"/></i>', '<i></i>'],
  ['<span t-field="book.none">none</span>', '<span>none</span>'],
  ['<span t-field="book.author.name"/>', '<span>Ann</span>'],
  ['<span class="c" t-field="book.name" t-att-id="1"/>', '<span class="c" id="1">&lt;B&gt;</span>'],
]

for (const [xml, expected] of fields) {
  test(`t-field: ${xml}`, () => assert.equal(render(xml, { book }, {}, {}, { fieldOf }), expected))
}

test('t-field: what it refuses', () => {
  assert.throws(() => render('<span t-field="book"/>'), /a record and a field/)
  assert.throws(() => render('<t t-field="book.name"/>'), /cannot stand on <t>/)
  for (const tag of ['table', 'tr', 'td', 'ul', 'li', 'dl']) {
    assert.throws(() => render(`<${tag} t-field="book.name"/>`), /cannot stand on/)
  }
  assert.throws(() => render('<span t-field="book.name"/>', {}), /record of field "name" is missing/)
  assert.throws(() => render('<span t-field="book.constructor"/>', { book }), /not allowed/)
  assert.throws(() => render('<span t-field="book[0]"/>', { book }), /a record and a field/)
})

test('more formatters can be given, and go before ours', () => {
  const formatters = { stars: (value: unknown) => '*'.repeat(Number(value)), integer: () => '<i>' }
  assert.equal(render(`<p t-out="3" t-options="{ widget: 'stars' }"/>`, {}, {}, {}, { formatters }), '<p>***</p>')
  assert.equal(render(`<p t-out="3" t-options-widget="'integer'"/>`, {}, {}, {}, { formatters }), '<p>&lt;i&gt;</p>')
  assert.equal(render(`<p t-out="3" t-options-widget="'toString'"/>`), '<p>3</p>')
})
