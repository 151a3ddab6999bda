import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from './case-table.test.ts'
import { Markup } from './markup.ts'
import { QWebError } from './qweb-error.ts'

declare global {
  // Set by any code that gets out.
  var escaped: boolean | undefined
}

class Instance {
  secret = 1
  get getter(): string {
    return 'got'
  }
  method(): string {
    return 'called'
  }
}

const values = {
  n: 1,
  s: 'text',
  list: [1, 2],
  object: { a: 1 },
  bare: Object.create(null) as object,
  instance: new Instance(),
  Klass: Instance,
  f: (x: unknown) => x,
  arrow: () => 1,
  // oxlint-disable-next-line typescript/no-implied-eval -- a sloppy function, whose this is the global object
  sloppy: Function('return this') as () => unknown,
  generator: (function* () {
    yield 1
  })(),
  map: new Map<unknown, unknown>([['constructor', 'safe']]),
  set: new Set([1]),
  markup: new Markup('<b/>'),
  proxy: new Proxy(
    {},
    { get: (_target, key) => (key === 'then' ? undefined : `trap:${String(key)}`), has: () => true },
  ),
  functionProxy: new Proxy(() => 1, {}),
  date: new Date(0),
  re: /a/,
  error: new Error('e'),
  bytes: new Uint8Array(2),
  key: 'constructor',
  proto: '__proto__',
  changing: {
    count: 0,
    toString() {
      return this.count++ === 0 ? 'name' : 'constructor'
    },
  },
  Reflect,
  Object,
  JSON,
  // oxlint-disable-next-line no-eval -- it must be refused
  evaluate: eval,
  F: Function,
  bound: Function.prototype.call,
  timers: { setTimeout },
}

const CODE = "'globalThis.escaped = true'"

