import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Controller, route } from '../entry/pergola.ts'
import { Converter } from '../routing/converter.ts'
import { ValueRefused } from '../routing/errors.ts'
import { combineControllers } from './controller-families.ts'
import type { ControllerClass } from './controller.ts'
import { knownRouteOptions } from './route-options.ts'
import { RoutingTable } from './routing-table.ts'

class A extends Controller {
  @route('/one', { auth: 'none' })
  one() {
    return 'A'
  }
  @route('/user')
  two() {
    return 'A'
  }
}

class B extends Controller {
  @route('/one', { auth: 'none' })
  uno() {
    return 'B'
  }
}

function tableOf(
  listing: ReadonlyArray<readonly [string, new () => Controller]>,
  options: Partial<ConstructorParameters<typeof RoutingTable>[1]> = {},
): RoutingTable {
  const listed = listing.map(([addon, controller]) => ({ addon, controller }))
  const owners = new Map<ControllerClass, string>(listed.map(({ addon, controller }) => [controller, addon]))
  const { endpoints } = combineControllers(listed, owners, new Set(knownRouteOptions))
  return new RoutingTable(endpoints, { converters: new Map(), onlyWithoutUser: false, ...options })
}

const winner = ({ map }: RoutingTable, path: string): string | undefined => {
  const found = map.matchPath(path, 'GET', undefined)
  return found.miss === undefined ? found.endpoint.name : undefined
}

test('of two endpoints with one rule the first in the order of addons wins, and both are named', () => {
  const table = tableOf([
    ['a', A],
    ['b', B],
  ])
  assert.equal(winner(table, '/one'), 'a.A.one')
  assert.deepEqual(table.warnings, [
    {
      code: 'PERGOLA_W_DUPLICATE_RULE',
      message: 'B.uno (addon b) and A.one (addon a) have one rule, /one: A.one (addon a) answers.',
    },
  ])
  assert.equal(
    winner(
      tableOf([
        ['b', B],
        ['a', A],
      ]),
      '/one',
    ),
    'b.B.uno',
  )
})

test('the same rule for other verbs is no duplicate', () => {
  class Verbs extends Controller {
    @route('/v', { methods: ['GET'] })
    get() {
      return ''
    }
    @route('/v', { methods: ['POST'] })
    post() {
      return ''
    }
  }
  assert.deepEqual(tableOf([['v', Verbs]]).warnings, [])
})

test('without a database only endpoints with auth none are there', () => {
  const table = tableOf([['a', A]], { onlyWithoutUser: true })
  assert.deepEqual(
    table.endpoints.map(({ name }) => name),
    ['a.A.one'],
  )
  assert.equal(winner(table, '/user'), undefined)
})

test('a broken rule is left out with a warning that names it; the rest is there', () => {
  class Broken extends Controller {
    @route(['/ok', '/broken/<nothing:x>', '/also/<int:n'], { auth: 'none' })
    broken() {
      return ''
    }
  }
  const table = tableOf([['x', Broken]])
  assert.equal(winner(table, '/ok'), 'x.Broken.broken')
  assert.deepEqual(
    table.warnings.map(({ code }) => code),
    ['PERGOLA_W_BROKEN_RULE', 'PERGOLA_W_BROKEN_RULE'],
  )
  assert.match(table.warnings[0]?.message ?? '', /\/broken\/<nothing:x> of x\.Broken\.broken/)
})

test('two endpoints of one name are warned of; the first has it', () => {
  class Named extends Controller {
    @route('/x', { name: 'page' })
    x() {
      return ''
    }
    @route('/y', { name: 'page' })
    y() {
      return ''
    }
  }
  const table = tableOf([['n', Named]])
  assert.deepEqual(table.get('page')?.paths, ['/x'])
  assert.deepEqual(
    table.warnings.map(({ code }) => code),
    ['PERGOLA_W_DUPLICATE_NAME'],
  )
})

test('converters that addons add count in rules, and may refuse a value: the next rule is tried', () => {
  class Even extends Converter<number> {
    static override regex = '[0-9]+'
    static override weight = 10
    parse(text: string): number {
      if (Number(text) % 2 === 1) throw new ValueRefused()
      return Number(text)
    }
    format(value: number): string {
      return String(value)
    }
  }
  class Numbers extends Controller {
    @route('/n/<even:n>' as string, { auth: 'none' })
    even() {
      return ''
    }
    @route('/n/<int:n>', { auth: 'none' })
    other() {
      return ''
    }
  }
  const table = tableOf([['n', Numbers]], { converters: new Map([['even', Even]]) })
  const found = table.map.matchPath('/n/4', 'GET', undefined)
  assert.deepEqual(found.miss === undefined ? found.args : null, { n: 4 })
  assert.equal(winner(table, '/n/4'), 'n.Numbers.even')
  assert.equal(winner(table, '/n/5'), 'n.Numbers.other')
})

test('slashes: the one at the end is optional both ways, double ones inside match nothing', () => {
  class Slashes extends Controller {
    @route('/leaf')
    leaf() {
      return ''
    }
    @route('/branch/')
    branch() {
      return ''
    }
  }
  const table = tableOf([['s', Slashes]])
  assert.deepEqual(
    ['/leaf', '/leaf/', '/branch', '/branch/', '/leaf//', '/a//leaf', '/Leaf'].map(
      (path) => winner(table, path) !== undefined,
    ),
    [true, true, true, true, false, false, false],
  )
})
