import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Warning } from '../errors/warnings.ts'
import { mergeRoutes, type Definition, type MergedRoute } from './merge-routes.ts'
import { knownRouteOptions, type RouteOptions } from './route-options.ts'

type Stated = { paths?: readonly string[]; options?: RouteOptions } | null

/** Merges what the classes A, B, C … of the addons a, b, c … state. */
function merge(...stated: readonly Stated[]): { merged: MergedRoute | null; warnings: readonly Warning[] } {
  const warnings: Warning[] = []
  const definitions = stated.map((each, index): Definition => {
    const letter = 'abcdefgh'[index] as string
    const fragment =
      each === null ? null : Object.freeze({ paths: each.paths ?? null, options: Object.freeze(each.options ?? {}) })
    return { className: letter.toUpperCase(), addon: letter, fragment }
  })
  const merged = mergeRoutes('page', definitions, new Set(knownRouteOptions), (warning) => warnings.push(warning))
  return { merged, warnings }
}

const start = { paths: ['/p'] }
const codes = (warnings: readonly Warning[]): readonly string[] => warnings.map(({ code }) => code)

test('defaults', () => {
  const { merged, warnings } = merge(start)
  assert.deepEqual(merged?.options, { type: 'http', auth: 'user', csrf: true, readonly: false, saveSession: true })
  assert.equal(merged?.options.methods, undefined, 'all methods')
  assert.deepEqual(warnings, [])
})

test('csrf is off by default for the JSON types, and saveSession for bearer', () => {
  for (const type of ['json', 'json2'] as const)
    assert.equal(merge({ ...start, options: { type } }).merged?.options.csrf, false)
  assert.equal(merge({ ...start, options: { auth: 'bearer' } }).merged?.options.saveSession, false)
  assert.equal(
    merge({ ...start, options: { auth: 'bearer' } }, { options: { auth: 'user' } }).merged?.options.saveSession,
    true,
  )
  assert.equal(merge({ ...start, options: { auth: 'bearer', saveSession: true } }).merged?.options.saveSession, true)
})

test('key by key, from the oldest to the youngest; a path list replaces', () => {
  const { merged } = merge(
    { paths: ['/a', '/b'], options: { auth: 'none', methods: ['GET'], cors: '*' } },
    { options: { auth: 'public' } },
    { paths: ['/c'], options: { cors: false } },
    {},
  )
  assert.deepEqual(merged?.paths, ['/c'])
  assert.deepEqual(merged?.options, {
    type: 'http',
    auth: 'public',
    methods: ['GET'],
    cors: false,
    csrf: true,
    readonly: false,
    saveSession: true,
  })
})

test('an option that is given as undefined is as if it were left out', () => {
  assert.equal(
    merge({ ...start, options: { auth: 'none' } }, { options: { auth: undefined } as never }).merged?.options.auth,
    'none',
  )
})

test('declared options are never changed', () => {
  const options: RouteOptions = Object.freeze({ type: 'http', readonly: true })
  const other: RouteOptions = Object.freeze({ type: 'json', readonly: false })
  merge({ ...start, options }, { options: other })
  assert.deepEqual(options, { type: 'http', readonly: true })
  assert.deepEqual(other, { type: 'json', readonly: false })
  assert.ok(Object.isFrozen(merge({ ...start, options }).merged?.options))
})

describe('publication', () => {
  test('without @route anywhere there is no endpoint and nothing to say', () => {
    assert.deepEqual(merge(null, null), { merged: null, warnings: [] })
  })

  test('redefined without @route: unpublished, the warning names class, method and addon', () => {
    const { merged, warnings } = merge(start, null)
    assert.equal(merged, null)
    assert.deepEqual(codes(warnings), ['PERGOLA_W_UNPUBLISHED'])
    for (const word of ['B.page', 'addon b']) assert.ok(warnings[0]?.message.includes(word))
  })

  test('who decorates it again publishes it again', () => {
    const { merged, warnings } = merge({ ...start, options: { auth: 'none' } }, null, {})
    assert.deepEqual([merged?.paths, merged?.options.auth], [['/p'], 'none'])
    assert.deepEqual(warnings, [])
  })

  test('a subclass may publish a method that its parent did not', () => {
    assert.deepEqual(merge(null, start).merged?.paths, ['/p'])
  })

  test('decorated and no path: skipped, with a warning', () => {
    const { merged, warnings } = merge({ options: { auth: 'none' } })
    assert.equal(merged, null)
    assert.deepEqual(codes(warnings), ['PERGOLA_W_ROUTE_WITHOUT_PATH'])
    assert.match(warnings[0]?.message ?? '', /A\.page \(addon a\)/)
  })
})

