import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseConverterArguments } from './converter-arguments.ts'
import { Converter } from './converter.ts'
import { RuleSyntaxError } from './errors.ts'
import { RoutingMap } from './routing-map.ts'
import { Rule, type RuleOptions } from './rule.ts'
import { bind, outcome } from './support.test.ts'

/** The text under the caret of the error that a rule gives, or `fine`. */
function caret(text: string, options: RuleOptions = {}): string {
  try {
    void new RoutingMap([new Rule(text, options)])
    return 'fine'
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error
    const [, shown = '', mark = ''] = error.message.split('\n')
    assert.equal(mark.trim(), '^')
    assert.equal(error.code, 'ROUTING_RULE_SYNTAX')
    return Array.from(shown).slice(mark.indexOf('^')).join('')
  }
}

describe('bad rule text shows the place', () => {
  const cases: [text: string, from: string][] = [
    ['', ''],
    ['x', 'x'],
    ['<x>', '<x>'],
    ['/a<', ''],
    ['/<>', '>'],
    ['/<int:>', '>'],
    ['/<1a>', '1a>'],
    ['/<a-b>', '-b>'],
    ['/< a>', ' a>'],
    ['/<a b>', ' b>'],
    ['/<é>', 'é>'],
    ['/🙂<é>', 'é>'],
    ['/<int:x.y>', '.y>'],
    ['/<<a>>', '<a>>'],
    ['/<int(min=1:x>', '(min=1:x>'],
    ['/<int(1) :x>', '(1) :x>'],
    ['/<a>/<a>', '<a>'],
    ['/<nothing:x>', 'nothing:x>'],
    ['/<int(min=3, -):x>', '-):x>'],
    ['/<int(;):x>', ';):x>'],
    ['/<any((a)):x>', '(a)):x>'],
    ['/<any(a b):x>', 'b):x>'],
    ['/<any(a-b):x>', '-b):x>'],
    ['/<any(a,,b):x>', ',b):x>'],
    ['/<any(,):x>', ',):x>'],
    ["/<any('a):x>", "'a):x>"],
    ['/<any(+a):x>', '+a):x>'],
    ['/<any(1, 2):x>', '1, 2):x>'],
    ['/<any(None):x>', 'None):x>'],
    ['/<any():x>', '):x>'],
    ['/<int(mix=3):x>', 'mix=3):x>'],
    ['/<int(1, 2, 3, False, 5):x>', '1, 2, 3, False, 5):x>'],
    ['/<int(min=a):x>', 'min=a):x>'],
    ['/<int(signed=1):x>', 'signed=1):x>'],
    ['/<string(length=-1):x>', 'length=-1):x>'],
    ['/<string(minlength=3, maxlength=2):x>', 'minlength=3, maxlength=2):x>'],
  ]
  for (const [text, from] of cases) it(JSON.stringify(text), () => assert.equal(caret(text), from))

  it('in subdomains and hosts', () => {
    assert.equal(caret('/', { subdomain: '<' }), '')
    assert.equal(caret('/', { host: 'a/b' }), '/b')
    assert.equal(caret('/<a>', { subdomain: '<a>' }), '<a>')
  })

  it('in redirects', () => {
    assert.equal(caret('/<a>', { redirectTo: '/x/<b>' }), '<b>')
    assert.equal(caret('/<int:a>', { redirectTo: '/x/<int:a>' }), '<int:a>')
  })

  it('in regular expressions of converters', () => {
    class Bad extends Converter {
      static override regex = '('
      parse(text: string): string {
        return text
      }
      format(text: string): string {
        return text
      }
    }
    assert.throws(() => new RoutingMap([new Rule('/a/<bad:x>')], { converters: { bad: Bad } }), {
      name: 'RuleSyntaxError',
      offset: 3,
    })
  })

  it('with control characters made visible', () => assert.equal(caret('/\n<a b>'), ' b>'))
})

describe('good rule text', () => {
  for (const text of [
    '/',
    '/a>b',
    '/<a>',
    '/<_1>',
    '/<int():x>',
    '/<path(1, a=b):x>',
    '/<any(\'<x>\', "/)", a):x>',
    '/<a><b>',
    '/%?#*{}[]|$^\\.+:=&',
  ]) {
    it(JSON.stringify(text), () => assert.equal(caret(text), 'fine'))
  }
})

