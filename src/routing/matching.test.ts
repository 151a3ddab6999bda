import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BindOptions, MatchOptions } from './adapter.ts'
import type { RoutingMapOptions } from './settings.ts'
import { bind, outcome, type RuleRow } from './support.test.ts'

const BASE = '308 http://example.org'

/** Path, what comes of it, and how it is asked for. */
type Case = readonly [path: string, expected: string, options?: MatchOptions]

function table(
  name: string,
  rules: readonly RuleRow[],
  cases: readonly Case[],
  options?: RoutingMapOptions,
  place?: BindOptions,
): void {
  describe(name, () => {
    const urls = bind(rules, options, place)
    for (const [path, expected, asked] of cases) {
      it(`${JSON.stringify(asked === undefined ? path : [path, asked])} gives ${expected}`, () => {
        assert.equal(outcome(urls, path, asked), expected)
      })
    }
  })
}

table(
  'static text is exact',
  ['/', '/Caf\u00e9', '/a b', '/a%20b', '/x>y?#%*{}()[]|$^\\.+:=&', '/🙂'],
  [
    ['/', '/'],
    ['', `${BASE}/`],
    ['/Caf\u00e9', '/Caf\u00e9'],
    ['/Cafe\u0301', '404'],
    ['/caf\u00e9', '404'],
    ['/a b', '/a b'],
    ['/a%20b', '/a%20b'],
    ['/x>y?#%*{}()[]|$^\\.+:=&', '/x>y?#%*{}()[]|$^\\.+:=&'],
    ['/x>y?#%*{}()[]|$^\\x+:=&', '404'],
    ['/🙂', '/🙂'],
    ['/a b\n', '404'],
    ['/./a b', '404'],
    ['//a b', '/a b'],
    ['////a b', '/a b'],
    ['a b', '/a b'],
  ],
)

table(
  'static beats dynamic, more static text beats less',
  ['/<a>', '/x', '/<path:p>', '/<a>/new', '/v<a>', '/ver<a>', '/<a>.<b>'],
  [
    ['/x', '/x'],
    ['/y', '/<a> {"a":"y"}'],
    ['/y/new', '/<a>/new {"a":"y"}'],
    ['/y/old', '/<path:p> {"p":"y/old"}'],
    ['/vet', '/v<a> {"a":"et"}'],
    ['/verb', '/ver<a> {"a":"b"}'],
    ['/ver', '/v<a> {"a":"er"}'],
    ['/a.b', '/<a>.<b> {"a":"a","b":"b"}'],
  ],
)

table(
  'where static text stands does not matter, the first run decides',
  ['/<a>-long', '/ab<a>-x'],
  [
    ['/ab1-x', '/ab<a>-x {"a":"1"}'],
    ['/ab-long', '/<a>-long {"a":"ab"}'],
  ],
)

table(
  'kinds of converters',
  ['/<path:p>', '/<s>', '/<int:i>', '/<float:f>', '/<uuid:u>'],
  [
    ['/12', '/<int:i> {"i":12}'],
    ['/1.5', '/<float:f> {"f":1.5}'],
    ['/12a', '/<s> {"s":"12a"}'],
    ['/a/b', '/<path:p> {"p":"a/b"}'],
    // Weight 100 as text: the order of definition decides.
    ['/6C0C21F2-16F4-4F2E-9C0B-3B6E6B9A0F11', '/<s> {"s":"6C0C21F2-16F4-4F2E-9C0B-3B6E6B9A0F11"}'],
  ],
)

table('any does not beat text that was defined before', ['/<name>', '/<any(x, y):v>'], [['/x', '/<name> {"name":"x"}']])
table(
  'any defined before does',
  ['/<any(x, y):v>', '/<name>'],
  [
    ['/x', '/<any(x, y):v> {"v":"x"}'],
    ['/z', '/<name> {"name":"z"}'],
  ],
)

table(
  'a path with static text beats a name',
  ['/<user>/edit', '/<path:p>/edit'],
  [
    ['/bob/edit', '/<path:p>/edit {"p":"bob"}'],
    ['/a/b/edit', '/<path:p>/edit {"p":"a/b"}'],
  ],
)

table(
  'more variables in a segment beat fewer',
  ['/<int:a>-<int:b>', '/<a>-<b>-<c>', '/<a>-x'],
  [
    ['/1-2', '/<int:a>-<int:b> {"a":1,"b":2}'],
    ['/1-2-3', '/<a>-<b>-<c> {"a":"1","b":"2","c":"3"}'],
    ['/1-x', '/<a>-x {"a":"1"}'],
  ],
)

