// What fields take, hold, give to their columns, and show.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { markup } from '../../qweb/markup.ts'
import { draftField } from '../field-draft.ts'
import type { FieldDefinition, FieldType } from '../field-definition.ts'
import { roundToMultiple } from './number-text.ts'

function fieldOf(type: FieldType, options: Record<string, unknown> = {}): FieldDefinition {
  return draftField('test.model', 'the_field', { type, options, addons: ['test'] })
}

const take = (field: FieldDefinition, given: unknown): unknown => field.kind.toCache(given, field)
const taken = (type: FieldType, given: unknown, options: Record<string, unknown> = {}): unknown =>
  take(fieldOf(type, options), given)

function refuses(type: FieldType, given: unknown, message: RegExp, options: Record<string, unknown> = {}): void {
  assert.throws(() => taken(type, given, options), { name: 'ValidationError', message })
}

/** A recordset, as far as fields look at one. */
const records = (name: string, ...ids: number[]): unknown => ({ definition: { name }, ids, withIds: () => null })

test('nothing is null everywhere, but for booleans and lists', () => {
  const types: FieldType[] = [
    'char',
    'text',
    'html',
    'integer',
    'float',
    'monetary',
    'date',
    'datetime',
    'selection',
    'json',
    'binary',
    'many2one',
    'reference',
  ]
  for (const type of types) {
    const field = fieldOf(type)
    for (const nothing of [null, undefined, false]) assert.equal(take(field, nothing), null, type)
    assert.equal(field.kind.toColumn(null, field), null, type)
    assert.equal(field.kind.fromColumn(null, field), null, type)
    assert.equal(field.kind.toRead(null, field), null, type)
  }
  for (const type of [
    'integer',
    'float',
    'date',
    'datetime',
    'selection',
    'binary',
    'many2one',
    'reference',
  ] as const) {
    assert.equal(taken(type, ''), null, type)
  }
  for (const nothing of [null, undefined, false, '']) {
    assert.equal(taken('boolean', nothing), false)
    assert.deepEqual(taken('many2many', nothing), [])
  }
  for (const type of ['char', 'text', 'html'] as const) assert.equal(taken(type, ''), '')
})

test('the types of columns', () => {
  const type = (name: FieldType, options = {}): string | null => {
    const field = fieldOf(name, options)
    return field.kind.columnType(field)
  }
  assert.deepEqual(
    [
      type('char'),
      type('char', { size: 9 }),
      type('text'),
      type('html'),
      type('integer'),
      type('float'),
      type('float', { digits: [16, 2] }),
      type('monetary'),
    ],
    ['varchar', 'varchar(9)', 'text', 'text', 'int4', 'float8', 'numeric', 'numeric'],
  )
  assert.deepEqual(
    [
      type('boolean'),
      type('date'),
      type('datetime'),
      type('selection'),
      type('json'),
      type('binary'),
      type('many2one'),
      type('reference'),
    ],
    ['bool', 'date', 'timestamp', 'varchar', 'jsonb', 'bytea', 'int4', 'varchar'],
  )
  assert.deepEqual([type('one2many'), type('many2many')], [null, null])
})

test('texts', () => {
  assert.equal(taken('char', 12), '12')
  assert.equal(taken('char', 'äöü', { size: 3 }), 'äöü')
  assert.equal(taken('char', '😀😀😀', { size: 3 }), '😀😀😀')
  refuses('char', 'four', /^"The Field" takes at most 3 characters \(these are 4\), not "four"\.$/, { size: 3 })
  refuses('char', 'a\0b', /a text without NUL characters/)
  refuses('text', {}, /takes a text, not an object/)
  refuses('text', ['a'], /not a list/)
  refuses('text', true, /not true/)
  assert.equal(taken('text', 'lone \ud800 half'), 'lone \ufffd half')
  refuses('char', 'x'.repeat(99), /not "x{60}…"/, { size: 3, label: { de_DE: 'Feld', en_US: 'Field' } })
})