/** Each must be refused, when compiled or when run: a QWebError. */
const refused = [
  `s.constructor`,
  `s['constructor']`,
  `s[key]`,
  `s['con' + 'structor']`,
  `s[['constructor']]`,
  `s[{ toString: () => 'constructor' }]`,
  `s[\`constructor\`]`,
  `s?.constructor`,
  `s?.['constructor']`,
  `f.constructor(${CODE})()`,
  `arrow.constructor`,
  `(() => 1).constructor(${CODE})()`,
  `[].constructor`,
  `({}).constructor`,
  `''.sub.constructor`,
  `list.map.constructor(${CODE})()`,
  `list.map['constructor'](${CODE})()`,
  `''.sub.call.constructor`,
  `object.__proto__`,
  `object['__proto__']`,
  `object[proto]`,
  `{ __proto__: list }`,
  `{ '__proto__': list }`,
  `{ ['__proto__']: list }`,
  `{ [proto]: list }`,
  `object.__defineGetter__('a', f)`,
  `object['__defineGetter__']('a', f)`,
  `object.__lookupGetter__('a')`,
  `Klass.prototype`,
  `Klass['prototype']`,
  `f.caller`,
  `f['arguments']`,
  `arguments.callee`,
  `s.\\u0063onstructor`,
  `s.c\\u{6f}nstructor`,
  `s['\\x63onstructor']`,
  `(({ constructor }) => constructor)(s)`,
  `(({ constructor: c }) => c)(s)`,
  `(({ ['constructor']: c }) => c)(s)`,
  `(({ a = s.constructor }) => a)({})`,
  `list.map(x => x.constructor)`,
  `list.map((x, y = x.constructor) => y)`,
  `eval(${CODE})`,
  `Function(${CODE})()`,
  `new Function(${CODE})`,
  `globalThis.process`,
  `process.exit()`,
  `require('fs')`,
  `import('fs')`,
  `import.meta.url`,
  `this.process`,
  `(() => this)()`,
  `new.target`,
  `f\`x\``,
  `s.sub\`x\``,
  `async () => 1`,
  `(async () => 1)()`,
  `function* () {}`,
  `(function () { return this })()`,
  `x => { globalThis.escaped = true }`,
  `a: 1`,
  `label: while (true) {}`,
  `object.a = 1`,
  `[object.a] = [1]`,
  `({ a: object.a } = { a: 1 })`,
  `delete object.a`,
  `object.a++`,
  `n instanceof Klass`,
  `f(1)(2).constructor`,
  `list.map.call(list, f)`,
  `list.map.apply(list, [f])`,
  `list.map.bind(list)(f)`,
  `f.call(1)`,
  `f.bind(1)`,
  `f.toString()`,
  `f + ''`,
  `\`\${f}\``,
  `[f] + ''`,
  `[''.sub][0]('x')`,
  `[list.push][0](1)`,
  `(list.concat)(1).constructor`,
  `list.push(3)`,
  `list.pop()`,
  `list.splice(0)`,
  `list.fill(0)`,
  `list.shift()`,
  `list.unshift(1)`,
  `list.copyWithin(0, 1)`,
  `list['push'](3)`,
  `map.set('a', 1)`,
  `map.clear()`,
  `map.delete('constructor')`,
  `set.add(2)`,
  `date.setFullYear(1)`,
  `bytes.fill(1)`,
  `bytes.buffer.constructor`,
  `{ m: list.map, length: 1e9 }.m(f)`,
  `{ j: list.join, length: 1e9 }.j('')`,
  `{ toString: () => 'x' } + ''`,
  `{ valueOf: () => 1 } + 1`,
  `{ ['value' + 'Of']: () => 1 }`,
  `{ then: f }`,
  `{ toJSON: f }`,
  `{ get a() { return 1 } }`,
  `{ set a(x) {} }`,
  `{ a() { return this } }`,
  `s.anchor('x')`,
  `s.link('x')`,
  `s.match('(a+)+$')`,
  `s.search('(a+)+$')`,
  `/(a+)+$/.test(s)`,
  `re.compile('x')`,
  `re.exec('a')`,
  `Reflect.construct(F, ['return 1'])`,
  `Reflect.get(s, 'constructor')`,
  `Reflect.getPrototypeOf(s)`,
  `Object.getPrototypeOf(s)`,
  `Object.getOwnPropertyDescriptor(s, 'length')`,
  `Object.defineProperty(object, 'a', {})`,
  `Object.assign(object, { a: 2 })`,
  `Object.constructor`,
  `evaluate(${CODE})`,
  `F(${CODE})`,
  `F(${CODE})()`,
  `[${CODE}].map(F)`,
  `[${CODE}].map(evaluate)`,
  `s.replace('t', F)`,
  `bound(f)`,
  `bound.call(f)`,
  `timers.setTimeout(f, 1)`,
  `sloppy.call(1)`,
  `generator.constructor`,
  `generator.next()`,
  `generator.return(1)`,
  `generator.throw(1)`,
  `instance.constructor`,
  `instance.method.constructor`,
  `instance['method']['constructor']`,
  `functionProxy.constructor`,
  `proxy.constructor`,
  `proxy[key]`,
  `error.constructor`,
  `markup.constructor`,
  `JSON.parse('{"__proto__": 1}')`,
  `n.constructor`,
  `'constructor' in object`,
  `(1n).constructor`,
  `true.constructor`,
  `undefined.constructor`,
  `typeof s.constructor`,
  `s.constructor?.name`,
  `'constructor' in object ? s.constructor : 1`,
  `spread(list)`,
  `callFunction(f, [])`,
  `rendering.value('s')`,
  `constants[0]`,
  `helpers.step`,
  `v0.x`,
]

for (const source of refused) {
  test(`refused: ${source}`, () => {
    const xml = `<t><t t-out="${source.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"/></t>`
    assert.throws(() => render(xml, { ...values, changing: { ...values.changing } }), QWebError)
    assert.equal(globalThis.escaped, undefined)
    assert.deepEqual(values.list, [1, 2])
    assert.deepEqual(values.object, { a: 1 })
    assert.deepEqual([...values.map], [['constructor', 'safe']])
  })
}

