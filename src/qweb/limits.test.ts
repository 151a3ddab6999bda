import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from './case-table.test.ts'
import { QWeb } from './qweb.ts'
import { QWebError } from './qweb-error.ts'

function within(milliseconds: number, run: () => void): void {
  const started = performance.now()
  run()
  const took = performance.now() - started
  assert.ok(took < milliseconds, `took ${Math.round(took)} ms`)
}

test('a table of 10,000 rows', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => ({ a: index, b: `<${index}>` }))
  within(2000, () => {
    const html = render('<table><tr t-foreach="rows" t-as="row"><td t-out="row.a"/><td t-out="row.b"/></tr></table>', {
      rows,
    })
    assert.ok(html.endsWith('<tr><td>9999</td><td>&lt;9999&gt;</td></tr></table>'))
  })
})

test('500 nested calls', () => {
  const qweb = new QWeb()
  for (let index = 0; index < 500; index++) qweb.add(`t${index}`, `<i><t t-call="t${index + 1}"/></i>`)
  qweb.add('t500', '<b t-out="x"/>')
  within(3000, () => assert.equal(qweb.render('t0', { x: 1 }), `${'<i>'.repeat(500)}<b>1</b>${'</i>'.repeat(500)}`))
})

test('500 nested calls of one template, with bodies', () => {
  const more = {
    box: '<i><t t-out="0"/></i>',
    n: '<t><t t-if="d"><t t-call="box"><t t-call="n" d="d - 1"/></t></t></t>',
  }
  within(3000, () =>
    assert.equal(render('<t t-call="n" d="500"/>', {}, {}, more), '<i>'.repeat(500) + '</i>'.repeat(500)),
  )
})

const endless: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'calls itself': { main: '<t t-call="main"/>' },
  'calls itself by a computed name': { main: '<t t-call="{{ \'main\' }}"/>' },
  'calls itself through another': { main: '<t t-call="b"/>', b: '<p><t t-call="main"/></p>' },
  'calls itself in a body': { main: '<t t-call="b"><t t-call="main"/></t>', b: '<p><t t-out="0"/></p>' },
  'calls itself in a t-set': { main: '<t><t t-set="a"><t t-call="main"/></t></t>' },
  'calls itself twice': { main: '<t><t t-call="main"/><t t-call="main"/></t>' },
  'grows like a tree': {
    main: '<t><t t-call="b" n="40"/></t>',
    b: '<t><t t-if="n"><t t-call="b" n="n - 1"/><t t-call="b" n="n - 1"/></t></t>',
  },
}

for (const [about, templates] of Object.entries(endless)) {
  test(`a template that ${about} is stopped`, () => {
    const qweb = new QWeb()
    for (const [name, xml] of Object.entries(templates)) qweb.add(name, xml)
    within(5000, () =>
      assert.throws(
        () => qweb.render('main'),
        (error: unknown) => {
          assert.ok(error instanceof QWebError)
          assert.match(error.message, /Infinite recursion|too many steps/)
          assert.ok(error.trail.length <= 50)
          return true
        },
      ),
    )
  })
}

const bombs: Readonly<Record<string, string>> = {
  'a huge number': '<t t-foreach="1e9" t-as="i"/>',
  'a bigger number': '<t t-foreach="Infinity" t-as="i"/>',
  'loops in loops': '<t t-foreach="5000" t-as="i"><t t-foreach="5000" t-as="j"/></t>',
  'an endless generator': '<t t-foreach="endless()" t-as="i"/>',
  'spreading an endless generator': '<t t-out="[...endless()].length"/>',
  'toArray of an endless generator': '<t t-out="endless().toArray().length"/>',
  'an arrow function that calls itself': '<t t-out="(f => f(f))(f => f(f))"/>',
  'one that calls itself twice': '<t t-out="(f => f(f, 60))((f, n) => n ? f(f, n - 1) + f(f, n - 1) : 1)"/>',
  repeat: '<t t-out="\'x\'.repeat(1e9)"/>',
  'repeat of repeat': '<t t-out="\'x\'.repeat(1e6).repeat(1e6)"/>',
  padStart: '<t t-out="\'x\'.padStart(1e9)"/>',
  padEnd: "<t t-out=\"'x'.padEnd(1e9, 'ab')\"/>",
  'doubling text':
    '<t><t t-set="s" t-value="\'xxxxxxxxxxxxxxxx\'"/><t t-foreach="40" t-as="i"><t t-set="s" t-value="s + s"/></t><t t-out="s"/></t>',
  'doubling text in a template string':
    '<t><t t-set="s" t-value="\'xxxxxxxxxxxxxxxx\'"/><t t-foreach="40" t-as="i"><t t-set="s" t-value="`${s}${s}`"/></t></t>',
  'doubling a body':
    '<t><t t-set="s">xxxxxxxxxxxxxxxx</t><t t-foreach="40" t-as="i"><t t-set="s"><t t-out="s"/><t t-out="s"/></t></t></t>',
  'replacing by longer texts': "<t t-out=\"'a'.repeat(3000).replaceAll('a', () =&gt; 'b'.repeat(10000)).length\"/>",
  'other forms of letters': "<t t-out=\"'\uFDFA'.repeat(1000000).normalize('NFKC').length\"/>",
  'joining long texts': '<t><t t-set="s" t-value="\'x\'.repeat(1e6)"/><t t-out="[s, s, s].join(s.repeat(5))"/></t>',
  'doubling a list':
    '<t><t t-set="a" t-value="[1, 2]"/><t t-foreach="40" t-as="i"><t t-set="a" t-value="[...a, ...a]"/></t></t>',
  'doubling by concat':
    '<t><t t-set="a" t-value="[1, 2]"/><t t-foreach="40" t-as="i"><t t-set="a" t-value="a.concat(a)"/></t></t>',
  'printing a list of shared lists':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><t t-out="a"/></t>',
  'joining one':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><t t-out="a.join()"/></t>',
  'one as a class':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><p t-att-class="a"/></t>',
  'one that is no date': `<t><t t-set="a" t-value="{ x: 1 }"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="{ a, b: a }"/></t><t t-out="a" t-options="{ widget: 'date' }"/></t>`,
  'flattening one':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><t t-out="a.flat(Infinity).length"/></t>',
  'comparing one':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><t t-out="a &lt; 1"/></t>',
  'sorting with one':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><t t-out="a.sort()"/></t>',
  'one as a key':
    '<t><t t-set="a" t-value="[1]"/><t t-foreach="60" t-as="i"><t t-set="a" t-value="[a, a]"/></t><t t-out="s[a]"/></t>',
  'big integers': '<t><t t-set="n" t-value="99n"/><t t-foreach="60" t-as="i"><t t-set="n" t-value="n * n"/></t></t>',
  'a power of big integers': '<t t-out="9n ** 99999999n"/>',
  'a shift of big integers': '<t t-out="9n &lt;&lt; 99999999n"/>',
}

