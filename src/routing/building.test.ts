import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BindOptions, BuildOptions } from './adapter.ts'
import { BuildError } from './build-error.ts'
import { Converter } from './converter.ts'
import { ValueRefused } from './errors.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule } from './rule.ts'
import type { RoutingMapOptions } from './settings.ts'
import { bind, built, type RuleRow } from './support.test.ts'

type Case = readonly [endpoint: string, values: object, expected: string, options?: BuildOptions]

function table(
  name: string,
  rules: readonly RuleRow[],
  cases: readonly Case[],
  options?: RoutingMapOptions,
  place?: BindOptions,
): void {
  describe(name, () => {
    const urls = bind(rules, options, place)
    for (const [endpoint, values, expected, asked] of cases) {
      it(`${endpoint} ${Object.entries(values).join(' ')} gives ${expected}`, () => {
        assert.equal(built(urls, endpoint, values, asked), expected)
      })
    }
  })
}

table(
  'values of converters',
  [
    '/s/<v>',
    '/p/<path:v>',
    '/i/<int:v>',
    '/z/<int(fixed_digits=3, signed=True):v>',
    '/f/<float:v>',
    '/a/<any("x y", z):v>',
    '/u/<uuid:v>',
    '/l/<string(length=2):v>',
  ].map((text): RuleRow => [text, { endpoint: text[1] as string }]),
  [
    ['s', { v: 'a b/ü?#%&=|' }, '/s/a%20b/%C3%BC%3F%23%25&=%7C'],
    ['s', { v: '🙂' }, '/s/%F0%9F%99%82'],
    ['s', { v: '\uD800' }, '/s/%EF%BF%BD'],
    ['s', { v: "-._~!$&'()*+,/:;=@" }, "/s/-._~!$&'()*+,/:;=@"],
    ['s', { v: 5 }, '/s/5'],
    ['s', { v: '' }, '/s/'],
    ['p', { v: '//evil.test' }, '/p///evil.test'],
    ['i', { v: 5 }, '/i/5'],
    ['i', { v: '05' }, '/i/5'],
    ['i', { v: 5.9 }, '/i/5'],
    ['i', { v: -5.9 }, '/i/-5'],
    ['i', { v: true }, '/i/1'],
    ['i', { v: 10n ** 20n }, '/i/100000000000000000000'],
    ['i', { v: 1e21 }, '/i/1000000000000000000000'],
    ['i', { v: 'x' }, 'ROUTING_BUILD'],
    ['i', { v: Number.NaN }, 'ROUTING_BUILD'],
    ['z', { v: 7 }, '/z/007'],
    ['z', { v: -7 }, '/z/-07'],
    ['z', { v: 1234 }, '/z/1234'],
    ['f', { v: 1 }, '/f/1.0'],
    ['f', { v: 1.25 }, '/f/1.25'],
    ['f', { v: 1e-7 }, '/f/0.0000001'],
    ['f', { v: 1.5e21 }, '/f/1500000000000000000000.0'],
    ['f', { v: -1.5e-8 }, '/f/-0.000000015'],
    ['f', { v: 0.1 + 0.2 }, '/f/0.30000000000000004'],
    ['f', { v: Infinity }, 'ROUTING_BUILD'],
    ['a', { v: 'x y' }, '/a/x%20y'],
    ['a', { v: 'q' }, 'ROUTING_BUILD'],
    ['u', { v: 'not one' }, '/u/not%20one'],
    ['l', { v: 'long' }, '/l/long'],
  ],
)

table(
  'static text is encoded',
  ['/a b/%20|ü/<x>', '/d//e/', "/-._~!$&'()*+,:;=@"],
  [
    ['/a b/%20|ü/<x>', { x: 1 }, '/a%20b/%2520%7C%C3%BC/1'],
    ['/d//e/', {}, '/d/e/'],
    ["/-._~!$&'()*+,:;=@", {}, "/-._~!$&'()*+,:;=@"],
  ],
)