/** Each runs, and gives something that is no way out. */
const harmless: readonly (readonly [string, string])[] = [
  ['constructor_', ''],
  ['toString', ''],
  ['hasOwnProperty', ''],
  ['valueOf', ''],
  ['process', ''],
  ['globalThis', ''],
  ['require', ''],
  ['window', ''],
  ['Function', ''],
  ['undefined', ''],
  ['map.get(key)', 'safe'],
  ['object["a"]', '1'],
  ['object[["a"]]', '1'],
  ['bare.toString', ''],
  ['proxy.anything', 'trap:anything'],
  ['instance.getter', 'got'],
  ['instance.method()', 'called'],
  ['Klass.name', 'Instance'],
  ['f(list)', '1,2'],
  ['typeof f', 'function'],
  ['typeof list.map', 'function'],
  ['object.toString()', '[object Object]'],
  ['s.toString()', 'text'],
  ['s.valueOf()', 'text'],
  ['JSON.stringify(object)', '{&#34;a&#34;:1}'],
  ['Object.keys(object)', 'a'],
  ['list.map(x => x + 1)', '2,3'],
  ['list.concat(list).length', '4'],
  ['[...generator].length', '1'],
  ['s.replace("t", "$&amp;$&amp;")', 'ttext'],
  ['error.message', 'e'],
  ['markup', '<b/>'],
  ['f(f) === f', 'true'],
]

for (const [source, expected] of harmless) {
  test(`harmless: ${source}`, () => {
    const generator = (function* () {
      yield 1
    })()
    assert.equal(render(`<t t-out="${source.replaceAll('"', '&quot;')}"/>`, { ...values, generator }), expected)
    assert.equal(globalThis.escaped, undefined)
  })
}

test('a key is converted once, so it cannot change between check and use', () => {
  const object = { name: 'ok', toString: undefined }
  class Key {
    count = 0
    toString(): string {
      return this.count++ === 0 ? 'name' : 'constructor'
    }
  }
  assert.equal(render('<t t-out="object[key]"/>', { object, key: new Key() }), 'ok')
})

test('only own properties of the values are variables', () => {
  const inherited = Object.create({ x: 'inherited' }) as Record<string, unknown>
  assert.equal(render('<t><t t-out="x"/><t t-out="toString"/><t t-out="valueOf"/></t>', inherited), '')
  assert.equal(
    render('<t t-out="x"/>', Object.assign(Object.create(null) as object, { x: 1 }) as Record<string, unknown>),
    '1',
  )
})

test('a function without this that gives the global object is refused', () => {
  assert.throws(() => render('<t t-out="typeof sloppy()"/>', values), /global object/)
})

for (const [name, value] of Object.entries({ globalThis, process, Function, module: await import('node:path') })) {
  test(`${name} must not be among the values that a template names`, () => {
    assert.throws(() => render('<t t-out="typeof x"/>', { x: value }), /must not be given/)
    assert.equal(render('<t t-out="y"/>', { x: value, y: 1 }), '1')
  })
}

test('template names, variable names and texts do not get into code', () => {
  const evil = "'); globalThis.escaped = true; ('"
  const quoted = '`${globalThis.escaped = true}`\\u0027'
  render(
    `<t t-call="{{ n }}" t-debug="${evil}"><p title="${evil}" t-att-x="y">${quoted}</p></t>`,
    { n: 'a', y: evil },
    {},
    { a: '<t t-out="0"/>' },
  )
  assert.throws(() => render(`<t t-set="a${evil}" t-value="1"/>`), QWebError)
  assert.throws(() => render(`<t t-foreach="2" t-as="${evil}"/>`), QWebError)
  assert.throws(() => render(`<t t-nocache="" t-nocache-a.b="1"/>`), QWebError)
  assert.equal(globalThis.escaped, undefined)
})

test('names of generated JavaScript are variables like any other', () => {
  const names = [
    'at',
    'depth',
    'slot',
    'rendering',
    'all',
    'error',
    'o0',
    'v1',
    'main',
    'step',
    'link',
    'places',
    'constants',
  ]
  const xml = `<t>${names.map((name) => `<t t-out="${name}"/>;`).join('')}</t>`
  assert.equal(
    render(xml, Object.fromEntries(names.map((name, index) => [name, index]))),
    names.map((_, index) => `${index};`).join(''),
  )
})
