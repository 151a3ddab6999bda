import { BASE, matchTable } from './support.test.ts'

matchTable(
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

matchTable(
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

matchTable(
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

matchTable(
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

matchTable(
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

matchTable(
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

matchTable(
  'defaults do not redirect where the map says so',
  [
    ['/foo/', { endpoint: 'foo', defaults: { page: 1 } }],
    ['/foo/<int:page>', { endpoint: 'foo' }],
  ],
  [['/foo/1', 'foo {"page":1}']],
  { redirectDefaults: false },
)

matchTable(
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

matchTable(
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

matchTable(
  'alias without redirects',
  [
    ['/users/', { endpoint: 'users' }],
    ['/users.html', { endpoint: 'users', alias: true }],
  ],
  [['/users.html', 'users']],
  { redirectDefaults: false },
)

matchTable('buildOnly', [['/x', { buildOnly: true }], '/<a>'], [['/x', '/<a> {"a":"x"}']])

matchTable(
  'redirectTo',
  [
    ['/old/<int:id>', { redirectTo: 'new/<id>' }],
    ['/absolute/<s>', { redirectTo: '/at/<s>' }],
    ['/full', { redirectTo: 'https://other.test/x' }],
    ['/up', { redirectTo: '../y' }],
    ['/call/<int:id>', { redirectTo: (urls, args) => `by/${urls.subdomain}/${String(args.id)}` }],
    ['/open/<path:to>', { redirectTo: '<to>' }],
    ['/open2/<path:to>', { redirectTo: '/<to>' }],
  ],
  [
    ['/old/03', `${BASE}/app/new/3`],
    ['/old/3', `${BASE}/app/new/3`, { query: 'dropped=1' }],
    ['/absolute/a b', `${BASE}/at/a%20b`],
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

matchTable(
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
