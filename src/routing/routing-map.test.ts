import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Converter, isPartIsolating } from './converter.ts'
import { decodePath } from './encode.ts'
import { MethodNotAllowed, NotFound, RequestRedirect, ValueRefused, WebsocketMismatch } from './errors.ts'
import { IntConverter, PathConverter, StringConverter } from './builtin-converters.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule, type RuleOptions } from './rule.ts'
import { bind, outcome } from './support.test.ts'

class Text extends Converter {
  parse(text: string): string {
    return text
  }
  format(value: string): string {
    return value
  }
}

function withConverter(type: typeof Text, rule: string, path: string): string {
  const map = new RoutingMap([new Rule(rule, { endpoint: 'x' })], { converters: { c: type } })
  return outcome(map.bind('example.org'), path)
}

describe('custom converters', () => {
  it('may have groups of their own', () => {
    class Groups extends Text {
      static override regex = '(a|b)(?<n>c)+|d'
    }
    assert.equal(withConverter(Groups, '/<c:x>', '/acc'), 'x {"x":"acc"}')
    assert.equal(withConverter(Groups, '/<c:x>-<c2>', '/acc-d'), 'x {"x":"acc","c2":"d"}')
    assert.equal(withConverter(Groups, '/<c2>.<c:x>.<int:y>', '/q.d.3'), 'x {"c2":"q","x":"d","y":3}')
    assert.equal(withConverter(Groups, '/<c:x>', '/d!'), '404')
    class Twice extends Text {
      static override regex = '(.)\\1'
    }
    assert.equal(withConverter(Twice, '/<c:x>', '/aa'), 'x {"x":"aa"}')
    assert.equal(withConverter(Twice, '/<c:x>', '/ab'), '404')
  })

  it('see the whole of a value, by code points', () => {
    class Two extends Text {
      static override regex = '.{2}'
    }
    assert.equal(withConverter(Two, '/<c:x>', '/🙂🙂'), 'x {"x":"🙂🙂"}')
    class Letters extends Text {
      static override regex = '[\\p{L}🙂]{2}'
    }
    assert.equal(withConverter(Letters, '/<c:x>-<c:y>', '/é🙂-ab'), 'x {"x":"é🙂","y":"ab"}')
    assert.equal(withConverter(Letters, '/<c:x>', '/abc'), '404')
  })

  it('may set regex and weight when made', () => {
    class Own extends Text {
      constructor(regex: string) {
        super()
        this.regex = regex
        this.weight = 1
      }
    }
    const rules = [new Rule('/<x>', { endpoint: 'text' }), new Rule('/<c("[xy]+"):x>', { endpoint: 'own' })]
    const urls = new RoutingMap(rules, { converters: new Map([['c', Own]]) }).bind('h')
    assert.equal(outcome(urls, '/xy'), 'own {"x":"xy"}')
    assert.equal(outcome(urls, '/z'), 'text {"x":"z"}')
  })

  it('take slashes if their own regex mentions one', () => {
    class Slashes extends Text {
      static override regex = '[a/]+'
    }
    class Inherits extends Slashes {}
    class Plain extends Text {
      static override regex = '[a-z]+'
    }
    class Says extends Slashes {
      static override partIsolating = true
    }
    const answers = [Text, Slashes, Inherits, Plain, Says, StringConverter, PathConverter, IntConverter].map(
      isPartIsolating,
    )
    assert.deepEqual(answers, [true, false, false, true, true, true, false, true])
    assert.equal(withConverter(Slashes, '/<c:x>/b/<y>', '/a/a/b/c'), 'x {"x":"a/a","y":"c"}')
    assert.equal(withConverter(Slashes, '/<c:x>/', '/a/a'), '308 http://example.org/a/a/')
  })

  it('may be subclasses of built-in ones', () => {
    class Even extends IntConverter {
      override parse(text: string): number {
        const value = super.parse(text)
        if (value % 2 !== 0) throw new ValueRefused()
        return value
      }
    }
    const rules = [new Rule('/<even(max=4):x>', { endpoint: 'even' }), new Rule('/<int:x>', { endpoint: 'int' })]
    const urls = new RoutingMap(rules, { converters: { even: Even } }).bind('h')
    assert.deepEqual(
      ['/4', '/3', '/6'].map((path) => outcome(urls, path)),
      ['even {"x":4}', 'int {"x":3}', 'int {"x":6}'],
    )
  })

  it('let other errors through, and the map goes on', () => {
    class Broken extends Text {
      override parse(text: string): string {
        if (text === 'bad') throw new RangeError('bad')
        return text
      }
    }
    const urls = new RoutingMap([new Rule('/<c:x>', { endpoint: 'x' })], { converters: { c: Broken } }).bind('h')
    assert.throws(() => urls.match('/bad'), RangeError)
    assert.equal(outcome(urls, '/good'), 'x {"x":"good"}')
  })

  it('may match by the same map', () => {
    class Nested extends Text {
      override parse(text: string): string {
        return text === 'deep' ? text : outcome(urls, '/y/deep/2')
      }
    }
    const rules = [new Rule('/x/<c:a>/<b>', { endpoint: 'x' }), new Rule('/y/<c:a>/<int:b>', { endpoint: 'y' })]
    const urls = new RoutingMap(rules, { converters: { c: Nested } }).bind('h')
    assert.deepEqual(urls.match('/x/outer/1').args, { a: 'y {"a":"deep","b":2}', b: '1' })
  })

  it('replace built-in ones by name', () => {
    class Upper extends Text {
      override parse(text: string): string {
        return text.toUpperCase()
      }
    }
    const urls = new RoutingMap([new Rule('/<a>', { endpoint: 'x' })], { converters: { default: Upper } }).bind('h')
    assert.deepEqual(urls.match('/x').args, { a: 'X' })
  })

  it('are not found by names of prototypes', () => {
    assert.throws(() => bind(['/<constructor:x>']), { code: 'ROUTING_RULE_SYNTAX' })
    assert.throws(() => bind(['/<__proto__:x>']), { code: 'ROUTING_RULE_SYNTAX' })
  })
})