table(
  'text is taken greedily from the left, a path as short as possible',
  ['/s/<a>-<b>', '/p/<path:a>/<path:b>', '/m/<path:a>/in/<b>'],
  [
    ['/s/1-2-3', '/s/<a>-<b> {"a":"1-2","b":"3"}'],
    ['/s/-2', '404'],
    ['/s/--', '404'],
    ['/s/---', '/s/<a>-<b> {"a":"-","b":"-"}'],
    ['/p/1/2/3', '/p/<path:a>/<path:b> {"a":"1","b":"2/3"}'],
    ['/p/1', '404'],
    ['/m/a/in/b/in/c', '/m/<path:a>/in/<b> {"a":"a/in/b","b":"c"}'],
  ],
)

table(
  'the search comes back from where it fails',
  ['/a/<b>/c', '/<a>/b/d', '/<a>/<b>/<c>/e'],
  [
    ['/a/b/c', '/a/<b>/c {"b":"b"}'],
    ['/a/b/d', '/<a>/b/d {"a":"a"}'],
    ['/a/b/c/e', '/<a>/<b>/<c>/e {"a":"a","b":"b","c":"c"}'],
    ['/a/b/x', '404'],
  ],
)

table(
  'a refused value goes on to the next rule',
  ['/<int(max=5):a>', '/<int(fixed_digits=3):b>', '/<int:c>', '/<d>', '/x/<int(max=5):a>'],
  [
    ['/5', '/<int(max=5):a> {"a":5}'],
    ['/123', '/<int(fixed_digits=3):b> {"b":123}'],
    ['/6', '/<int:c> {"c":6}'],
    ['/9007199254740991', '/<int:c> {"c":9007199254740991}'],
    ['/9007199254740993', '/<d> {"d":"9007199254740993"}'],
    ['/x/6', '404'],
  ],
)

table(
  'a refused value takes part in no 405 and no redirect',
  [['/a/<int(max=5):n>', { methods: ['POST'] }], '/b/<int(max=5):n>/'],
  [
    ['/a/5', '405 POST'],
    ['/a/6', '404'],
    ['/b/5', `${BASE}/b/5/`],
    ['/b/6', '404'],
  ],
)

table(
  'slashes, strict',
  ['/branch/', '/leaf', '/both', '/both/', '/w/<path:p>/', '/f/<path:p>', '/in/<s>/'],
  [
    ['/branch/', '/branch/'],
    ['/branch', `${BASE}/branch/`],
    ['/leaf', '/leaf'],
    ['/leaf/', '404'],
    ['/both', '/both'],
    ['/both/', '/both/'],
    ['/w/a/b', `${BASE}/w/a/b/`],
    ['/w/a/b/', '/w/<path:p>/ {"p":"a/b"}'],
    ['/w/', '404'],
    ['/w', '404'],
    ['/f/a/', '/f/<path:p> {"p":"a/"}'],
    ['/f/', '404'],
    ['/in/a', `${BASE}/in/a/`],
  ],
)

table(
  'slashes, not strict',
  ['/branch/', '/leaf', '/both', '/both/', '/w/<path:p>/', '/f/<path:p>', '/<a>'],
  [
    ['/branch', '/branch/'],
    ['/leaf/', '/leaf'],
    ['/both', '/both'],
    ['/both/', '/both/'],
    ['/w/a/b', '/w/<path:p>/ {"p":"a/b"}'],
    ['/w/a/b/', '/w/<path:p>/ {"p":"a/b"}'],
    ['/f/', '/<a> {"a":"f"}'],
    ['/f/a/', '/f/<path:p> {"p":"a/"}'],
    ['/z/', '/<a> {"a":"z"}'],
    ['', '404'],
  ],
  { strictSlashes: false },
)

table('not strict, for the empty path', ['/'], [['', '/']], { strictSlashes: false })

table(
  'strictness of single rules',
  [['/a/', { strictSlashes: false }], '/b/', ['/c', { strictSlashes: false }]],
  [
    ['/a', '/a/'],
    ['/b', `${BASE}/b/`],
    ['/c/', '/c'],
  ],
)

table(
  'a missing slash redirects at once',
  ['/foo/', '/<name>'],
  [
    ['/foo', `${BASE}/foo/`],
    ['/bar', '/<name> {"name":"bar"}'],
  ],
)

table(
  'a missing slash counts only with the right method',
  [['/foo/', { methods: ['POST'] }], ['/x/', { methods: ['POST'] }], '/<name>'],
  [
    ['/foo', '/<name> {"name":"foo"}'],
    ['/foo', `${BASE}/foo/`, { method: 'POST' }],
    ['/foo/', '405 POST'],
  ],
)

table('a missing slash with a wrong method is not found', [['/foo/', { methods: ['POST'] }]], [['/foo', '404']])

