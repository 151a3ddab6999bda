import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { DataFileError } from '../../errors/model-errors.ts'
import type { RecordEntry } from './data-entry.ts'
import { modelOfCsv, parseCsv } from './parse-csv.ts'

const file = { addon: 'bookshop', file: 'bookshop/data/shop.book.csv', noupdate: false }
const parse = (text: string): RecordEntry[] => parseCsv(text, file)
const simple = (text: string): unknown[] =>
  parse(text).map(({ xmlId, values, line }) => ({ xmlId, values: { ...values }, line }))
const text = (given: string): unknown => ({ kind: 'names', text: given })

test('the model is the name of the file up to the first -', () => {
  assert.equal(modelOfCsv('data/shop.book.csv'), 'shop.book')
  assert.equal(modelOfCsv('data/shop.book-extra-2.csv'), 'shop.book')
  assert.equal(modelOfCsv('security/ir.model.access.csv'), 'ir.model.access')
})

test('rows with their external ids, values and lines', () => {
  assert.deepEqual(simple('id,name,price\nmomo,Momo,12.5\n"other.emma","Emma, ""the"" first",\n'), [
    { xmlId: 'bookshop.momo', values: { name: text('Momo'), price: text('12.5') }, line: 2 },
    {
      xmlId: 'other.emma',
      values: { name: text('Emma, "the" first'), price: { kind: 'value', value: null } },
      line: 3,
    },
  ])
})

test('a byte order mark, CRLF, blank rows and texts of several lines', () => {
  assert.deepEqual(
    simple('\uFEFFid,name\r\na,"two\r\nlines"\r\n\r\n,\r\nb,B').map((row) => {
      const { xmlId, line } = row as { xmlId: string; line: number }
      return [xmlId, line]
    }),
    [
      ['bookshop.a', 2],
      ['bookshop.b', 6],
    ],
  )
})

test('references by external ids, ids and names, several by commas', () => {
  const [row] = parse(
    'name,author_id/id,tag_ids/id,old_id:id,owner_id/.id,back_id.id,by_name\nA,ende,"a, base.b",x,7,"8,9","Ende, Michael"',
  )
  assert.deepEqual(
    { ...row!.values },
    {
      name: text('A'),
      author_id: { kind: 'refs', xmlIds: ['bookshop.ende'] },
      tag_ids: { kind: 'refs', xmlIds: ['bookshop.a', 'base.b'] },
      old_id: { kind: 'refs', xmlIds: ['bookshop.x'] },
      owner_id: { kind: 'ids', ids: [7] },
      back_id: { kind: 'ids', ids: [8, 9] },
      by_name: text('Ende, Michael'),
    },
  )
  assert.equal(row!.xmlId, null)
})

test('nothing in it is nothing', () => {
  assert.deepEqual(parse(''), [])
  assert.deepEqual(parse('id,name\n'), [])
})

describe('refused, with the line', () => {
  const cases: ReadonlyArray<readonly [name: string, source: string, message: RegExp]> = [
    [
      'records inside of records',
      'id,line_ids/tag_id/name\n',
      /shop\.book\.csv:1: Column line_ids\/tag_id\/name: records inside of records/,
    ],
    ['deeper paths', 'id,a/b/c/id\n', /:1: Column a\/b\/c\/id/],
    ['no field', 'id,1x\n', /:1: "1x" in the header is no field/],
    ['an empty header', 'id,\na,b\n', /:1: "" in the header/],
    ['a prototype', 'id,__proto__\na,b\n', /:1: "__proto__" in the header/],
    ['a column twice', 'id,name,name\n', /:1: Column name is there twice/],
    ['too few values', 'id,name\na,A\nb\n', /:3: The row has 1 values, the header 2/],
    ['too many values', 'id,name\na,A,x\n', /:2: The row has 3 values, the header 2/],
    ['a strange external id', 'id,name\n"a b",A\n', /:2: "a b" is no external id/],
    ['two dots', 'id,name\na.b.c,A\n', /:2: "a\.b\.c" is no external id/],
    ['an id that is none', 'id,author_id/.id\na,x\n', /:2: "x" is no id/],
    ['an open quote', 'id,name\na,"A\n', /The CSV is broken/],
  ]
  for (const [name, source, message] of cases) {
    test(name, () =>
      assert.throws(
        () => parse(source),
        (error: Error) => error instanceof DataFileError && message.test(error.message),
      ),
    )
  }
})

test('whatever the text, there are rows or an error that is meant', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('id,name"\n\r/.:a1 \uFEFF')) }), (source) => {
      try {
        parse(source)
      } catch (error) {
        assert.ok(error instanceof DataFileError, String(error))
      }
    }),
  )
})
