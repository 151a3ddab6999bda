import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { DataFileError } from '../../errors/model-errors.ts'
import type { DataEntry, RecordEntry, ValueSource } from './data-entry.ts'
import { parseXml } from './parse-xml.ts'

const file = { addon: 'bookshop', file: 'bookshop/data/books.xml', noupdate: false }
const files: Readonly<Record<string, string>> = { 'static/a.txt': 'from a file' }
const parse = (xml: string): DataEntry[] =>
  parseXml(xml, file, (path) => {
    const found = files[path]
    if (found === undefined) throw new DataFileError(`no ${path}`)
    return Buffer.from(found)
  })
const record = (xml: string): RecordEntry => parse(`<odoo>${xml}</odoo>`)[0] as RecordEntry
const field = (xml: string): ValueSource | undefined => record(`<record id="a" model="m">${xml}</record>`).values['f']

test('records in <odoo>, <pergola> and <data>, with noupdate, forcecreate and lines', () => {
  const entries = parse(`<?xml version="1.0" encoding="utf-8"?>
<!-- books -->
<pergola noupdate="1">
  <record id="a" model="shop.book"><field name="name">A</field></record>
  <data noupdate="0">
    <record id="other.b" model="shop.book" forcecreate="False"/>
  </data>
  <data><record model="shop.book" forcecreate="1"/></data>
</pergola>`) as RecordEntry[]
  assert.deepEqual(
    entries.map(({ xmlId, model, noupdate, forcecreate, line }) => [xmlId, model, noupdate, forcecreate, line]),
    [
      ['bookshop.a', 'shop.book', true, true, 4],
      ['other.b', 'shop.book', false, false, 6],
      [null, 'shop.book', true, true, 8],
    ],
  )
  assert.deepEqual({ ...entries[0]!.values }, { name: { kind: 'text', text: 'A' } })
})

describe('fields', () => {
  const cases: ReadonlyArray<readonly [xml: string, expected: unknown]> = [
    ['<field name="f">a &lt; b &amp; c</field>', { kind: 'text', text: 'a < b & c' }],
    ['<field name="f"/>', { kind: 'text', text: '' }],
    ['<field name="f"> kept </field>', { kind: 'text', text: ' kept ' }],
    ['<field name="f"><![CDATA[<b>]]></field>', { kind: 'text', text: '<b>' }],
    ['<field name="f" ref="x"/>', { kind: 'refs', xmlIds: ['bookshop.x'] }],
    ['<field name="f" ref="base.x"/>', { kind: 'refs', xmlIds: ['base.x'] }],
    ['<field name="f" eval="1"/>', { kind: 'eval', expression: { kind: 'value', value: 1 } }],
    [
      '<field name="f" eval="ref(\'x\')"/>',
      { kind: 'eval', expression: { kind: 'ref', xmlId: 'bookshop.x', optional: false } },
    ],
    ['<field name="f" type="int"> 12 </field>', { kind: 'value', value: 12 }],
    ['<field name="f" type="int">None</field>', { kind: 'value', value: null }],
    ['<field name="f" type="float">1.5e3</field>', { kind: 'value', value: 1500 }],
    ['<field name="f" type="html"><p>a <b>b</b></p></field>', { kind: 'value', value: '<p>a <b>b</b></p>' }],
    ['<field name="f" type="xml"><a x="1"/></field>', { kind: 'value', value: '<?xml version="1.0"?>\n<a x="1"/>' }],
    ['<field name="f" type="base64">aGk=\n aGk=</field>', { kind: 'value', value: 'aGk=aGk=' }],
    [
      '<field name="f" type="base64" file="static/a.txt"/>',
      { kind: 'value', value: Buffer.from('from a file').toString('base64') },
    ],
    ['<field name="f" file="static/a.txt"/>', { kind: 'text', text: 'from a file' }],
    [
      '<field name="f" type="list"><value>a</value><value eval="2"/></field>',
      {
        kind: 'list',
        items: [
          { kind: 'text', text: 'a' },
          { kind: 'eval', expression: { kind: 'value', value: 2 } },
        ],
      },
    ],
  ]
  for (const [xml, expected] of cases) test(xml, () => assert.deepEqual(field(xml), expected))
})

test('a domain, and the records of a one2many', () => {
  const found = field(`<field name="f" search="[('name', '=', 'x')]" model="res.partner"/>`)
  assert.equal(found?.kind, 'search')
  assert.equal((found as { model: string }).model, 'res.partner')
  const inner = field('<field name="f"><record id="line" model="l"><field name="g">1</field></record></field>')
  assert.deepEqual(
    (inner as Extract<ValueSource, { kind: 'records' }>).records.map(({ xmlId, model }) => [xmlId, model]),
    [['bookshop.line', 'l']],
  )
})

