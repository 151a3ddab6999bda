import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QWeb } from './qweb.ts'

class Safe {
  name = 'Ann'
  secret = 'hidden'
  friends = [{ deep: 1 }]
  shout(): string {
    return `${this.name}!`
  }
  tell(): string {
    return this.secret
  }
}

const allowed = new Set(['name', 'friends', 'shout'])

const guarded = new QWeb({
  guard: (object, key) => {
    if (object instanceof Safe && !allowed.has(key)) throw new TypeError(`${key} is not for templates`)
  },
})

function render(expression: string): string {
  guarded.add('t', `<t><t t-out="${expression}"/></t>`)
  return guarded.render('t', { safe: new Safe(), list: [new Safe(), new Safe()], Object, key: 'secret' })
}

const open: ReadonlyArray<readonly [string, string]> = [
  ['safe.name', 'Ann'],
  ["safe['name']", 'Ann'],
  ['safe.shout()', 'Ann!'],
  ['safe?.name', 'Ann'],
  ['safe.nothing?.x or safe.name', 'refused'],
  ['list.map(({ name }) =&gt; name).join()', 'Ann,Ann'],
  ['list.map(({ name: n = 1 }, index) =&gt; n + index).join()', 'Ann0,Ann1'],
  ['list.map(({ friends: [{ deep }] }) =&gt; deep).join()', '1,1'],
  ['[[safe]].map(([{ name }]) =&gt; name).join()', 'Ann'],
  ['list.map(({ name } = {}) =&gt; name).join()', 'Ann,Ann'],
  ['[1].map((one, ...[{ length = 5 }]) =&gt; length).join()', '5'],
  ['[[1, 2, 3]].map(([a, , c]) =&gt; a + c).join()', '4'],
]

for (const [expression, expected] of open) {
  test(`a guard: ${expression} gives ${expected}`, () => {
    if (expected === 'refused') assert.throws(() => render(expression), /nothing is not for templates/)
    else assert.equal(render(expression), expected)
  })
}

const closed = [
  'safe.secret',
  'safe?.secret',
  "safe['secret']",
  'safe[key]',
  'safe.tell()',
  'safe.tell?.()',
  "safe['tell']()",
  'list.map(({ secret }) =&gt; secret).join()',
  'list.map(({ secret: s = 1 }) =&gt; s).join()',
  'list.map((each, index, [{ secret }]) =&gt; secret).join()',
  '[[safe]].map(([{ secret }]) =&gt; secret).join()',
  'list.map(({ name, secret } = {}) =&gt; secret).join()',
  '[1].map((one, index, ...rest) =&gt; safe.secret).join()',
  '({ ...safe }).secret',
  'Object.values(safe).join()',
  'Object.entries(safe).join()',
  'list.map(each =&gt; each.secret).join()',
  'list.find(each =&gt; each.secret).name',
]

for (const expression of closed) {
  test(`a guard refuses ${expression}`, () => {
    assert.throws(() => render(expression), /(secret|tell) is not for templates/)
  })
}

test('a guard is asked of t-field and t-foreach too', () => {
  const template = '<t t-foreach="list" t-as="each"><b t-field="each.secret"/></t>'
  guarded.add('t', template)
  assert.throws(() => guarded.render('t', { list: [new Safe()] }), /secret is not for templates/)
})

test('an engine without a guard asks nobody, also inside of one with a guard', () => {
  const free = new QWeb().add('t', '<t t-out="safe.secret"/>')
  guarded.add('t', '<t t-out="inner()"/>')
  assert.equal(guarded.render('t', { inner: () => free.render('t', { safe: new Safe() }) }), 'hidden')
})
