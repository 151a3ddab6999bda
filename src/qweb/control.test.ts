import { testCases } from './case-table.test.ts'
import { Markup } from './markup.ts'

class Records {
  readonly names: readonly string[]
  constructor(...names: string[]) {
    this.names = names
  }
  get length(): number {
    return this.names.length
  }
  *[Symbol.iterator](): Generator<{ name: string }> {
    for (const name of this.names) yield { name }
  }
}

// oxlint-disable-next-line typescript/no-extraneous-class -- an instance without properties is the case
class Nothing {}

const IF = '<t><t t-if="x">yes</t><t t-else="">no</t></t>'

testCases('truth', [
  ['true', IF, { x: true }, 'yes'],
  ['text', IF, { x: 'a' }, 'yes'],
  ['the text 0', IF, { x: '0' }, 'yes'],
  ['a number', IF, { x: 1 }, 'yes'],
  ['a date', IF, { x: new Date(0) }, 'yes'],
  ['a list', IF, { x: [0] }, 'yes'],
  ['an object', IF, { x: { a: 0 } }, 'yes'],
  ['a map', IF, { x: new Map([[1, 2]]) }, 'yes'],
  ['records', IF, { x: new Records('a') }, 'yes'],
  ['an instance without properties', IF, { x: new Nothing() }, 'yes'],
  [
    'an instance with length but no iterator',
    IF,
    {
      x: new (class {
        length = 0
      })(),
    },
    'yes',
  ],
  ['a function', IF, { x: () => 1 }, 'yes'],
  ['Markup', IF, { x: new Markup('a') }, 'yes'],
  ['missing', IF, {}, 'no'],
  ['null', IF, { x: null }, 'no'],
  ['false', IF, { x: false }, 'no'],
  ['zero', IF, { x: 0 }, 'no'],
  ['NaN', IF, { x: NaN }, 'no'],
  ['0n', IF, { x: 0n }, 'no'],
  ['empty text', IF, { x: '' }, 'no'],
  ['empty list', IF, { x: [] }, 'no'],
  ['empty object', IF, { x: {} }, 'no'],
  ['empty object without prototype', IF, { x: Object.create(null) }, 'no'],
  ['empty map', IF, { x: new Map() }, 'no'],
  ['empty set', IF, { x: new Set() }, 'no'],
  ['no records', IF, { x: new Records() }, 'no'],
  ['empty Markup', IF, { x: new Markup('') }, 'no'],
  ['an object with the key length is an object', IF, { x: { length: 0 } }, 'yes'],
])