table(
  'runs of slashes',
  ['/a/b', '/a/c/', '/x/<path:p>', ['/k//l', { mergeSlashes: false }], '/n/<s>', '/y/<path:p>/z'],
  [
    ['/a//b', `${BASE}/a/b`],
    ['/a///b', `${BASE}/a/b`],
    ['/a////b', `${BASE}/a/b`],
    ['/a//c', `${BASE}/a/c/`],
    ['/a//c/', `${BASE}/a/c/`],
    ['/a//d', '404'],
    ['/x/y//z', '/x/<path:p> {"p":"y//z"}'],
    ['/x//y//z', `${BASE}/x/y/z`],
    ['/k//l', '/k//l'],
    ['/k/l', '404'],
    ['/k///l', '404'],
    ['/n//a', `${BASE}/n/a`],
    ['/y/a//z', '/y/<path:p>/z {"p":"a/"}'],
  ],
)

table(
  'runs of slashes stay where the map says so',
  ['/a/b', '/c//d'],
  [
    ['/a//b', '404'],
    ['/c//d', '/c//d'],
  ],
  { mergeSlashes: false },
)

table(
  'a rule without merging is not reached by merging',
  [['/a/b', { mergeSlashes: false }]],
  [
    ['/a//b', '404'],
    ['/a/b', '/a/b'],
  ],
)

table('merged text of rules', ['/a//b///c'], [['/a/b/c', '/a//b///c']])

table(
  'methods',
  [
    ['/get', { methods: ['GET'] }],
    ['/low', { methods: ['post', 'Put'] }],
    ['/none', { methods: [] }],
    '/all',
    ['/m', { methods: ['GET'], endpoint: 'read' }],
    ['/m', { methods: ['DELETE'], endpoint: 'remove' }],
  ],
  [
    ['/get', '/get', { method: 'HEAD' }],
    ['/get', '405 GET,HEAD', { method: 'OPTIONS' }],
    ['/low', '/low', { method: 'pUt' }],
    ['/low', '405 POST,PUT', { method: 'GET' }],
    ['/none', '404', { method: 'GET' }],
    ['/all', '/all', { method: 'BREW' }],
    ['/m', 'read'],
    ['/m', 'remove', { method: 'DELETE' }],
    ['/m', '405 DELETE,GET,HEAD', { method: 'PATCH' }],
  ],
)

table(
  'allowed methods come from all rules that fit',
  [
    ['/x', { methods: ['GET'] }],
    ['/<a>', { methods: ['PUT'] }],
    ['/<path:p>', { methods: ['POST'] }],
  ],
  [
    ['/x', '405 GET,HEAD,POST,PUT', { method: 'DELETE' }],
    ['/x', '/<a> {"a":"x"}', { method: 'PUT' }],
    ['/y', '405 POST,PUT', { method: 'GET' }],
  ],
)

table(
  'a 405 of the first walk outlives merging',
  [
    ['/a/<path:p>', { methods: ['POST'] }],
    ['/a/b', { methods: ['PUT'] }],
  ],
  [
    ['/a/x//b', '405 POST'],
    ['/a//b', '405 POST,PUT'],
  ],
)

table(
  'websocket',
  [
    ['/ws', { websocket: true }],
    '/http',
    ['/both', { websocket: true, endpoint: 'socket' }],
    ['/both', { endpoint: 'page' }],
    ['/m', { websocket: true, methods: ['GET'] }],
    ['/slash/', { websocket: true }],
  ],
  [
    ['/ws', '/ws', { websocket: true }],
    ['/ws', '400'],
    ['/http', '400', { websocket: true }],
    ['/both', 'socket', { websocket: true }],
    ['/both', 'page'],
    ['/m', '405 GET,HEAD', { method: 'POST' }],
    ['/slash', '404'],
    ['/slash', `${BASE}/slash/`, { websocket: true }],
  ],
)

table(
  'websocket by scheme',
  [['/ws', { websocket: true }], ['/s/', { websocket: true }], '/http'],
  [
    ['/ws', '/ws'],
    ['/s', '308 wss://example.org/s/'],
    ['/http', '400'],
    ['/http', '/http', { websocket: false }],
  ],
  {},
  { scheme: 'wss' },
)

table(
  'defaults',
  [
    ['/foo/', { endpoint: 'foo', defaults: { page: 1 } }],
    ['/foo/<int:page>', { endpoint: 'foo' }],
    ['/foo/<int:page>', { endpoint: 'other' }],
    ['/extra', { defaults: { a: null, b: [1] } }],
    ['/own/<int:page>', { defaults: { page: 7 } }],
  ],
  [
    ['/foo/', 'foo {"page":1}'],
    ['/foo/2', 'foo {"page":2}'],
    ['/foo/1', `${BASE}/foo/`],
    ['/foo/001', `${BASE}/foo/`],
    ['/foo/1', `${BASE}/foo/?q=1`, { query: 'q=1' }],
    ['/foo/1', `${BASE}/foo/?q=a+b&l=1&l=2`, { query: { q: 'a b', l: [1, 2] } }],
    ['/foo/1', `${BASE}/foo/`, { query: '' }],
    ['/extra', '/extra {"a":null,"b":[1]}'],
    ['/own/3', '/own/<int:page> {"page":7}'],
  ],
)