describe('the adapter', () => {
  const urls = bind([['/a', { methods: ['GET'] }], ['/b/', { methods: ['POST'] }], ['/w', { websocket: true }], '/all'])

  it('throws errors with code and status', () => {
    const cases = [
      ['/none', {}, NotFound, { code: 'ROUTING_NOT_FOUND', status: 404, name: 'NotFound' }],
      [
        '/a',
        { method: 'PUT' },
        MethodNotAllowed,
        { code: 'ROUTING_METHOD_NOT_ALLOWED', status: 405, allowed: ['GET', 'HEAD'] },
      ],
      [
        '/b',
        { method: 'POST' },
        RequestRedirect,
        { code: 'ROUTING_REDIRECT', status: 308, location: 'http://example.org/b/' },
      ],
      ['/w', {}, WebsocketMismatch, { code: 'ROUTING_WEBSOCKET_MISMATCH', status: 400 }],
    ] as const
    for (const [path, options, type, content] of cases) {
      assert.throws(
        () => urls.match(path, options),
        (error) => {
          assert.ok(error instanceof type)
          for (const [key, value] of Object.entries(content)) assert.deepEqual(error[key as keyof typeof error], value)
          return true
        },
      )
    }
  })

  it('lists allowed methods', () => {
    assert.deepEqual(urls.allowedMethods('/a'), ['GET', 'HEAD'])
    assert.deepEqual(urls.allowedMethods('/b/'), ['POST'])
    assert.deepEqual(urls.allowedMethods('/all'), [])
    assert.deepEqual(urls.allowedMethods('/none'), [])
  })

  it('tests', () => {
    assert.equal(urls.test('/a'), true)
    assert.equal(urls.test('/a', { method: 'PUT' }), false)
    assert.equal(urls.test('/b', { method: 'POST' }), true)
    assert.equal(urls.test('/none'), false)
    assert.equal(urls.test('/w', { websocket: true }), true)
  })

  it('has a default method', () => {
    const posting = urls.map.bind('h', { defaultMethod: 'POST' })
    assert.equal(posting.test('/b/'), true)
    assert.equal(posting.test('/a'), false)
  })

  it('finds without errors', () => {
    assert.deepEqual(urls.find('/none'), { miss: 'not-found' })
    assert.deepEqual(urls.find('/a', 'put'), { miss: 'method-not-allowed', allowed: ['GET', 'HEAD'] })
    assert.deepEqual(urls.find('/w'), { miss: 'websocket-mismatch' })
    const found = urls.find('/b', 'POST')
    assert.ok(found.miss === 'redirect')
    assert.equal(urls.locate(found, 'x=1'), 'http://example.org/b/?x=1')
    const match = urls.map.matchPath('/a', 'GET')
    assert.ok(match.miss === undefined)
    assert.deepEqual({ ...match, rule: match.rule.rule }, { endpoint: '/a', args: {}, rule: '/a' })
  })

  it('gives each match arguments of its own', () => {
    const page = bind(['/<x>'])
    assert.notEqual(page.match('/1').args, page.match('/1').args)
  })
})