testCases('t-if', [
  ['on an element', '<i><p t-if="x">a</p></i>', { x: 1 }, '<i><p>a</p></i>'],
  ['false drops the element', '<i><p t-if="x">a</p></i>', {}, '<i></i>'],
  ['t-elif', '<i><p t-if="a">1</p><p t-elif="b">2</p><p t-else="">3</p></i>', { b: 1 }, '<i><p>2</p></i>'],
  ['t-else', '<i><p t-if="a">1</p><p t-elif="b">2</p><p t-else="">3</p></i>', {}, '<i><p>3</p></i>'],
  [
    'many t-elif',
    '<i><t t-if="a">1</t><t t-elif="b">2</t><t t-elif="c">3</t><t t-elif="d">4</t></i>',
    { d: 1 },
    '<i>4</i>',
  ],
  ['the first wins', '<i><t t-if="a">1</t><t t-elif="b">2</t></i>', { a: 1, b: 1 }, '<i>1</i>'],
  ['later conditions are not looked at', '<i><t t-if="a">1</t><t t-elif="b.c.d">2</t></i>', { a: 1 }, '<i>1</i>'],
  ['branches not taken are not run', '<i><t t-if="a"><t t-out="b.c"/></t></i>', {}, '<i></i>'],
  ['comments and space may stand between', '<i><t t-if="a">1</t> <!-- x --> <t t-else="">2</t></i>', {}, '<i>2</i>'],
  ['and are dropped', '<i><t t-if="a">1</t> <!-- x --> <t t-else="">2</t></i>', { a: 1 }, '<i>1</i>'],
  ['an empty condition is false', '<i><p t-if="">a</p></i>', {}, '<i></i>'],
  ['t-else with its own t-if', '<i><t t-if="a">1</t><t t-else="" t-if="b">2</t></i>', { b: 1 }, '<i>2</i>'],
  ['and it may be false', '<i><t t-if="a">1</t><t t-else="" t-if="b">2</t></i>', {}, '<i></i>'],
  ['nested', '<i><t t-if="a"><t t-if="b">1</t><t t-else="">2</t></t><t t-else="">3</t></i>', { a: 1 }, '<i>2</i>'],
  ['two in a row are two', '<i><t t-if="a">1</t><t t-if="b">2</t></i>', { a: 1, b: 1 }, '<i>12</i>'],
  ['blank is refused', '<p t-if=" ">a</p>', {}, /t-if is blank/],
  ['t-else alone is refused', '<i><p t-else="">a</p></i>', {}, /must follow a t-if/],
  ['t-elif alone is refused', '<i><p t-elif="1">a</p></i>', {}, /must follow a t-if/],
  ['t-elif with a t-if is refused', '<i><p t-if="a"/><p t-elif="b" t-if="c"/></i>', {}, /t-elif stands without/],
  ['t-elif with a t-else is refused', '<i><p t-if="a"/><p t-elif="b" t-else=""/></i>', {}, /t-elif stands without/],
  ['t-else after t-else is refused', '<i><t t-if="a"/><t t-else=""/><t t-else=""/></i>', {}, /must follow a t-if/],
  ['text between is refused', '<i><t t-if="a"/>x<t t-else=""/></i>', {}, /text between/],
  ['an element between is refused', '<i><t t-if="a"/><b/><t t-else=""/></i>', {}, /must follow a t-if/],
])

const ROWS = '<t t-foreach="x" t-as="i"><t t-out="i"/>;</t>'

