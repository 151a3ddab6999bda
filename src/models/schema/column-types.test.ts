import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalType, typeChange, type Change } from './column-types.ts'

test('types are written as PostgreSQL writes them', () => {
  const cases: ReadonlyArray<readonly [declared: string, expected: string]> = [
    ['int4', 'integer'],
    ['INT8', 'bigint'],
    ['varchar', 'character varying'],
    ['varchar(20)', 'character varying(20)'],
    ['numeric(16, 2)', 'numeric(16,2)'],
    ['timestamp', 'timestamp without time zone'],
    ['double precision', 'double precision'],
    ['jsonb', 'jsonb'],
    ['geometry', 'geometry'],
  ]
  for (const [declared, expected] of cases) assert.equal(canonicalType(declared), expected)
})

test('which changes lose nothing, which have to be tried, which are none', () => {
  const cases: ReadonlyArray<readonly [from: string, to: string, expected: Change]> = [
    ['character varying(5)', 'character varying(20)', 'plain'],
    ['character varying(5)', 'character varying', 'plain'],
    ['character varying', 'text', 'plain'],
    ['text', 'character varying', 'plain'],
    ['text', 'character varying(5)', 'plain'],
    ['integer', 'bigint', 'plain'],
    ['integer', 'numeric', 'plain'],
    ['integer', 'numeric(5,2)', 'checked'],
    ['integer', 'double precision', 'plain'],
    ['bigint', 'integer', 'checked'],
    ['double precision', 'numeric', 'checked'],
    ['numeric', 'double precision', 'checked'],
    ['numeric(10,4)', 'numeric(10,2)', 'checked'],
    ['date', 'timestamp without time zone', 'plain'],
    ['timestamp without time zone', 'date', 'checked'],
    ['text', 'integer', 'refused'],
    ['integer', 'text', 'refused'],
    ['boolean', 'integer', 'refused'],
    ['text', 'jsonb', 'refused'],
  ]
  for (const [from, to, expected] of cases) assert.equal(typeChange(from, to), expected, `${from} → ${to}`)
})
