import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { onEachBackend } from '../../test/support/database-backends.ts'
import { AddonInstallError } from '../errors/model-errors.ts'
import { compareVersions, migrationsBetween, runMigrations } from './migrations.ts'

describe('compareVersions', () => {
  const cases: ReadonlyArray<readonly [left: string, right: string, expected: number]> = [
    ['1.0.0', '1.0.0', 0],
    ['1.0', '1.0.0', 0],
    ['1.9', '1.10', -1],
    ['2', '1.99.99', 1],
    ['17.0.1.2', '17.0.1.10', -1],
    ['0.0.0', '0.0.1', -1],
    ['', '0', 0],
    ['1.2.3-4', '1.2.3', 1],
  ]
  for (const [left, right, expected] of cases) {
    test(`${left} and ${right}`, () => {
      assert.equal(Math.sign(compareVersions(left, right)), expected)
      assert.equal(Math.sign(compareVersions(right, left)), expected === 0 ? 0 : -expected)
    })
  }
  test('orders versions, whatever they are', () => {
    const version = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const sorted = [a, b, c].toSorted(compareVersions)
        assert.ok(compareVersions(sorted[0]!, sorted[1]!) <= 0 && compareVersions(sorted[0]!, sorted[2]!) <= 0)
      }),
    )
  })
})

describe('migration scripts', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pergola-migrations-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const write = (path: string, content = ''): void => {
    const file = join(root, 'migrations', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  const found = (from: string, to: string): string[] =>
    migrationsBetween(root, from, to).map(({ file }) => file.slice(root.length + '/migrations/'.length))

  test('an addon without any has none', () => assert.deepEqual(found('1.0', '2.0'), []))

  test('those after the one version up to the other, by stage, version and name', () => {
    for (const version of ['1.0.0', '1.1.0', '1.9.0', '1.10.0', '2.0.0', '0.0.0']) {
      write(`${version}/post-b.sql`)
      write(`${version}/post-a.js`)
      write(`${version}/pre-x.mjs`)
    }
    write('1.1.0/end-z.ts')
    assert.deepEqual(found('1.0.0', '1.10.0'), [
      '0.0.0/pre-x.mjs',
      '1.1.0/pre-x.mjs',
      '1.9.0/pre-x.mjs',
      '1.10.0/pre-x.mjs',
      '1.1.0/post-a.js',
      '1.1.0/post-b.sql',
      '1.9.0/post-a.js',
      '1.9.0/post-b.sql',
      '1.10.0/post-a.js',
      '1.10.0/post-b.sql',
      '0.0.0/post-a.js',
      '0.0.0/post-b.sql',
      '1.1.0/end-z.ts',
    ])
    assert.deepEqual(found('1.10.0', '1.10.0'), [])
    assert.deepEqual(found('2.0.0', '1.0.0'), [])
    assert.deepEqual(
      found('1.10', '2').filter((file) => !file.startsWith('0')),
      ['2.0.0/pre-x.mjs', '2.0.0/post-a.js', '2.0.0/post-b.sql'],
    )
  })

  test('other files are none', () => {
    for (const name of ['helper.ts', 'pre-types.d.ts', 'post-x.test.ts', 'pre-notes.md', 'middle-x.ts'])
      write(`1.1.0/${name}`)
    assert.deepEqual(found('1.0', '1.1'), [])
  })

  test('a folder that is no version is refused', () => {
    write('next/pre-x.sql')
    assert.throws(
      () => found('1.0', '1.1'),
      (error: Error) => error instanceof AddonInstallError && /next is no version/.test(error.message),
    )
  })

  onEachBackend({}, (backend) => {
    test('scripts and SQL run in order, in the transaction, and know the version they come from', async () => {
      write('1.1.0/pre-1.sql', "create table note (id serial, text varchar); insert into note (text) values ('sql')")
      write(
        '1.1.0/pre-2.mjs',
        "export default async (cr, { version, env }) => { await cr.query('insert into note (text) values ($1)', [`${version} ${env}`]) }",
      )
      write('1.2.0/pre-1.sql', ' \n')
      write('1.2.0/post-1.sql', 'update note set text = upper(text)')
      await using cr = backend().server.database('main').cursor()
      const migrations = migrationsBetween(root, '1.0.0', '1.2.0')
      assert.equal((await runMigrations(cr, migrations, 'pre', { version: '1.0.0' })).length, 3)
      assert.deepEqual((await cr.query('select text from note order by id')).rows, [
        { text: 'sql' },
        { text: '1.0.0 undefined' },
      ])
      await runMigrations(cr, migrations, 'post', { version: '1.0.0' })
      assert.deepEqual((await cr.query('select text from note order by id')).rows, [
        { text: 'SQL' },
        { text: '1.0.0 UNDEFINED' },
      ])
      assert.deepEqual(await runMigrations(cr, migrations, 'end', { version: '1.0.0' }), [])
    })

    test('a script without a function, and one that fails', async () => {
      write('1.1.0/pre-1.mjs', 'export const migrate = 1')
      write('1.1.0/post-1.mjs', "export default () => { throw new Error('no way') }")
      await using cr = backend().server.database('main').cursor()
      const migrations = migrationsBetween(root, '1.0', '1.1')
      await assert.rejects(
        runMigrations(cr, migrations, 'pre', { version: '1.0' }),
        /migrations\/1\.1\.0\/pre-1\.mjs: a migration script exports a default function/,
      )
      await assert.rejects(runMigrations(cr, migrations, 'post', { version: '1.0' }), /no way/)
      write('1.2.0/pre-1.sql', 'update nobody set name = 1')
      await assert.rejects(runMigrations(cr, migrationsBetween(root, '1.1', '1.2'), 'pre', { version: '1.1' }), {
        code: '42P01',
        message: /migrations\/1\.2\.0\/pre-1\.sql: relation "nobody" does not exist$/,
      })
    })
  })
})