table(
  'queries',
  ['/x', '/<path:v>', ['/d', { endpoint: 'd', defaults: { a: 1 } }]],
  [
    ['/x', { b: 1, a: 'x y' }, '/x?b=1&a=x+y'],
    ['/x', { a: null, b: undefined, c: '' }, '/x?c='],
    ['/x', { a: [1, null, '2'], b: [], c: new Set(['s']) }, '/x?a=1&a=2&c=s'],
    ['/x', { k: "-._~!$'()*,/:;?@" }, "/x?k=-._~!$'()*,/:;?@"],
    ['/x', { 'k&=': '+#%&=ü' }, '/x?k%26%3D=%2B%23%25%26%3D%C3%BC'],
    ['/x', { a: 1 }, '/x', { appendUnknown: false }],
    ['/<path:v>', { v: '//evil.test' }, '/evil.test'],
    ['d', { a: 1, z: 2 }, '/d?z=2'],
    ['d', { a: 2 }, 'ROUTING_BUILD'],
    ['d', { a: '1' }, 'ROUTING_BUILD'],
  ],
)

table('sorted queries', ['/x'], [['/x', { b: 1, a: [3, 2], c: 0 }, '/x?a=2&a=3&b=1&c=0']], { sortParameters: true })
table('queries sorted by a function', ['/x'], [['/x', { a: 1, b: 2 }, '/x?b=2&a=1']], {
  sortParameters: ([left], [right]) => (left < right ? 1 : -1),
})

table(
  'the best rule is chosen',
  [
    ['/', { endpoint: 'a' }],
    ['/<x>', { endpoint: 'a' }],
    ['/<x>/<y>', { endpoint: 'a' }],
    ['/alias/<x>/<y>', { endpoint: 'a', alias: true }],
    ['/p/<v>', { endpoint: 'm', methods: ['POST'] }],
    ['/g', { endpoint: 'm', methods: ['GET'] }],
    ['/first/<v>', { endpoint: 'same' }],
    ['/second/<v>', { endpoint: 'same' }],
    ['/d', { endpoint: 'd', defaults: { v: 1 } }],
    ['/d/<int:v>', { endpoint: 'd' }],
    ['/build/<v>', { endpoint: 'b', buildOnly: true }],
    ['/to', { endpoint: 'r', redirectTo: '/x' }],
    ['/put', { endpoint: 'put', methods: ['PUT'] }],
  ],
  [
    ['a', {}, '/'],
    ['a', { x: 1 }, '/1'],
    ['a', { y: 1 }, '/?y=1'],
    ['a', { x: 1, y: 2 }, '/1/2'],
    ['m', { v: 1 }, '/g?v=1'],
    ['m', { v: 1 }, '/p/1', { method: 'POST' }],
    ['m', { v: 1 }, 'ROUTING_BUILD', { method: 'post' }],
    ['same', { v: 1 }, '/first/1'],
    ['d', {}, '/d'],
    ['d', { v: 1 }, '/d'],
    ['d', { v: 2 }, '/d/2'],
    ['b', { v: 2 }, '/build/2'],
    ['r', {}, '/to'],
    ['put', {}, '/put'],
    ['none', {}, 'ROUTING_BUILD'],
  ],
)

table(
  'absolute and relative, plain scheme',
  [
    '/x',
    ['/w', { websocket: true }],
    ['/de', { subdomain: 'de' }],
    ['/l/<lang>', { subdomain: '<sub>', endpoint: 'l' }],
  ],
  [
    ['/x', {}, '/app/x'],
    ['/x', {}, 'http://example.org/app/x', { forceExternal: true }],
    ['/x', {}, 'https://example.org/app/x', { forceExternal: true, scheme: 'https' }],
    ['/x', {}, 'http://example.org/app/x', { forceExternal: true, scheme: 'ftp' }],
    ['/x', {}, '//example.org/app/x', { forceExternal: true, scheme: '' }],
    ['/w', {}, 'ws://example.org/app/w'],
    ['/w', {}, 'wss://example.org/app/w', { scheme: 'https' }],
    ['/de', {}, 'http://de.example.org/app/de'],
    ['l', { sub: 'a', lang: 'b' }, 'http://a.example.org/app/l/b'],
    ['l', { sub: '', lang: 'b' }, '/app/l/b'],
  ],
  {},
  { scriptName: 'app' },
)

table(
  'from a websocket',
  ['/x', ['/w', { websocket: true }]],
  [
    ['/x', {}, '/x'],
    ['/x', {}, 'https://example.org/x', { forceExternal: true }],
    ['/w', {}, 'wss://example.org/w'],
  ],
  {},
  { scheme: 'wss' },
)