testCases('t-foreach', [
  ['a list', ROWS, { x: ['a', '<'] }, 'a;&lt;;'],
  ['an element repeats itself', '<p t-foreach="x" t-as="i" t-out="i"/>', { x: [1, 2] }, '<p>1</p><p>2</p>'],
  ['a number', ROWS, { x: 3 }, '0;1;2;'],
  ['zero', ROWS, { x: 0 }, ''],
  ['a negative number', ROWS, { x: -2 }, ''],
  ['digits', ROWS, { x: '2' }, '0;1;'],
  ['text', ROWS, { x: 'añ😀' }, 'a;ñ;😀;'],
  ['null', ROWS, { x: null }, ''],
  ['false', ROWS, { x: false }, ''],
  ['missing', ROWS, {}, ''],
  ['an empty list', ROWS, { x: [] }, ''],
  ['a set', ROWS, { x: new Set([1, 2]) }, '1;2;'],
  [
    'a generator',
    ROWS,
    {
      x: (function* () {
        yield 1
        yield 2
      })(),
    },
    '1;2;',
  ],
  ['records', '<t t-foreach="x" t-as="i"><t t-out="i.name"/></t>', { x: new Records('a', 'b') }, 'ab'],
  [
    'an object: keys and values',
    '<t t-foreach="x" t-as="k"><t t-out="k"/>=<t t-out="k_value"/>;</t>',
    { x: { a: 1, b: 2 } },
    'a=1;b=2;',
  ],
  [
    'a map: keys and values',
    '<t t-foreach="x" t-as="k"><t t-out="k"/>=<t t-out="k_value"/>;</t>',
    { x: new Map([['a', 1]]) },
    'a=1;',
  ],
  ['an object with the key length', '<t t-foreach="x" t-as="k"><t t-out="k"/></t>', { x: { length: 5 } }, 'length'],
  ['_value of a list is the item', '<t t-foreach="x" t-as="i"><t t-out="i_value"/></t>', { x: ['a'] }, 'a'],
  ['_index', '<t t-foreach="x" t-as="i"><t t-out="i_index"/></t>', { x: ['a', 'b'] }, '01'],
  ['_size', '<t t-foreach="x" t-as="i"><t t-out="i_size"/></t>', { x: ['a', 'b'] }, '22'],
  ['_first', '<t t-foreach="x" t-as="i"><t t-if="i_first">F</t><t t-out="i"/></t>', { x: ['a', 'b'] }, 'Fab'],
  ['_last', '<t t-foreach="x" t-as="i"><t t-out="i"/><t t-if="not i_last">, </t></t>', { x: ['a', 'b'] }, 'a, b'],
  ['_odd and _even', '<t t-foreach="3" t-as="i"><t t-out="i_odd"/><t t-out="i_even"/> </t>', {}, '01 10 01 '],
  ['_parity', '<t t-foreach="2" t-as="i"><t t-out="i_parity"/> </t>', {}, 'even odd '],
  ['_all', '<t t-foreach="x" t-as="i"><t t-out="i_all.length"/></t>', { x: ['a', 'b'] }, '22'],
  ['_size stands before the first round', '<t><t t-foreach="[]" t-as="i"/><t t-out="i_size"/></t>', {}, '0'],
  [
    'the variables stay after it',
    '<t><t t-foreach="x" t-as="i"/><t t-out="i"/><t t-out="i_index"/></t>',
    { x: ['a', 'b'] },
    'b1',
  ],
  ['and hide those of before', '<t><t t-foreach="x" t-as="i"/><t t-out="i"/></t>', { x: ['a'], i: 'old' }, 'a'],
  ['no round leaves them', '<t><t t-foreach="[]" t-as="i"/><t t-out="i"/></t>', { i: 'old' }, 'old'],
  [
    't-set inside stays after it',
    '<t><t t-foreach="3" t-as="i"><t t-set="n" t-value="i"/></t><t t-out="n"/></t>',
    {},
    '2',
  ],
  [
    'sums up',
    '<t><t t-set="s" t-value="0"/><t t-foreach="4" t-as="i"><t t-set="s" t-value="s + i"/></t><t t-out="s"/></t>',
    {},
    '6',
  ],
  [
    'nested with other names',
    '<t t-foreach="2" t-as="a"><t t-foreach="2" t-as="b"><t t-out="a"/><t t-out="b"/> </t></t>',
    {},
    '00 01 10 11 ',
  ],
  ['nested with the same name', '<t t-foreach="2" t-as="a"><t t-foreach="[7]" t-as="a"/><t t-out="a"/></t>', {}, '77'],
  ['before t-if', '<p t-foreach="4" t-as="i" t-if="i % 2" t-out="i"/>', {}, '<p>1</p><p>3</p>'],
  [
    't-else belongs to each round',
    '<i><t t-foreach="2" t-as="i" t-if="i">a</t><t t-else="">b</t></i>',
    {},
    '<i>ba</i>',
  ],
  ['t-key is for clients', '<p t-foreach="2" t-as="i" t-key="i"/>', {}, '<p></p><p></p>'],
  ['needs t-as', '<p t-foreach="x"/>', {}, /needs t-as/],
  ['needs a name in t-as', '<p t-foreach="x" t-as=""/>', {}, /needs t-as/],
  ['refuses a bad name', '<p t-foreach="x" t-as="a-b"/>', {}, /invalid variable name "a-b"/],
  ['refuses a dunder', '<p t-foreach="x" t-as="__proto__"/>', {}, /invalid variable name/],
  ['t-as alone is refused', '<p t-as="x"/>', {}, /t-as needs t-foreach/],
  ['true is refused', ROWS, { x: true }, /cannot go over a boolean/],
  ['an instance that is no collection is refused', ROWS, { x: new Nothing() }, /cannot go over this object/],
  ['a promise is refused', ROWS, { x: Promise.resolve([]) }, /is a promise/],
])

