// The catalogue of errors and warnings, docs/errors.md, and the code agree.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { errorClasses, HttpError, UserError, warningCodes, type PergolaError } from 'pergola'
import { describeError } from '../src/errors/describe-error.ts'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  )
const errorRows = rows.filter((row) => row.length === 4)
const warningRows = rows.filter((row) => row.length === 3)

const lines = (cells: ReadonlyArray<readonly string[]>): string[] => cells.map((row) => row.join(' ')).toSorted()

type HttpErrorClass = new (message: string) => PergolaError

/** The code that an instance of a class has. */
function codeOf(errorClass: typeof PergolaError): string {
  if (!(errorClass.prototype instanceof HttpError)) return errorClass.code
  return new (errorClass as unknown as HttpErrorClass)('x').code
}

describe('errors', () => {
  const catalogued = [...errorClasses].map(([name, each]) => [
    name,
    codeOf(each),
    each === (HttpError as unknown) ? 'any' : String(each.status),
  ])

  test('the page has every class of the catalogue, with its code and status, and no other', () => {
    const documented = errorRows.filter(([name = '']) => !name.includes('.')).map((row) => row.slice(0, 3))
    assert.deepEqual(lines(documented), lines(catalogued))
  })

  test('the name in the catalogue is that of the class', () => {
    for (const [name, each] of errorClasses) assert.equal(each.name, name)
  })

  test('every class that the sources declare upon the root is in the catalogue', () => {
    const declared = globSync('src/**/*.ts', { cwd: root })
      .filter((file) => !file.endsWith('.test.ts') && !file.startsWith(join('src', 'testing')))
      .flatMap((file) => [
        ...readFileSync(join(root, file), 'utf8').matchAll(/^export (?:abstract )?class (\w+) extends (\w+)/gm),
      ])
      .filter(([, , parent = '']) => errorClasses.has(parent) || parent === 'StatusError' || parent === 'Redirection')
      .filter(([line]) => !line.includes('RoutingError'))
      .map(([, name]) => name as string)
    assert.deepEqual(
      declared.filter((name) => !errorClasses.has(name)),
      [],
    )
  })

  test('codes are unique', () => {
    const codes = catalogued.map(([, code]) => code)
    assert.deepEqual(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      ['PERGOLA_HTTP_404'], // PredicateMismatch is a NotFound
    )
  })

  test('every code of the rooms that stand alone is on the page, and every one on the page is in the code', () => {
    const sources = globSync('src/{routing,inheritance,qweb}/**/*.ts', { cwd: root }).filter(
      (file) => !file.endsWith('.test.ts'),
    )
    const stated = sources.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/'((?:ROUTING|QWEB|PERGOLA)_[A-Z_]+)'/g)].map(
        ([, code]) => code as string,
      ),
    )
    const documented = errorRows.filter(([name = '']) => name.includes('.')).map(([, code]) => code as string)
    assert.deepEqual([...new Set(stated)].toSorted(), documented.toSorted())
  })

  test('each row says when', () => {
    for (const row of rows) assert.ok((row.at(-1)?.length ?? 0) > 10, String(row[0]))
  })
})

describe('warnings', () => {
  test('the page has every warning with its code, and no other', () => {
    assert.deepEqual(lines(warningRows.map((row) => row.slice(0, 2))), lines(Object.entries(warningCodes)))
  })

  test('each is given somewhere', () => {
    const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
    const code = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
    for (const name of Object.keys(warningCodes)) assert.ok(code.includes(`warningCodes.${name}`), name)
  })
})

describe('what a client is told', () => {
  test('an error of the catalogue: its own text, code, arguments and context', () => {
    class OutOfStock extends UserError {
      static override readonly code: string = 'SHOP_OUT'
      static override readonly status: number = 410
    }
    assert.deepEqual(describeError(new OutOfStock('Sold out.', { arguments: [3], context: { id: 7 } })), {
      name: 'OutOfStock',
      code: 'SHOP_OUT',
      status: 410,
      title: 'Gone',
      message: 'Sold out.',
      arguments: [3],
      context: { id: 7 },
    })
  })

  test('of any other nothing, whatever was thrown', () => {
    for (const thrown of [
      new Error('secret'),
      'secret',
      null,
      undefined,
      { status: 404, message: 'secret', exposed: true },
    ]) {
      const { message, status, code, arguments: args, context } = describeError(thrown)
      assert.deepEqual([message, status, code, args, context], ['Server Error', 500, 'PERGOLA_SERVER_ERROR', [], {}])
    }
  })

  test('of a mistake of the program its code and status, and not its text', () => {
    for (const [name, each] of errorClasses) {
      if (each.exposed) continue
      const { message, code, status } = describeError(new (each as new (message: string) => PergolaError)('secret'))
      assert.deepEqual([message, code, status], ['Server Error', each.code, each.status], name)
    }
  })
})
