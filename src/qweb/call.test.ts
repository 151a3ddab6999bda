import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render, testCases } from './case-table.test.ts'
import { QWeb } from './qweb.ts'

const MORE = {
  show: '<b t-out="x"/>',
  two: '<t>[<t t-out="a"/>|<t t-out="b"/>]</t>',
  slot: '<t>(<t t-out="0"/>)</t>',
  twice: '<t><t t-out="0"/><t t-out="0"/></t>',
  sets: '<t><t t-set="x" t-value="9"/><t t-out="x"/></t>',
  sometimes: '<t><t t-if="show" t-out="0"/></t>',
  outer: '<t>{<t t-call="slot"><t t-out="0"/></t>}</t>',
  noslot: '<t>{<t t-call="slot"/>}</t>',
  slotTitle: '<p t-att-title="s"><t t-set="s"><t t-out="0"/></t></p>',
  slotLater: '<t><t t-set="s"><t t-out="0"/></t><p t-att-title="s"/></t>',
  'odd name "\'\\n': 'odd',
  oddName: '<i/>',
  tree: '<li><t t-out="node.name"/><ul t-if="node.kids"><t t-foreach="node.kids" t-as="kid"><t t-call="tree" node="kid"/></t></ul></li>',
  even: '<t t-if="n"><t t-out="n"/><t t-call="odd" n="n - 1"/></t>',
  odd: '<t t-if="n"><t t-out="-n"/><t t-call="even" n="n - 1"/></t>',
  broken: '<p t-foo="1"/>',
  late: '<t><t t-call="show"/><t t-call="{{ which }}"/></t>',
  layout: '<html><title t-out="title or \'none\'"/><body><t t-out="0"/></body></html>',
}