table(
  'defaults do not redirect where the map says so',
  [
    ['/foo/', { endpoint: 'foo', defaults: { page: 1 } }],
    ['/foo/<int:page>', { endpoint: 'foo' }],
  ],
  [['/foo/1', 'foo {"page":1}']],
  { redirectDefaults: false },
)

table(
  'defaults redirect in whatever order rules are defined, by method and argument names',
  [
    ['/a/<int:n>', { endpoint: 'a' }],
    ['/a', { endpoint: 'a', defaults: { n: 0 } }],
    ['/b/<int:n>', { endpoint: 'b' }],
    ['/b', { endpoint: 'b', defaults: { n: 0 }, methods: ['POST'] }],
    ['/c/<int:n>', { endpoint: 'c' }],
    ['/c', { endpoint: 'c', defaults: { n: 0, more: 1 } }],
    ['/d/<int:n>', { endpoint: 'd' }],
    ['/d', { endpoint: 'd', defaults: { n: 0 }, buildOnly: true }],
    ['/e/<n>', { endpoint: 'e' }],
    ['/e', { endpoint: 'e', defaults: { n: 0 } }],
  ],
  [
    ['/a/0', `${BASE}/a`],
    ['/b/0', 'b {"n":0}'],
    ['/b/0', `${BASE}/b`, { method: 'POST' }],
    ['/c/0', 'c {"n":0}'],
    ['/d/0', 'd {"n":0}'],
    // Text is not a number.
    ['/e/0', 'e {"n":"0"}'],
  ],
)

table(
  'alias',
  [
    ['/users/', { endpoint: 'users' }],
    ['/users.html', { endpoint: 'users', alias: true }],
    ['/u/<int:id>', { endpoint: 'user' }],
    ['/old/<int:id>/<rest>', { endpoint: 'user', alias: true }],
    ['/alone', { endpoint: 'alone', alias: true }],
  ],
  [
    ['/users.html', `${BASE}/users/`],
    ['/users.html', `${BASE}/users/?a=1`, { query: { a: 1 } }],
    ['/old/3/x', `${BASE}/u/3`],
    ['/alone', 'alone'],
  ],
)

table(
  'alias without redirects',
  [
    ['/users/', { endpoint: 'users' }],
    ['/users.html', { endpoint: 'users', alias: true }],
  ],
  [['/users.html', 'users']],
  { redirectDefaults: false },
)

table('buildOnly', [['/x', { buildOnly: true }], '/<a>'], [['/x', '/<a> {"a":"x"}']])

table(
  'redirectTo',
  [
    ['/old/<int:id>', { redirectTo: 'new/<id>' }],
    ['/root/<s>', { redirectTo: '/at/<s>' }],
    ['/full', { redirectTo: 'https://other.test/x' }],
    ['/up', { redirectTo: '../y' }],
    ['/call/<int:id>', { redirectTo: (urls, args) => `by/${urls.subdomain}/${String(args.id)}` }],
    ['/open/<path:to>', { redirectTo: '<to>' }],
    ['/open2/<path:to>', { redirectTo: '/<to>' }],
  ],
  [
    ['/old/03', `${BASE}/app/new/3`],
    ['/old/3', `${BASE}/app/new/3`, { query: 'dropped=1' }],
    ['/root/a b', `${BASE}/at/a%20b`],
    ['/full', '308 https://other.test/x'],
    ['/up', `${BASE}/y`],
    ['/call/3', `${BASE}/app/by//3`],
    ['/open/http://evil.test', `${BASE}/app/http://evil.test`],
    ['/open/javascript:alert(1)', `${BASE}/app/javascript:alert(1)`],
    ['/open2/x//evil.test', `${BASE}/x//evil.test`],
  ],
  {},
  { scriptName: '/app' },
)

table(
  'redirects: mount, scheme, host, encoding',
  ['/a b/', '/ü/<s>/', '/q/<s>/'],
  [
    ['/a b', '308 https://www.example.org/app/a%20b/'],
    ['/ü/x?y', '308 https://www.example.org/app/%C3%BC/x%3Fy/'],
    ['/q/%', '308 https://www.example.org/app/q/%25/'],
    ['/q/a|b#c', '308 https://www.example.org/app/q/a%7Cb%23c/'],
  ],
  { defaultSubdomain: 'www' },
  { scriptName: '/app/', scheme: 'https' },
)