describe('type', () => {
  test('it cannot change: kept, and warned of', () => {
    const { merged, warnings } = merge(start, { options: { type: 'json' } })
    assert.equal(merged?.options.type, 'http')
    assert.deepEqual(codes(warnings), ['PERGOLA_W_ROUTE_TYPE'])
    assert.match(warnings[0]?.message ?? '', /B\.page \(addon b\).*"json"/)
    const back = merge({ ...start, options: { type: 'json' } }, { options: { type: 'http' } })
    assert.equal(back.merged?.options.type, 'json')
    assert.equal(back.merged?.options.csrf, false)
    assert.deepEqual(codes(back.warnings), ['PERGOLA_W_ROUTE_TYPE'])
  })

  test('stating the same again is fine', () => {
    assert.deepEqual(merge({ ...start, options: { type: 'json' } }, { options: { type: 'json' } }).warnings, [])
    assert.deepEqual(merge(start, { options: { type: 'http' } }).warnings, [])
  })
})

describe('readonly', () => {
  const chosen = () => true
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<RouteOptions['readonly']>, unknown, boolean]> = [
    ['true alone', [true], true, false],
    ['true again', [true, true], true, false],
    ['false again', [undefined, false], false, false],
    ['true above the default', [undefined, true], false, true],
    ['true above false', [false, true], false, true],
    ['false above true', [true, false], false, true],
    ['true above a conflict', [true, false, true], false, true],
    ['a function', [chosen], chosen, false],
    ['a function above true', [true, chosen], chosen, false],
    ['true above a function', [chosen, true], false, true],
    ['left out', [true, undefined], true, false],
  ]
  for (const [name, values, expected, isWarned] of cases) {
    test(`${name}: ${String(expected)}${isWarned ? ', warned of' : ''}`, () => {
      const { merged, warnings } = merge(
        ...values.map((readonly, index) => ({
          ...(index === 0 ? start : {}),
          options: readonly === undefined ? {} : { readonly },
        })),
      )
      assert.equal(merged?.options.readonly, expected)
      assert.equal(codes(warnings).includes('PERGOLA_W_ROUTE_READONLY'), isWarned)
    })
  }
})

test('an unknown option is warned of with the nearest known name, and kept', () => {
  const { merged, warnings } = merge({ ...start, options: { method: ['GET'] } as never })
  assert.deepEqual(codes(warnings), ['PERGOLA_W_UNKNOWN_OPTION'])
  assert.match(warnings[0]?.message ?? '', /A\.page \(addon a\).*\bmethod\. Is methods meant\?/)
  assert.deepEqual(Reflect.get(merged?.options ?? {}, 'method'), ['GET'])
  const far = merge({ ...start, options: { sitemap: true } as never })
  assert.doesNotMatch(far.warnings[0]?.message ?? '', /meant/)
})

test('contributions tell which class of which addon stated what counts', () => {
  const { merged } = merge(
    { ...start, options: { auth: 'none', cors: '*' } },
    { options: { auth: 'user' } },
    { options: { auth: 'user' } },
  )
  const stated = Object.fromEntries(merged?.contributions.map((each) => [each.option, each]) ?? [])
  assert.deepEqual(stated['paths'], { option: 'paths', value: ['/p'], className: 'A', addon: 'a' })
  assert.deepEqual(stated['cors'], { option: 'cors', value: '*', className: 'A', addon: 'a' })
  assert.deepEqual(stated['auth'], { option: 'auth', value: 'user', className: 'B', addon: 'b' })
})