testCases(
  't-call',
  [
    ['the caller’s variables are there', '<t t-call="show"/>', { x: 1 }, '<b>1</b>', {}],
    ['an argument', '<t t-call="show" x="1 + 1"/>', {}, '<b>2</b>'],
    ['an argument hides the variable', '<t t-call="show" x="x + 1"/>', { x: 1 }, '<b>2</b>'],
    ['and only there', '<t><t t-call="show" x="5"/><t t-out="x"/></t>', { x: 1 }, '<b>5</b>1'],
    ['a format argument', '<t t-call="show" x.f="a{{ y }}"/>', { y: 1 }, '<b>a1</b>'],
    ['a translated argument', '<t t-call="show" x.translate="Hello you"/>', {}, '<b>Hello you</b>'],
    ['t-args: an object', '<t t-call="two" t-args="{ a: 1, b: 2 }"/>', {}, '[1|2]'],
    ['t-args: a pair', '<t t-call="two" t-args="[&quot;a&quot;, 1]"/>', { b: 3 }, '[1|3]'],
    ['t-args: pairs', '<t t-call="two" t-args="[[&quot;a&quot;, 1], [&quot;b&quot;, 2]]"/>', {}, '[1|2]'],
    ['t-args: a map', '<t t-call="two" t-args="m"/>', { m: new Map([['a', 1]]), b: 0 }, '[1|0]'],
    ['t-args: null', '<t t-call="two" t-args="m"/>', { a: 1, b: 2 }, '[1|2]'],
    ['named arguments go before t-args', '<t t-call="two" a="5" t-args="{ a: 1, b: 2 }"/>', {}, '[5|2]'],
    ['arguments are all evaluated before', '<t t-call="two" a="b" b="a"/>', { a: 1, b: 2 }, '[2|1]'],
    ['a missing variable is null', '<t t-call="two"/>', { a: 1 }, '[1|]'],
    ['what the callee sets is lost', '<t><t t-call="sets"/><t t-out="x"/></t>', { x: 1 }, '91'],
    ['t-set in the body gives arguments', '<t t-call="show"><t t-set="x" t-value="3"/></t>', {}, '<b>3</b>'],
    [
      'nested in t-if too',
      '<t t-call="two"><t t-set="a" t-value="1"/><t t-if="1"><t t-set="b" t-value="2"/></t></t>',
      {},
      '[1|2]',
    ],
    ['not when only nested', '<t t-call="two"><t t-if="1"><t t-set="b" t-value="2"/></t></t>', { b: 7 }, '[|7]'],
    ['not beside arguments', '<t t-call="two" a="1"><t t-set="b" t-value="2"/></t>', { b: 7 }, '[1|7]'],
    ['nor do they leak', '<t><t t-call="show"><t t-set="x" t-value="3"/></t><t t-out="x"/></t>', { x: 1 }, '<b>3</b>1'],
    ['in a loop', '<t t-foreach="2" t-as="x"><t t-call="show"/></t>', {}, '<b>0</b><b>1</b>'],
    ['a computed name', '<t t-call="{{ n }}"/>', { n: 'show', x: 1 }, '<b>1</b>'],
    ['a partly computed name', '<t t-call="sh#{n}"/>', { n: 'ow', x: 1 }, '<b>1</b>'],
    ['a computed name sees t-set', '<t><t t-set="x" t-value="4"/><t t-call="{{ n }}"/></t>', { n: 'show' }, '<b>4</b>'],
    ['and arguments', '<t t-call="{{ n }}" x="5"/>', { n: 'show' }, '<b>5</b>'],
    ['and loop variables', '<t t-foreach="[7]" t-as="x"><t t-call="{{ n }}"/></t>', { n: 'show' }, '<b>7</b>'],
    ['and a body', '<t t-call="{{ n }}">a</t>', { n: 'slot' }, '(a)'],
    [
      'through a template in between',
      '<t t-call="late"><t t-set="x" t-value="2"/></t>',
      { which: 'two', a: 1, b: 2 },
      '<b>2</b>[1|2]',
    ],
    [
      'recursion',
      '<t t-call="tree" node="t"/>',
      { t: { name: 'a', kids: [{ name: 'b' }, { name: 'c' }] } },
      '<li>a<ul><li>b</li><li>c</li></ul></li>',
    ],
    ['recursion of two', '<t t-call="even" n="4"/>', {}, '4-32-1'],
    ['not on other elements', '<p t-call="show"/>', {}, /t-call stands on <t> only/],
    ['a name is needed', '<t t-call=""/>', {}, /needs the name/],
    [
      'a template that is not there',
      '<i><t t-call="nope"/></i>',
      {},
      /There is no template "nope"\n.*template "main", line 1, \/i\/t: <t t-call="nope"\/>/,
    ],
    ['a computed one that is not there', '<t t-call="{{ n }}"/>', { n: 'nope' }, /There is no template "nope"/],
    ['not called, not missed', '<t><t t-if="0"><t t-call="nope"/></t></t>', {}, ''],
    [
      'a broken template tells its own place',
      '<t t-call="broken"/>',
      {},
      /Unknown directive t-foo.*\n.*template "broken"/,
    ],
    ['broken, but not called', '<t><t t-if="0"><t t-call="broken"/></t></t>', {}, ''],
    ['text as argument is an expression', '<t t-call="show" x="Hello world"/>', {}, /Invalid expression/],
    ['a bad argument name', '<t t-call="show" a-b="1"/>', {}, /invalid argument name "a-b"/],
    ['a dangerous argument name', '<t t-call="show" constructor="1"/>', {}, /invalid argument name/],
    ['a dangerous name in t-args', '<t t-call="two" t-args="m"/>', { m: { __proto__x: 1 } }, /not allowed/],
    ['t-lang needs t-call', '<p t-lang="\'fr\'"/>', {}, /t-lang/],
    ['t-args needs t-call', '<p t-args="{}"/>', {}, /t-args/],
    ['t-options needs something to format', '<p t-options="{}"/>', {}, /t-options needs/],
  ],
  MORE,
)

testCases(
  'the body 0',
  [
    ['is printed', '<t t-call="slot">a<b/></t>', {}, '(a<b></b>)'],
    ['none is empty', '<t t-call="slot"/>', {}, '()'],
    ['white space is a body', '<t t-call="slot"> </t>', {}, '( )'],
    ['any number of times', '<t t-call="twice">a</t>', {}, 'aa'],
    ['or never', '<t t-call="sometimes"><t t-out="a.b.c"/></t>', {}, ''],
    ['sees the caller’s variables', '<t><t t-set="x" t-value="1"/><t t-call="slot"><t t-out="x"/></t></t>', {}, '(1)'],
    ['does not see the callee’s', '<t t-call="slot"><t t-out="inner"/></t>', {}, '()'],
    ['does not see the arguments', '<t t-call="slot" x="5"><t t-out="x"/></t>', { x: 1 }, '(1)'],
    [
      'what it sets stays in it',
      '<t><t t-call="slot" a="1"><t t-set="x" t-value="2"/><t t-out="x"/></t><t t-out="x"/></t>',
      { x: 1 },
      '(2)1',
    ],
    ['is forwarded', '<t t-call="outer">a</t>', {}, '{(a)}'],
    ['is not inherited', '<t t-call="noslot">a</t>', {}, '{()}'],
    ['in a t-set', '<t t-call="slotLater">a<b/></t>', {}, '<p title="a&lt;b&gt;&lt;/b&gt;"></p>'],
    ['escapes once', '<t t-call="slot"><t t-out="x"/></t>', { x: '<' }, '(&lt;)'],
    [
      'with arguments set in it',
      '<t t-call="layout"><t t-set="title" t-value="\'T\'"/><p/></t>',
      {},
      '<html><title>T</title><body><p></p></body></html>',
    ],
    ['0 among the values is not the body', '<t t-out="0"/>', { '0': 'a' }, ''],
    ['loops in it', '<t t-call="slot"><t t-foreach="2" t-as="i" t-out="i"/></t>', {}, '(01)'],
  ],
  MORE,
)