describe('arguments of converters', () => {
  const cases: [text: string, positional: unknown[], keywords?: object][] = [
    ['', []],
    ['  ', []],
    ['True, False, None', [true, false, null]],
    ['true, none', ['true', 'none']],
    ['1, 007, 1_000', [1, 7, 1000]],
    ['1.5, 5., .5, 1e5, 1e-5', [1.5, 5, 0.5, 1e5, 1e-5]],
    ['inf, -Infinity, nan', [Infinity, -Infinity, Number.NaN]],
    ['-5, +5, -1.5', [-5, 5, -1.5]],
    ['1,2', [1, 2]],
    ['1,', [1]],
    ['a, b.c, 5x, é', ['a', 'b.c', '5x', 'é']],
    [`'a, b', "c'd", u'e', R"f", '5', ''`, ['a, b', "c'd", 'e', 'f', '5', '']],
    ['a=1,b=2', [], { a: 1, b: 2 }],
    ['1, b = 2, 3, b=4', [1, 3], { b: 4 }],
    ['__proto__=1', [], JSON.parse('{"__proto__": 1}') as object],
  ]
  for (const [text, positional, keywords = {}] of cases) {
    it(JSON.stringify(text), () => {
      const rule = `/<x(${text}):y>`
      const read = parseConverterArguments(rule, 4, 4 + text.length)
      assert.deepEqual(read.positional, positional)
      assert.deepEqual(Object.entries(read.keywords), Object.entries(keywords))
    })
  }

  it('reach the constructor: positional ones, then an object of keywords', () => {
    const seen: unknown[][] = []
    class Spy extends Converter {
      constructor(...given: unknown[]) {
        super()
        seen.push(given)
      }
      parse(text: string): string {
        return text
      }
      format(text: string): string {
        return text
      }
    }
    void new RoutingMap([new Rule('/<spy("m", 2, key=True):a>/<spy:b>')], { converters: { spy: Spy } })
    assert.equal(seen.length, 2)
    assert.deepEqual(seen[0]?.slice(0, 2), ['m', 2])
    assert.deepEqual({ ...(seen[0]?.[2] as object) }, { key: true })
    assert.deepEqual(seen[1], [])
  })
})

describe('built-in converters', () => {
  const cases: [rule: string, fits: Record<string, unknown>, not: string[]][] = [
    ['/<string(length=2):v>', { '/ab': 'ab', '/🙂🙂': '🙂🙂' }, ['/a', '/abc', '/🙂', '/🙂🙂🙂']],
    ['/<string(minlength=2, maxlength=3):v>', { '/ab': 'ab', '/🙂🙂🙂': '🙂🙂🙂' }, ['/a', '/abcd', '/🙂🙂🙂🙂']],
    ['/<string(2):v>', { '/ab': 'ab' }, ['/a']],
    ['/<string(2, 3):v>', { '/abc': 'abc' }, ['/abcd']],
    ['/e/<string(minlength=0):v>', { '/e/': '', '/e/a': 'a' }, ['/e']],
    ['/<v>', { '/a\nb': 'a\nb', '/a\n': 'a\n', '/\u2028': '\u2028', '/\0': '\0', '/__proto__': '__proto__' }, []],
    [
      '/<path:v>',
      { '/a/b//c/': 'a/b//c/', '/a\rb\u2028': 'a\rb\u2028', '/\nb': '\nb', '/..': '..' },
      ['/a\nb', '/a\n', '/'],
    ],
    ['/<any(a, ab, a.b):v>', { '/a': 'a', '/ab': 'ab', '/a.b': 'a.b' }, ['/abc', '/axb', '/A']],
    ["/<any('1', 'x|y', '(z)'):v>", { '/1': '1', '/x|y': 'x|y', '/(z)': '(z)' }, ['/x', '/z']],
    [
      '/<int:v>',
      { '/0': 0, '/007': 7, '/000000000000000000001': 1 },
      ['/-1', '/1.0', '/٣', '/1\n', '/9007199254740992'],
    ],
    ['/<int(signed=True):v>', { '/-1': -1, '/-0': 0, '/12': 12, '/-00000000000000000': 0 }, ['/--1', '/-', '/+1']],
    ['/<int(min=-5, max=5, signed=True):v>', { '/-5': -5, '/5': 5 }, ['/-6', '/6']],
    ['/<int(3, signed=True):v>', { '/-12': -12, '/123': 123 }, ['/-123', '/12']],
    ['/<int(fixed_digits=2, min=5):v>', { '/05': 5 }, ['/04', '/5', '/005']],
    ['/<float:v>', { '/1.5': 1.5, '/01.50': 1.5 }, ['/1', '/1.', '/.5', '/1e5', '/-1.5', '/1.5.5']],
    ['/<float(min=1, max=2, signed=True):v>', { '/1.0': 1, '/2.0': 2 }, ['/0.9', '/2.1', '/-1.0']],
    ['/<float(signed=True):v>', { '/-1.5': -1.5 }, ['/--1.5', `/${'9'.repeat(400)}.0`]],
    [
      '/<uuid:v>',
      { '/6C0C21F2-16F4-4F2E-9C0B-3B6E6B9A0F11': '6c0c21f2-16f4-4f2e-9c0b-3b6e6b9a0f11' },
      [
        '/6c0c21f216f44f2e9c0b3b6e6b9a0f11',
        '/6c0c21f2-16f4-4f2e-9c0b-3b6e6b9a0f1',
        '/6c0c21f2-16f4-4f2e-9c0b-3b6e6b9a0f11a',
      ],
    ],
  ]
  for (const [rule, fits, not] of cases) {
    describe(rule, () => {
      const urls = bind([[rule, { endpoint: 'x' }]], { strictSlashes: true })
      for (const [path, value] of Object.entries(fits)) {
        it(`takes ${JSON.stringify(path)}`, () => assert.deepEqual(urls.match(path).args, { v: value }))
      }
      for (const path of not)
        it(`does not take ${JSON.stringify(path)}`, () => assert.equal(outcome(urls, path), '404'))
    })
  }
})