testCases('t-set', [
  ['a value', '<t><t t-set="a" t-value="1 + 1"/><t t-out="a"/></t>', {}, '2'],
  ['a format', '<t><t t-set="a" t-valuef="x{{ b }}#{b}"/><t t-out="a"/></t>', { b: 1 }, 'x11'],
  [
    'a format with one expression is the value',
    '<t><t t-set="a" t-valuef="{{ b }}"/><t t-out="a.c"/></t>',
    { b: { c: 1 } },
    '1',
  ],
  ['t-valuef.translate', '<t><t t-set="a" t-valuef.translate="x"/><t t-out="a"/></t>', {}, 'x'],
  ['a body', '<t><t t-set="a">x<b t-out="b"/></t><t t-out="a"/></t>', { b: '<' }, 'x<b>&lt;</b>'],
  [
    'a body is Markup, so escaped in attributes',
    '<t><t t-set="a"><b/></t><p t-att-x="a"/></t>',
    {},
    '<p x="&lt;b&gt;&lt;/b&gt;"></p>',
  ],
  ['the value beats the body', '<t><t t-set="a" t-value="1"><t t-out="b.c"/></t><t t-out="a"/></t>', {}, '1'],
  ['an empty value is null', '<t><t t-set="a" t-value=""/><p t-out="a">d</p></t>', {}, '<p>d</p>'],
  ['an empty body is empty text', '<t><t t-set="a"/><p t-out="a">d</p></t>', {}, '<p></p>'],
  ['an object sets many', '<t><t t-set="{ a: 1, &quot;b&quot;: a2 }"/><t t-out="a + b"/></t>', { a2: 2 }, '3'],
  ['hides the one of before', '<t><t t-set="a" t-value="a + 1"/><t t-out="a"/></t>', { a: 1 }, '2'],
  ['inside an element it stays', '<t><p><t t-set="a" t-value="1"/></p><t t-out="a"/></t>', {}, '<p></p>1'],
  ['inside a t-if it stays', '<t><t t-if="1"><t t-set="a" t-value="1"/></t><t t-out="a"/></t>', {}, '1'],
  [
    'inside a false t-if it does not happen',
    '<t><t t-if="0"><t t-set="a" t-value="1"/></t><t t-out="a"/></t>',
    { a: 5 },
    '5',
  ],
  [
    'inside a body it does not leak',
    '<t><t t-set="b"><t t-set="a" t-value="2"/><t t-out="a"/></t><t t-out="a"/><t t-out="b"/></t>',
    { a: 1 },
    '12',
  ],
  [
    'a body sees the values of its time',
    '<t><t t-set="a" t-value="1"/><t t-set="b"><t t-out="a"/></t><t t-set="a" t-value="2"/><t t-out="b"/></t>',
    {},
    '1',
  ],
  ['an element is printed too', '<t><p t-set="a">x</p>|<t t-out="a"/></t>', {}, '<p>x</p>|x'],
  ['but not its children beside a value', '<t><p t-set="a" t-value="1">x</p>|<t t-out="a"/></t>', {}, '<p></p>|1'],
  ['a loop body in it', '<t><t t-set="a"><t t-foreach="3" t-as="i" t-out="i"/></t>[<t t-out="a"/>]</t>', {}, '[012]'],
  [
    'the values passed are not changed',
    '<t><t t-set="a" t-value="2"/><t t-out="a"/></t>',
    Object.freeze({ a: 1 }),
    '2',
  ],
  ['needs a name', '<t t-set="" t-value="1"/>', {}, /needs a name/],
  ['refuses a bad name', '<t t-set="a b" t-value="1"/>', {}, /invalid variable name/],
  ['refuses 0', '<t t-set="0" t-value="1"/>', {}, /invalid variable name/],
  ['refuses a dunder', '<t t-set="a__b" t-value="1"/>', {}, /invalid variable name/],
  ['refuses computed names', '<t t-set="{ [a]: 1 }"/>', {}, /invalid variable name/],
  ['refuses spread names', '<t t-set="{ ...a }"/>', {}, /invalid variable name/],
  ['t-value alone is refused', '<t t-value="1"/>', {}, /t-value needs t-set/],
  ['t-valuef alone is refused', '<t t-valuef="1"/>', {}, /t-valuef needs t-set/],
  ['a promise is refused', '<t t-set="a" t-value="o.p"/>', { o: { p: Promise.resolve() } }, /"a" is a promise/],
])