test('functions, with values and functions as arguments', () => {
  const [entry] = parse(`<odoo noupdate="1"><function model="shop.book" name="restock" eval="[[ref('a')]]">
    <value eval="3"/><value name="reason">why</value><function model="m" name="n"/></function></odoo>`)
  assert.equal(entry!.kind, 'function')
  const { args, ...rest } = entry as Extract<DataEntry, { kind: 'function' }>
  assert.deepEqual(
    args.map(({ name, value }) => [name, value.kind]),
    [
      [null, 'eval'],
      ['reason', 'text'],
      [null, 'function'],
    ],
  )
  assert.deepEqual([rest.model, rest.name, rest.noupdate, rest.evaluated?.kind], ['shop.book', 'restock', true, 'list'])
})

test('deletions, and elements that are handed on', () => {
  const [one, two, template, menu] = parse(`<odoo>
    <delete model="shop.book" id="a"/><delete model="shop.book" search="[]"/>
    <template id="page"><p/></template><menuitem id="menu"/></odoo>`)
  assert.equal((one as { xmlId: string }).xmlId, 'bookshop.a')
  assert.deepEqual((two as { domain: unknown }).domain, { kind: 'list', items: [] })
  assert.deepEqual(
    [template, menu].map((entry) => [entry?.kind, (entry as { tag: string }).tag, (entry as { xmlId: string }).xmlId]),
    [
      ['element', 'template', 'bookshop.page'],
      ['element', 'menuitem', 'bookshop.menu'],
    ],
  )
})

describe('refused, with the line', () => {
  const deep = (tag: string, count: number): string =>
    `<odoo>${`<${tag}>`.repeat(count)}${`</${tag}>`.repeat(count)}</odoo>`
  const cases: ReadonlyArray<readonly [name: string, xml: string, message: RegExp]> = [
    ['broken XML', '<odoo>\n<record>\n</odoo>', /books\.xml(:\d+)?: The XML is broken/],
    ['no element', '', /books\.xml(:\d+)?: The XML/],
    ['another root', '<records/>', /:1: The file begins with <odoo>/],
    ['an unknown element', '<odoo>\n<recrod/></odoo>', /:2: <recrod> is not known here/],
    ['no model', '<odoo><record id="a"/></odoo>', /:1: <record> needs model/],
    ['no name', '<odoo><record model="m"><field>a</field></record></odoo>', /<field> needs name/],
    [
      'a field twice',
      '<odoo><record model="m"><field name="a"/><field name="a"/></record></odoo>',
      /Field a is there twice/,
    ],
    [
      'something else in a record',
      '<odoo><record model="m"><value/></record></odoo>',
      /<value> is not known inside <record>/,
    ],
    [
      'a wrong expression',
      '<odoo>\n\n<record model="m"><field name="a" eval="time.now()"/></record></odoo>',
      /:3: eval="time\.now\(\)": time is not known/,
    ],
    ['two dots', '<odoo><record id="a.b.c" model="m"/></odoo>', /"a\.b\.c" is no external id/],
    [
      'an unknown type',
      '<odoo><record model="m"><field name="a" type="python">1</field></record></odoo>',
      /type="python" is not known/,
    ],
    [
      'no number',
      '<odoo><record model="m"><field name="a" type="int">1.5</field></record></odoo>',
      /"1\.5" is no number/,
    ],
    ['elements in a text', '<odoo><record model="m"><field name="a"><p/></field></record></odoo>', /say type="html"/],
    [
      'a DOCTYPE',
      '<!DOCTYPE odoo [<!ENTITY x "y">]><odoo><record model="m"><field name="a">&x;</field></record></odoo>',
      /broken|DOCTYPE/,
    ],
    ['a DOCTYPE without entities', '<!DOCTYPE odoo><odoo/>', /DOCTYPE is not allowed/],
    [
      'a file of the machine',
      '<!DOCTYPE odoo [<!ENTITY x SYSTEM "file:///etc/passwd">]><odoo>&x;</odoo>',
      /broken|DOCTYPE/,
    ],
    ['nothing to delete', '<odoo><delete model="m"/></odoo>', /<delete> needs id or search/],
    ['groups without end', deep('data', 200), /nested too deeply/],
    ['a missing file', '<odoo><record model="m"><field name="a" file="x"/></record></odoo>', /no x/],
  ]
  for (const [name, xml, message] of cases) {
    test(name, () =>
      assert.throws(
        () => parse(xml),
        (error: Error) => error instanceof DataFileError && message.test(error.message),
      ),
    )
  }
})

test('whatever the text, there are entries or an error that is meant', () => {
  const piece = fc.constantFrom(
    '<odoo>',
    '</odoo>',
    '<record id="a" model="m">',
    '</record>',
    '<field name="f" eval="[1]">',
    '</field>',
    '<data noupdate="1">',
    '</data>',
    '&',
    'text',
    '"',
    '<delete model="m" id="x"/>',
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        parse(pieces.join(''))
      } catch (error) {
        assert.ok(error instanceof DataFileError, String(error))
      }
    }),
  )
})
