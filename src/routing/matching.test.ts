import { BASE, matchTable } from './support.test.ts'

matchTable(
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

matchTable(
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

matchTable(
  'where static text stands does not matter, the first run decides',
  ['/<a>-long', '/ab<a>-x'],
  [
    ['/ab1-x', '/ab<a>-x {"a":"1"}'],
    ['/ab-long', '/<a>-long {"a":"ab"}'],
  ],
)

matchTable(
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

matchTable(
  'any does not beat text that was defined before',
  ['/<name>', '/<any(x, y):v>'],
  [['/x', '/<name> {"name":"x"}']],
)
matchTable(
  'any defined before does',
  ['/<any(x, y):v>', '/<name>'],
  [
    ['/x', '/<any(x, y):v> {"v":"x"}'],
    ['/z', '/<name> {"name":"z"}'],
  ],
)

matchTable(
  'a path with static text beats a name',
  ['/<user>/edit', '/<path:p>/edit'],
  [
    ['/bob/edit', '/<path:p>/edit {"p":"bob"}'],
    ['/a/b/edit', '/<path:p>/edit {"p":"a/b"}'],
  ],
)

matchTable(
  'more variables in a segment beat fewer',
  ['/<int:a>-<int:b>', '/<a>-<b>-<c>', '/<a>-x'],
  [
    ['/1-2', '/<int:a>-<int:b> {"a":1,"b":2}'],
    ['/1-2-3', '/<a>-<b>-<c> {"a":"1","b":"2","c":"3"}'],
    ['/1-x', '/<a>-x {"a":"1"}'],
  ],
)

matchTable(
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

matchTable(
  'the search comes back from where it fails',
  ['/a/<b>/c', '/<a>/b/d', '/<a>/<b>/<c>/e'],
  [
    ['/a/b/c', '/a/<b>/c {"b":"b"}'],
    ['/a/b/d', '/<a>/b/d {"a":"a"}'],
    ['/a/b/c/e', '/<a>/<b>/<c>/e {"a":"a","b":"b","c":"c"}'],
    ['/a/b/x', '404'],
  ],
)

matchTable(
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

matchTable(
  'a refused value takes part in no 405 and no redirect',
  [['/a/<int(max=5):n>', { methods: ['POST'] }], '/b/<int(max=5):n>/'],
  [
    ['/a/5', '405 POST'],
    ['/a/6', '404'],
    ['/b/5', `${BASE}/b/5/`],
    ['/b/6', '404'],
  ],
)

matchTable(
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

matchTable(
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

matchTable('not strict, for the empty path', ['/'], [['', '/']], { strictSlashes: false })

matchTable(
  'strictness of single rules',
  [['/a/', { strictSlashes: false }], '/b/', ['/c', { strictSlashes: false }]],
  [
    ['/a', '/a/'],
    ['/b', `${BASE}/b/`],
    ['/c/', '/c'],
  ],
)

matchTable(
  'a missing slash redirects at once',
  ['/foo/', '/<name>'],
  [
    ['/foo', `${BASE}/foo/`],
    ['/bar', '/<name> {"name":"bar"}'],
  ],
)

matchTable(
  'a missing slash counts only with the right method',
  [['/foo/', { methods: ['POST'] }], ['/x/', { methods: ['POST'] }], '/<name>'],
  [
    ['/foo', '/<name> {"name":"foo"}'],
    ['/foo', `${BASE}/foo/`, { method: 'POST' }],
    ['/foo/', '405 POST'],
  ],
)

matchTable('a missing slash with a wrong method is not found', [['/foo/', { methods: ['POST'] }]], [['/foo', '404']])

matchTable(
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

matchTable(
  'runs of slashes stay where the map says so',
  ['/a/b', '/c//d'],
  [
    ['/a//b', '404'],
    ['/c//d', '/c//d'],
  ],
  { mergeSlashes: false },
)

matchTable(
  'a rule without merging is not reached by merging',
  [['/a/b', { mergeSlashes: false }]],
  [
    ['/a//b', '404'],
    ['/a/b', '/a/b'],
  ],
)

matchTable('merged text of rules', ['/a//b///c'], [['/a/b/c', '/a//b///c']])