for (const [about, xml] of Object.entries(bombs)) {
  test(`${about}: stopped`, () => {
    const endless = function* (): Generator<number> {
      for (;;) yield 1
    }
    within(6000, () => assert.throws(() => render(xml, { endless, s: '' }), QWebError))
  })
}

test('maxSteps and maxDepth set the limits', () => {
  assert.throws(() => render('<t t-foreach="100" t-as="i"/>', {}, {}, {}, { maxSteps: 50 }), /too many steps/)
  assert.equal(render('<t t-foreach="40" t-as="i"/>', {}, {}, {}, { maxSteps: 90 }), '')
  const more = { a: '<t><t t-if="n"><t t-call="a" n="n - 1"/></t></t>' }
  assert.throws(() => render('<t t-call="a" n="5"/>', {}, {}, more, { maxDepth: 4 }), /more than 4 deep/)
  assert.equal(render('<t t-call="a" n="2"/>', {}, {}, more, { maxDepth: 4 }), '')
})

test('each rendering has its own budget, also inside of another', () => {
  const inner = new QWeb({ maxSteps: 100 }).add('i', '<t t-foreach="n" t-as="i"/>')
  const outer = new QWeb({ maxSteps: 1000 }).add('o', '<t t-foreach="10" t-as="i"><t t-out="run(40)"/></t>')
  assert.equal(outer.render('o', { run: (n: number) => inner.render('i', { n }) }), '')
  assert.throws(() => outer.render('o', { run: (n: number) => inner.render('i', { n: n * 9 }) }), QWebError)
  assert.equal(inner.render('i', { n: 40 }), '')
})

test('1 MB of text, in the template and in a value', () => {
  const text = 'Lorem ipsum & dolor '.repeat(52_429)
  within(3000, () => {
    const html = render(`<p title="a">${text.replaceAll('&', '&amp;')}<b t-out="x"/></p>`, { x: text })
    assert.equal(html.length, '<p title="a"><b></b></p>'.length + text.length + text.replaceAll('&', '&amp;').length)
  })
})

test('elements nested deeply are an error at worst', () => {
  for (const depth of [500, 100_000]) {
    try {
      assert.equal(render('<i>'.repeat(depth) + '</i>'.repeat(depth)).length, depth * 7)
    } catch (error) {
      assert.ok(error instanceof QWebError && depth > 500, String(error))
    }
  }
})

test('expressions nested deeply are an error at worst', () => {
  for (const source of [
    '('.repeat(1e5) + ')'.repeat(1e5),
    `${'['.repeat(1e5)}1${']'.repeat(1e5)}`,
    `${'!'.repeat(1e5)}1`,
    `1${'+1'.repeat(1e5)}`,
    'a.'.repeat(1e5) + 'a',
  ]) {
    within(10_000, () => assert.throws(() => render(`<p t-out="${source}"/>`), QWebError))
  }
})

test('many interpolations without end are not slow', () => {
  within(3000, () => {
    assert.throws(() => render(`<p t-attf-a="${'{{ ( '.repeat(5000)}${'}} '.repeat(5000)}"/>`), QWebError)
  })
})
