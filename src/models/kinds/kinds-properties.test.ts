// What holds for all values of a field.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../../test/support/fast-check.ts'
import { draftField } from '../field-draft.ts'
import type { FieldDefinition, FieldType } from '../field-definition.ts'

function fieldOf(type: FieldType, options: Record<string, unknown> = {}): FieldDefinition {
  return draftField('test.model', 'the_field', { type, options, addons: ['test'] })
}

const take = (field: FieldDefinition, given: unknown): unknown => field.kind.toCache(given, field)
const taken = (type: FieldType, given: unknown, options: Record<string, unknown> = {}): unknown =>
  take(fieldOf(type, options), given)

/** As it comes back from the column. */
const stored = (field: FieldDefinition, cached: unknown): unknown =>
  field.kind.fromColumn(field.kind.toColumn(cached, field), field)

const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0'))
const day = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T00:00:00Z'),
  noInvalidDate: true,
})
const json = fc.jsonValue().filter((each) => each !== false && !/__proto__|\\u0000/.test(JSON.stringify(each)))

test('what is taken is taken again as it is, and comes back from its column', () => {
  const properties: Array<[FieldType, fc.Arbitrary<unknown>, Record<string, unknown>?]> = [
    ['char', text],
    ['text', text],
    ['integer', fc.integer()],
    ['float', fc.double({ noNaN: true, noDefaultInfinity: true })],
    ['float', fc.double({ noNaN: true, noDefaultInfinity: true }), { digits: [16, 3] }],
    ['monetary', fc.float({ noNaN: true, noDefaultInfinity: true })],
    ['boolean', fc.boolean()],
    ['date', day],
    ['datetime', day],
    ['binary', fc.uint8Array({ minLength: 1 })],
    ['many2one', fc.integer({ min: 1 })],
  ]
  for (const [type, values, options] of properties) {
    const field = fieldOf(type, options)
    fc.assert(
      fc.property(values, (value) => {
        const cached = take(field, value)
        assert.deepEqual(take(field, cached), cached)
        assert.deepEqual(stored(field, cached), cached)
        assert.deepEqual(
          take(field, field.kind.toRead(cached, field)),
          type === 'datetime' ? seconds(cached as Date) : cached,
        )
      }),
    )
  }
  fc.assert(
    fc.property(json, (value) => {
      const field = fieldOf('json')
      const cached = take(field, value)
      assert.deepEqual(take(field, cached), cached)
      assert.equal(field.kind.toColumn(cached, field), cached === null ? null : JSON.stringify(cached))
    }),
  )
})

const seconds = (moment: Date): Date => new Date(Math.floor(moment.getTime() / 1000) * 1000)

test('anything at all is taken or refused, and nothing else happens', () => {
  const types: FieldType[] = [
    'char',
    'html',
    'integer',
    'float',
    'boolean',
    'date',
    'datetime',
    'selection',
    'json',
    'binary',
    'many2one',
    'many2many',
    'reference',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.anything(), (type, value) => {
      try {
        taken(type, value, { selection: [['a', 'A']], comodel: 'res.partner' })
      } catch (error) {
        assert.equal((error as Error).name, 'ValidationError', String(error))
      }
    }),
  )
})

test('clean html stays as it is', () => {
  const clean = (html: string): string => taken('html', html) as string
  fc.assert(fc.property(text, (html) => assert.equal(clean(clean(html)), clean(html))))
})
