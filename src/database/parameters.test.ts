import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEachBackend } from '../../test/support/database-backends.ts'
import type { Database } from './database.ts'

onEachBackend({}, (backend) => {
  const main = (): Database => backend().server.database('main')

  test('values come and go in UTC and without loss', async () => {
    await using cr = main().cursor()
    const date = new Date('2026-07-01T12:30:15.123Z')
    const { rows } = await cr.query(
      `select $1::timestamp as t, $1::timestamptz as tz, '2026-03-01'::date as d, 5::int8 as n, 9007199254740993 as big,
        array[$1::timestamp, null] as ts, array['2026-03-01'::date] as ds, array[1::int8, 2] as ns, 1.10::numeric as x,
        $2::jsonb as j, $3::text[] as words, '\\x00ff'::bytea as bytes, '0044-03-15 00:00:00 BC'::timestamp as ides`,
      [date, { a: [1, null] }, ['a', 'b"c', null]],
    )
    assert.deepEqual(rows, [
      {
        t: date,
        tz: date,
        d: '2026-03-01',
        n: 5,
        big: 9007199254740993n,
        ts: [date, null],
        ds: ['2026-03-01'],
        ns: [1, 2],
        x: '1.10',
        j: { a: [1, null] },
        words: ['a', 'b"c', null],
        bytes: Buffer.from([0, 255]),
        ides: new Date('-000043-03-15T00:00:00Z'),
      },
    ])
  })

  test('lists of integers come as they went: none, one, negative ones, and lists of lists', async () => {
    await using cr = main().cursor()
    const lists = [
      [],
      [7],
      [-1, 0, 9007199254740991],
      [
        [1, 2],
        [3, 4],
      ],
    ]
    for (const list of lists) assert.deepEqual((await cr.query('select $1::int8[] as list', [list])).rows, [{ list }])
    const { rows } = await cr.query('select $1::text[] as words, $2::float8[] as numbers', [
      [1, 2],
      [1.5, 2],
    ])
    assert.deepEqual(rows, [{ words: ['1', '2'], numbers: [1.5, 2] }])
  })
})