describe('many methods', () => {
  it('beyond what bits can hold', () => {
    const methods = Array.from({ length: 50 }, (_, index) => `M${index}`)
    const urls = bind(methods.map((method) => ['/x', { methods: [method], endpoint: method }] as const))
    for (const method of methods) assert.equal(outcome(urls, '/x', { method }), method)
    assert.equal(outcome(urls, '/x', { method: 'M50' }), `405 ${methods.toSorted().join()}`)
  })
})

describe('duplicates', () => {
  const hidden = (...rows: (readonly [string, RuleOptions?])[]): string[] => {
    const map = new RoutingMap(rows.map(([text, options], index) => new Rule(text, { endpoint: index, ...options })))
    return map.duplicates().map(({ rule, by }) => `${String(rule.endpoint)} by ${String(by.endpoint)}`)
  }
  const cases: [name: string, rows: (readonly [string, RuleOptions?])[], expected: string[]][] = [
    ['names do not matter', [['/<a>'], ['/<b>'], ['/<string:c>']], ['1 by 0', '2 by 0']],
    ['kinds do', [['/<a>'], ['/<int:a>']], []],
    [
      'methods must overlap',
      [
        ['/', { methods: ['GET'] }],
        ['/', { methods: ['POST'] }],
        ['/', { methods: ['GET', 'PUT'] }],
      ],
      ['2 by 0'],
    ],
    ['every method overlaps', [['/', { methods: ['POST'] }], ['/']], ['1 by 0']],
    [
      'HEAD and OPTIONS do not',
      [
        ['/', { methods: ['GET', 'OPTIONS'] }],
        ['/', { methods: ['OPTIONS', 'POST'] }],
      ],
      [],
    ],
    [
      'unless they are all',
      [
        ['/', { methods: ['OPTIONS'] }],
        ['/', { methods: ['OPTIONS'] }],
      ],
      ['1 by 0'],
    ],
    ['buildOnly does not count', [['/', { buildOnly: true }], ['/'], ['/', { buildOnly: true }]], []],
    ['websocket is another kind', [['/', { websocket: true }], ['/']], []],
    ['subdomains', [['/', { subdomain: 'a' }], ['/']], []],
    [
      'a converter that refuses hides its like only',
      [['/<int(max=5):a>'], ['/<int:b>'], ['/<int(max=5):c>'], ['/<int:d>']],
      ['2 by 0', '3 by 1'],
    ],
    ['slashes', [['/a'], ['/a/'], ['/a//']], ['2 by 1']],
  ]
  for (const [name, rows, expected] of cases) it(name, () => assert.deepEqual(hidden(...rows), expected))
})

describe('decodePath', () => {
  const cases: [path: string, expected: string][] = [
    ['/a', '/a'],
    ['/caf%C3%A9%20+', '/café +'],
    ['/%F0%9F%99%82', '/🙂'],
    ['/%ff%C3', '/\uFFFD\uFFFD'],
    ['/%zz%4', '/%zz%4'],
    ['/%2F%2e%00%25', '//.\0%'],
    ['/%2541', '/%41'],
    ['/%EF%BB%BFx', '/\uFEFFx'],
  ]
  for (const [path, expected] of cases) it(path, () => assert.equal(decodePath(path), expected))
})