table(
  'with host matching',
  [
    ['/', { endpoint: 'a', host: 'one.test' }],
    ['/here', { endpoint: 'a', host: 'example.org' }],
    ['/', { endpoint: 'b', host: 'one.test' }],
    ['/two', { endpoint: 'b', host: 'two.test' }],
    ['/', { endpoint: 'c', host: '<name>.test' }],
  ],
  [
    ['a', {}, '/here'],
    ['b', {}, 'http://one.test/'],
    ['c', { name: 'x' }, 'http://x.test/'],
  ],
  { hostMatching: true },
)

describe('building', () => {
  it('takes URLSearchParams: what is repeated becomes a list', () => {
    const urls = bind([['/<v>', { endpoint: 'a' }]])
    assert.equal(urls.build('a', new URLSearchParams('v=1&w=2&w=3')), '/1?w=2&w=3')
  })

  it('takes the next rule when a converter refuses the value', () => {
    class Even extends Converter<number> {
      static override regex = '[0-9]+'
      parse(text: string): number {
        return Number(text)
      }
      format(value: number): string {
        if (value % 2 !== 0) throw new ValueRefused('odd')
        return String(value)
      }
    }
    const rules = [new Rule('/even/<even:n>', { endpoint: 'n' }), new Rule('/<int:n>', { endpoint: 'n' })]
    const urls = new RoutingMap(rules, { converters: { even: Even } }).bind('example.org')
    assert.equal(urls.build('n', { n: 4 }), '/even/4')
    assert.equal(urls.build('n', { n: 5 }), '/5')
  })

  it('takes any value as an endpoint', () => {
    const endpoint = { handler: () => 1 }
    const urls = new RoutingMap([new Rule('/x', { endpoint })]).bind('example.org')
    assert.equal(urls.build(endpoint), '/x')
    assert.equal(urls.match('/x').endpoint, endpoint)
    assert.throws(() => urls.build({ handler: endpoint.handler }), BuildError)
  })

  it('is safe for names of prototypes', () => {
    const urls = bind([
      ['/x/<__proto__>/<constructor>', { endpoint: 'constructor' }],
      ['/d', { endpoint: 'd', defaults: { ['__proto__']: 1, 'a-b': 2 } }],
    ])
    const { args } = urls.match('/x/1/2')
    assert.equal(Object.getPrototypeOf(args), Object.prototype)
    assert.deepEqual(Object.entries(args), [
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
    assert.deepEqual(Object.entries(urls.match('/d').args), [
      ['__proto__', 1],
      ['a-b', 2],
    ])
    const values = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}') as Record<string, unknown>
    assert.equal(urls.build('constructor', values), '/x/p/c?toString=t')
    assert.equal(built(urls, '__proto__'), 'ROUTING_BUILD')
    assert.equal(built(urls, 'toString'), 'ROUTING_BUILD')
    assert.equal(built(urls, 'constructor', {}), 'ROUTING_BUILD')
  })
})

describe('BuildError', () => {
  const urls = bind([
    ['/shop/<int:id>', { endpoint: 'shop.page', methods: ['GET'] }],
    ['/cart', { endpoint: 'cart' }],
  ])
  const message = (endpoint: string, values: object, options?: BuildOptions): string => {
    try {
      return urls.build(endpoint, values as Record<string, unknown>, options)
    } catch (error) {
      assert.ok(error instanceof BuildError)
      return error.message
    }
  }
  it('names the nearest endpoint', () => {
    assert.match(message('shop.pgae', { id: 3 }), /Did you mean the endpoint 'shop.page'\?/)
  })
  it('names missing values', () => {
    assert.match(message('shop.page', {}), /Nearest is \/shop\/<int:id>, which also needs id\./)
  })
  it('names methods', () => {
    assert.match(message('shop.page', { id: 3 }, { method: 'PUT' }), /with method PUT .*which allows GET, HEAD\./)
  })
  it('names refused values', () => {
    assert.match(message('shop.page', { id: 'x' }), /the values id\. .*does not take/)
  })
  it('says so for an empty map', () => {
    assert.throws(() => new RoutingMap().bind('example.org').build('x'), { message: /has no rules/, suggested: null })
  })
})