describe('several converters in one segment', () => {
  const cases: [rule: string, path: string, expected: string][] = [
    ['/<int:a>.<any(json, xml):b>', '/3.xml', 'x {"a":3,"b":"xml"}'],
    ['/<a>.<int:b>', '/x.1.2', 'x {"a":"x.1","b":2}'],
    ['/<float:a><b>', '/1.25x', 'x {"a":1.25,"b":"x"}'],
    ['/<float:a><int:b>', '/1.25', 'x {"a":1.2,"b":5}'],
    ['/<int:a><int:b>', '/1234', 'x {"a":123,"b":4}'],
    ['/<int(signed=True):a><int(signed=True):b>', '/-1-2', 'x {"a":-1,"b":-2}'],
    ['/<any(a, ab):a><b>', '/abc', 'x {"a":"a","b":"bc"}'],
    ['/<any(ab, a):a><b>', '/abc', 'x {"a":"ab","b":"c"}'],
    ['/<string(length=1):a><b>', '/🙂🙂🙂', 'x {"a":"🙂","b":"🙂🙂"}'],
    ['/<string(maxlength=2):a><string(minlength=2):b>', '/abc', 'x {"a":"a","b":"bc"}'],
    ['/<string(maxlength=2):a>🙂<b>', '/🙂🙂🙂', 'x {"a":"🙂","b":"🙂"}'],
    [
      '/<uuid:a>-<int:b>',
      '/6c0c21f2-16f4-4f2e-9c0b-3b6e6b9a0f11-5',
      'x {"a":"6c0c21f2-16f4-4f2e-9c0b-3b6e6b9a0f11","b":5}',
    ],
    ['/<string(minlength=0):a>-<b>', '/-x', 'x {"a":"","b":"x"}'],
    ['/<a>/<path:b>.<c>', '/1/x/y.z.html', 'x {"a":"1","b":"x/y","c":"z.html"}'],
    ['/<path:a>/<int:b>/<path:c>', '/p/1/q/2/r', 'x {"a":"p","b":1,"c":"q/2/r"}'],
    ['/<path:a>/<path:b>/', '/p/q/r/', 'x {"a":"p","b":"q/r"}'],
    [
      '/<a>,<b>,<c>,<d>,<e>,<f>,<g>,<h>,<i>,<j>,<k>,<l>',
      '/1,2,3,4,5,6,7,8,9,10,11,12',
      'x {"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6","g":"7","h":"8","i":"9","j":"10","k":"11","l":"12"}',
    ],
  ]
  for (const [rule, path, expected] of cases) {
    it(`${rule} ${path}`, () => assert.equal(outcome(bind([[rule, { endpoint: 'x' }]]), path), expected))
  }
})