test('html is cleaned', () => {
  assert.equal(taken('html', '<p onclick="x()">a<script>alert(1)</script></p>'), '<p>a</p>')
  assert.equal(taken('html', '<a href="javascript:alert(1)">x</a>'), '<a>x</a>')
  assert.equal(taken('html', '<a href=" java\tscript:alert(1)">x</a>'), '<a>x</a>')
  assert.equal(taken('html', '<img src="x" onerror="alert(1)" />'), '<img src="x" />')
  assert.equal(taken('html', '<svg><script>1</script></svg><iframe src="x"></iframe><form><b>b</b></form>'), '<b>b</b>')
  assert.equal(
    taken('html', '<p style="color: red; position: fixed; background: url(x)">a</p>'),
    '<p style="color:red">a</p>',
  )
  assert.equal(
    taken('html', '<p class="c" data-oe-model="m">a &lt; b</p>'),
    '<p class="c" data-oe-model="m">a &lt; b</p>',
  )
  assert.equal(
    taken('html', '<table><tr><td colspan="2">a</td></tr></table>'),
    '<table><tr><td colspan="2">a</td></tr></table>',
  )
  assert.equal(taken('html', '<p>open'), '<p>open</p>')
  assert.equal(taken('html', markup`<b>${'a < b'}</b>`), '<b>a &lt; b</b>')
  assert.equal(taken('html', '<script>1</script>', { sanitize: false }), '<script>1</script>')
  refuses('html', { toString: 'x' }, /takes a text/)
})

test('whole numbers', () => {
  for (const [given, value] of [
    [3, 3],
    ['12', 12],
    [' -7 ', -7],
    ['+5', 5],
    [3.0, 3],
    [-0, 0],
    [9n, 9],
    [2147483647, 2147483647],
    [-2147483648, -2147483648],
    ['007', 7],
  ] as const) {
    assert.ok(Object.is(taken('integer', given), value), String(given))
  }
  for (const given of [3.5, '3.5', '1e3', '0x10', 'x', '1 2', NaN, Infinity, true, {}, [3]])
    refuses('integer', given, /takes a whole number/)
  for (const given of [2147483648, '-2147483649', 10n ** 30n])
    refuses('integer', given, /a number from -2147483648 to 2147483647/)
})