test('t-call: a name with quotes and backslashes is data', () => {
  const name = `a"'\\b\n\${1}*/`
  const qweb = new QWeb().add(name, '<p t-out="x"/>').add('m', '<t t-call="{{ n }}"/>')
  assert.equal(qweb.render('m', { n: name, x: 1 }), '<p>1</p>')
  assert.equal(qweb.add('s', `<t t-call="a&quot;'\\b&#10;\${1}*/"/>`).render('s', { x: 2 }), '<p>2</p>')
})

test('a template is known by a number too', () => {
  const qweb = new QWeb().add('12', '<p/>').add('m', '<t t-call="{{ n }}"/>')
  assert.equal(qweb.render('m', { n: 12 }), '<p></p>')
})

test('load gives templates when they are needed, once', () => {
  const asked: string[] = []
  const load = (name: string): string | null => {
    asked.push(name)
    return name === 'a' ? '<t t-call="b"/>' : name === 'b' ? '<p/>' : null
  }
  const qweb = new QWeb({ load })
  assert.equal(qweb.render('a'), '<p></p>')
  assert.equal(qweb.render('a'), '<p></p>')
  assert.deepEqual(asked, ['a', 'b'])
  assert.throws(() => qweb.render('c'), /There is no template "c"/)
  assert.equal(qweb.has('b'), true)
  assert.equal(qweb.has('c'), false)
})

test('a template that changes is compiled again, and so are its callers', () => {
  const qweb = new QWeb().add('a', '<t t-call="b"/>').add('b', '<p t-out="x"/>')
  assert.equal(qweb.render('a', { x: 1, y: 2 }), '<p>1</p>')
  qweb.add('b', '<i t-out="y"/>')
  assert.equal(qweb.render('a', { x: 1, y: 2 }), '<i>2</i>')
  qweb.remove('b')
  assert.throws(() => qweb.render('a'), /no template "b"/)
  qweb.add('b', '<u/>')
  assert.equal(qweb.render('a'), '<u></u>')
  qweb.clear()
  assert.throws(() => qweb.render('a'), /no template "a"/)
})

test('a name is required, and is not the source', () => {
  const qweb = new QWeb()
  assert.throws(() => qweb.render(''), /required/)
  assert.throws(() => qweb.render('<p/>'), /add it first/)
})

test('translated templates are loaded once per language, and t-lang switches', () => {
  const load = (name: string, lang: string): string => {
    return name === 'page' ? `<p>${lang}:<t t-call="word"/>:<t t-call="word" t-lang="'fr'"/></p>` : `<b>${lang}</b>`
  }
  const qweb = new QWeb({ load, translated: true })
  assert.equal(qweb.render('page', {}, { lang: 'nl' }), '<p>nl:<b>nl</b>:<b>fr</b></p>')
  assert.equal(qweb.render('page', {}, { lang: 'de' }), '<p>de:<b>de</b>:<b>fr</b></p>')
})

test('t-lang changes how the callee formats', () => {
  const more = { n: `<t t-out="1234.5" t-options="{ widget: 'float', precision: 1 }"/>` }
  assert.equal(
    render(`<p><t t-call="n"/> <t t-call="n" t-lang="'de_DE'"/> <t t-call="n"/></p>`, {}, {}, more),
    '<p>1,234.5 1.234,5 1,234.5</p>',
  )
})

test('values that a computed callee does not name may be anything', () => {
  const qweb = new QWeb().add('a', '<t t-call="{{ n }}"/>').add('b', '<p t-out="x"/>')
  assert.equal(qweb.render('a', { n: 'b', x: 1, other: Promise.resolve(), g: globalThis }), '<p>1</p>')
  assert.throws(() => qweb.render('a', { n: 'b', x: Promise.resolve() }), /"x" is a promise/)
  assert.throws(() => qweb.render('a', { n: 'b', x: globalThis }), /must not be given/)
})

test('engines share the work, but not the templates', () => {
  const warnings: string[] = []
  const source = '<t><t t-call="inner"/><t t-raw="x"/></t>'
  for (const inner of ['<i/>', '<b/>']) {
    const qweb = new QWeb({ warn: (message) => warnings.push(message) }).add('shared', source).add('inner', inner)
    assert.equal(qweb.render('shared', { x: 1 }), inner === '<i/>' ? '<i></i>1' : '<b></b>1')
  }
  assert.equal(warnings.length, 2)
})