test('numbers', () => {
  for (const [given, value] of [
    [3.5, 3.5],
    ['3.5', 3.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    [-0, 0],
    [7n, 7],
  ] as const) {
    assert.ok(Object.is(taken('float', given), value), String(given))
  }
  for (const given of [NaN, Infinity, '1e999', 'NaN', 'Infinity', '1,5', '0x1', '1_000', true, {}, '9'.repeat(500)])
    refuses('float', given, /takes a number/)
  const rounded = (given: unknown): unknown => taken('float', given, { digits: [16, 2] })
  assert.deepEqual(
    [1.005, 2.675, -1.005, 0.1 + 0.2, 1e-9, '1.115', 1e21, 12345678.905].map(rounded),
    [1.01, 2.68, -1.01, 0.3, 0, 1.12, 1e21, 12345678.91],
  )
  const large = [-5629499534213.103, 5629499534213.11, 45035996273704.95, 9e13 + 0.25]
  assert.deepEqual(large.map(rounded), [-5629499534213.1, 5629499534213.11, 45035996273704.95, 9e13 + 0.25])
  assert.equal(taken('monetary', '10.50'), 10.5)
  assert.equal(fieldOf('monetary').kind.fromColumn('10.50', fieldOf('monetary')), 10.5)
  assert.equal(fieldOf('monetary').kind.fromColumn('NaN', fieldOf('monetary')), null)
})

test('multiples of a factor', () => {
  const cases: Array<[number, number, number]> = [
    [1.03, 0.05, 1.05],
    [-1.005, 0.01, -1.01],
    [4.3549999999999995, 0.01, 4.36],
    [2.5, 1, 3],
    [1234, 100, 1200],
    [12345678901234.56, 0.01, 12345678901234.56],
    [1e21, 0.01, 1e21],
    [-0.001, 0.01, 0],
    [1.234, 0, 1.234],
    [Number.NaN, 0.01, Number.NaN],
  ]
  for (const [value, factor, rounded] of cases) assert.equal(roundToMultiple(value, factor), rounded, `${value}`)
})

test('yes and no', () => {
  for (const yes of [true, 1, 'true', 'True', '1']) assert.equal(taken('boolean', yes), true)
  for (const no of [false, 0, 'false', 'False', '0']) assert.equal(taken('boolean', no), false)
  for (const given of ['yes', 2, {}, []]) refuses('boolean', given, /takes true or false/)
})

test('days', () => {
  assert.equal(taken('date', '2024-02-29'), '2024-02-29')
  assert.equal(taken('date', '2024-02-29 23:00:00'), '2024-02-29')
  assert.equal(taken('date', new Date('2024-01-01T23:30:00Z')), '2024-01-01')
  assert.equal(taken('date', '0001-01-01'), '0001-01-01')
  for (const given of [
    '2023-02-30',
    '2023-02-29',
    '2023-13-01',
    '2023-00-10',
    '0000-01-01',
    '2023-1-1',
    '23-01-01',
    '2023-01-01x',
    'today',
    20230101,
    new Date(NaN),
    new Date('+010000-01-01T00:00:00Z'),
  ]) {
    refuses('date', given, /takes a day as YYYY-MM-DD/)
  }
})

test('moments', () => {
  const iso = (given: unknown): string => (taken('datetime', given) as Date).toISOString()
  assert.equal(iso('2024-02-29 12:30:15'), '2024-02-29T12:30:15.000Z')
  assert.equal(iso('2024-02-29'), '2024-02-29T00:00:00.000Z')
  assert.equal(iso('2024-02-29T12:30'), '2024-02-29T12:30:00.000Z')
  assert.equal(iso('2024-02-29T12:30:15.5Z'), '2024-02-29T12:30:15.500Z')
  assert.equal(iso('2024-02-29 12:30:15.123456'), '2024-02-29T12:30:15.123Z')
  assert.equal(iso('2024-03-01T00:30:00+02:00'), '2024-02-29T22:30:00.000Z')
  assert.equal(iso('0050-01-01 00:00:00'), '0050-01-01T00:00:00.000Z')
  for (const given of [
    '2023-02-30 00:00:00',
    '2024-01-01 24:00:00',
    '2024-01-01 23:60:00',
    '2024-01-01 23:59:60',
    '2024-01-01 1:00',
    'now',
    5,
    '0001-01-01T00:00:00+05:00',
    '2024-01-01T00:00:00+99:00',
  ]) {
    refuses('datetime', given, /takes a date and time/)
  }
  const field = fieldOf('datetime')
  const moment = new Date('2024-02-29T12:30:15.250Z')
  assert.notEqual(take(field, moment), moment)
  assert.equal(field.kind.toColumn(moment, field), '2024-02-29 12:30:15.250')
  assert.equal(field.kind.toRead(moment, field), '2024-02-29 12:30:15')
})

test('choices', () => {
  const options = {
    selection: [
      ['draft', 'Draft'],
      ['1', 'One'],
    ],
  }
  assert.equal(taken('selection', 'draft', options), 'draft')
  assert.equal(taken('selection', 1, options), '1')
  refuses('selection', 'Draft', /takes one of its choices, not "Draft"/, options)
  refuses('selection', ['draft'], /takes one of its choices/, options)
  assert.equal(taken('selection', 'anything', { selection: 'method' }), 'anything')
  refuses('selection', 'a\0', /one of its choices/, { selection: 'method' })
})

test('json', () => {
  const given = { a: [1, 'x', { b: null }], c: undefined, d: true }
  const cached = taken('json', given) as { a: unknown[] }
  assert.deepEqual(cached, { a: [1, 'x', { b: null }], d: true })
  assert.throws(() => cached.a.push(1), TypeError)
  given.a.push(2)
  assert.equal(cached.a.length, 3)
  for (const plain of [[], {}, 0, '', 'x', true]) assert.deepEqual(taken('json', plain), plain)
  refuses('json', JSON.parse('{"a": {"__proto__": {"x": 1}}}'), /without the key "__proto__"/)
  for (const wrong of [
    new Date(),
    new Map(),
    () => 0,
    3n,
    NaN,
    { a: Infinity },
    [records('res.partner', 1)],
    [undefined],
  ])
    refuses('json', wrong, /takes JSON/)
  refuses('json', { 'a\0': 1 }, /NUL/)
  const endless: unknown[] = []
  endless.push(endless)
  refuses('json', endless, /at most 100 levels/)
})

test('bytes', () => {
  assert.deepEqual(taken('binary', Buffer.from('abc')), new Uint8Array([97, 98, 99]))
  assert.deepEqual(taken('binary', new Uint8Array([1, 2]).buffer), new Uint8Array([1, 2]))
  assert.deepEqual(taken('binary', 'YWJj'), new Uint8Array([97, 98, 99]))
  assert.deepEqual(taken('binary', 'YWJj\r\nZA==\n'), new Uint8Array([97, 98, 99, 100]))
  for (const given of [
    'YWJ',
    'YW=j',
    'YWJj=',
    '====',
    '-_-_',
    'é',
    'YWJjZB==',
    'data:text/plain;base64,YWJj',
    ' ',
    3,
    {},
  ])
    refuses('binary', given, /takes bytes, or base64/)
  const field = fieldOf('binary')
  assert.equal(field.kind.toRead(new Uint8Array([97, 98, 99]), field), 'YWJj')
  const source = new Uint8Array([1])
  const kept = take(field, source) as Uint8Array
  source[0] = 2
  assert.equal(kept[0], 1)
})

test('one record', () => {
  const options = { comodel: 'res.partner' }
  for (const [given, id] of [
    [3, 3],
    [[3, 'Ann'], 3],
    [records('res.partner', 3), 3],
    [records('res.partner'), null],
    [0, null],
  ] as const) {
    assert.equal(taken('many2one', given, options), id)
  }
  for (const given of [
    '3',
    -1,
    1.5,
    2 ** 31,
    [3],
    [3, 4],
    ['3', 'Ann'],
    {},
    { ids: [3], definition: { name: 'res.partner' } },
    true,
  ]) {
    refuses('many2one', given, /takes a record of res\.partner, or its id/, options)
  }
  refuses('many2one', records('res.partner', 1, 2), /a single record/, options)
  refuses('many2one', records('res.country', 1), /takes records of res\.partner, not "res\.country\(1\)"/, options)
})

test('several records', () => {
  const options = { comodel: 'res.partner' }
  assert.deepEqual(taken('many2many', [3, 4, 3], options), [3, 4])
  assert.deepEqual(taken('one2many', records('res.partner', 3, 4), options), [3, 4])
  for (const given of [3, ['3'], [[6, 0, [1]]], {}])
    refuses('many2many', given, /records of res\.partner, or their ids/, options)
})

test('a record of one of several models', () => {
  const options = { selection: [['res.partner', 'Partner']] }
  assert.equal(taken('reference', 'res.partner,3', options), 'res.partner,3')
  assert.equal(taken('reference', records('res.partner', 3), options), 'res.partner,3')
  assert.equal(taken('reference', records('res.partner'), options), null)
  for (const given of ['res.partner', 'res.partner,0', 'res.partner,x', 'res.partner,99999999999', '../x,3', 3])
    refuses('reference', given, /takes a record, or its model and id/, options)
  refuses('reference', 'res.users,3', /takes a record of res\.partner, not "res\.users,3"/, options)
  refuses('reference', records('res.partner', 1, 2), /a single record/, options)
})
