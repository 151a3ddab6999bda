import { testCases } from './case-table.test.ts'
import { Markup, markup } from './markup.ts'

class Money {
  readonly #amount: number
  constructor(amount: number) {
    this.#amount = amount
  }
  toString(): string {
    return `<${this.#amount}>`
  }
}

testCases('t-out', [
  ['prints text', '<p t-out="x"/>', { x: 'a' }, '<p>a</p>'],
  ['escapes the five', '<p t-out="x"/>', { x: `&<>"'` }, '<p>&amp;&lt;&gt;&#34;&#39;</p>'],
  ['keeps Markup', '<p t-out="x"/>', { x: new Markup('<b>&</b>') }, '<p><b>&</b></p>'],
  ['keeps what the markup tag made', '<p t-out="x"/>', { x: markup`<b>${'<'}</b>` }, '<p><b>&lt;</b></p>'],
  ['escapes Markup joined to text', '<p t-out="x + y"/>', { x: new Markup('<b>'), y: '' }, '<p>&lt;b&gt;</p>'],
  ['prints numbers', '<p t-out="x"/>', { x: 1.5 }, '<p>1.5</p>'],
  ['prints zero', '<p t-out="x"/>', { x: 0 }, '<p>0</p>'],
  ['prints true', '<p t-out="x"/>', { x: true }, '<p>true</p>'],
  ['prints bigints', '<p t-out="x"/>', { x: 12n }, '<p>12</p>'],
  ['prints lists like JavaScript', '<p t-out="x"/>', { x: [1, null, 'a<'] }, '<p>1,,a&lt;</p>'],
  ['escapes what an object says', '<p t-out="x"/>', { x: new Money(3) }, '<p>&lt;3&gt;</p>'],
  ['null drops the element', '<i><p class="c" t-out="x"/></i>', { x: null }, '<i></i>'],
  ['undefined drops the element', '<i><p t-out="x"/></i>', {}, '<i></i>'],
  ['false drops the element', '<i><p t-out="x"/></i>', { x: false }, '<i></i>'],
  ['empty text keeps the element', '<p t-out="x"/>', { x: '' }, '<p></p>'],
  ['null gives the default', '<p t-out="x">d <b>e</b></p>', { x: null }, '<p>d <b>e</b></p>'],
  ['false gives the default', '<p t-out="x">d</p>', { x: false }, '<p>d</p>'],
  ['empty text does not', '<p t-out="x">d</p>', { x: '' }, '<p></p>'],
  ['zero does not', '<p t-out="x">d</p>', { x: 0 }, '<p>0</p>'],
  ['the default is a template', '<p t-out="x"><t t-out="y"/></p>', { y: '<' }, '<p>&lt;</p>'],
  ['the default hides behind a value', '<p t-out="x"><t t-out="y.z"/></p>', { x: 1 }, '<p>1</p>'],
  ['on t prints no tag', '<t t-out="x"/>', { x: 'a' }, 'a'],
  ['on t with a default', '<t t-out="x">d</t>', {}, 'd'],
  ['t-esc is the same', '<p t-esc="x"/>', { x: '<' }, '<p>&lt;</p>'],
  ['t-esc keeps Markup too', '<p t-esc="x"/>', { x: new Markup('<b/>') }, '<p><b/></p>'],
  ['t-esc has defaults', '<p t-esc="x">d</p>', {}, '<p>d</p>'],
  ['t-raw does not escape', '<p t-raw="x"/>', { x: '<b/>' }, '<p><b/></p>'],
  ['t-raw drops null', '<i><p t-raw="x"/></i>', {}, '<i></i>'],
  ['attributes stand with it', '<p id="a" t-att-class="c" t-out="x"/>', { x: 1, c: 'k' }, '<p id="a" class="k">1</p>'],
  ['attributes stand with the default', '<p t-att-class="c" t-out="x">d</p>', { c: 'k' }, '<p class="k">d</p>'],
  ['0 without a body is empty', '<p t-out="0">d</p>', {}, '<p></p>'],
  ['an empty expression is refused', '<p t-out=""/>', {}, /t-out is empty/],
  ['a blank one too', '<p t-out="  "/>', {}, /t-out is empty/],
  ['a function is refused', '<p t-out="x"/>', { x: () => 1 }, /A function cannot be printed/],
  ['a symbol is refused', '<p t-out="x"/>', { x: Symbol('a') }, /symbol/],
  ['a promise is refused, by name', '<p t-out="x"/>', { x: Promise.resolve(1) }, /"x" is a promise/],
  ['a promise of a call is refused', '<p t-out="f()"/>', { f: async () => 1 }, /f\(\) is a promise/],
  ['a promise in a member is refused', '<p t-out="o.p"/>', { o: { p: Promise.resolve(1) } }, /is a promise/],
  [
    'a member of a promise is refused',
    '<p t-out="o.p.name"/>',
    { o: { p: Promise.resolve(1) } },
    /"name" is a promise/,
  ],
  [
    'a thenable is a promise',
    '<p t-out="o.p"/>',
    {
      o: {
        p: new (class {
          then() {}
        })(),
      },
    },
    /is a promise/,
  ],
  ['one output at a time', '<p t-out="x" t-esc="y"/>', {}, /cannot stand together/],
])

testCases('static text', [
  ['is kept', '<p>a  b</p>', {}, '<p>a  b</p>'],
  ['is printed decoded', '<p>&lt;b&gt; &amp;amp;</p>', {}, '<p><b> &amp;</p>'],
  ['so a doctype can be written', '<t>&lt;!DOCTYPE html&gt;<html/></t>', {}, '<!DOCTYPE html><html></html>'],
  ['CDATA is text', '<p><![CDATA[<b>&amp;]]></p>', {}, '<p><b>&amp;</p>'],
  ['CDATA joins text around it', '<p>a<![CDATA[b]]>c</p>', {}, '<p>abc</p>'],
  ['attributes are escaped again', `<p title="&lt;&amp;'&quot;"/>`, {}, '<p title="&lt;&amp;&#39;&#34;"></p>'],
  ['comments go', '<p>a<!-- b -->c</p>', {}, '<p>ac</p>'],
  ['processing instructions go', '<p>a<?x y?>c</p>', {}, '<p>ac</p>'],
  ['an XML declaration is fine', '<?xml version="1.0"?>\n<p/>', {}, '<p></p>'],
  ['numeric entities', '<p>&#233;&#x20AC;</p>', {}, '<p>é€</p>'],
  ['entities of HTML', '<p>a&nbsp;b&copy;</p>', {}, '<p>a\u00A0b©</p>'],
  ['but not in CDATA', '<p><![CDATA[&nbsp;]]></p>', {}, '<p>&nbsp;</p>'],
  ['unknown entities are refused', '<p>&foo;</p>', {}, /entity not found/],
  ['void elements', '<p><br/><img src="a"/><input></input></p>', {}, '<p><br/><img src="a"/><input/></p>'],
  ['others have an end tag', '<div><p/><script/><path/></div>', {}, '<div><p></p><script></script><path></path></div>'],
  ['upper case is not void', '<BR/>', {}, '<BR></BR>'],
  ['case of names stays', '<svg viewBox="0"/>', {}, '<svg viewBox="0"></svg>'],
  [
    'xmlns stays',
    '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
    {},
    '<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>',
  ],
  [
    'xmlns is not declared again inside of itself',
    '<r xmlns:h="u"><h:a xmlns:h="u"><t xmlns:h="u"><h:b/></t></h:a><h:c xmlns:h="v"><h:d xmlns:h="u"/></h:c></r>',
    {},
    '<r xmlns:h="u"><h:a><h:b></h:b></h:a><h:c xmlns:h="v"><h:d xmlns:h="u"></h:d></h:c></r>',
  ],
  [
    'xmlns stays where it is not known what stands around',
    '<r xmlns:h="u" t-att="{ \'xmlns:h\': x }"><h:a xmlns:h="u"/></r>',
    { x: 'v' },
    '<r xmlns:h="v"><h:a xmlns:h="u"></h:a></r>',
  ],
  ['xmlns of a t goes to its elements', '<t xmlns:x="u"><p x:a="1"/></t>', {}, '<p xmlns:x="u" x:a="1"></p>'],
  ['prefixes stay', '<p xml:lang="fr"/>', {}, '<p xml:lang="fr"></p>'],
  ['unknown prefixes are refused', '<p x:y="1"/>', {}, /namespace/i],
  ['t-name is not printed', '<p t-name="a">x</p>', {}, '<p>x</p>'],
  ['attributes of a t vanish', '<t class="a">x</t>', {}, 'x'],
  [
    't-ignore, t-translation, t-title, t-key vanish',
    '<p t-ignore="1" t-translation="off" t-title="a" t-key="k">x</p>',
    {},
    '<p>x</p>',
  ],
  ['a DOCTYPE in the source is refused', '<!DOCTYPE p><p/>', {}, /DOCTYPE/],
  ['two roots are refused', '<p/><p/>', {}, /broken/],
  ['no element is refused', '  ', {}, /broken/],
  ['unclosed tags are refused', '<p><b></p>', {}, /broken/],
  ['attributes without quotes are refused', '<p a=1/>', {}, /broken/],
])

testCases('t-tag', [
  ['gives the name', '<t t-tag="x" class="a">b</t>', { x: 'h2' }, '<h2 class="a">b</h2>'],
  ['replaces the own one', '<p t-tag="x">b</p>', { x: 'h2' }, '<h2>b</h2>'],
  ['null keeps the own one', '<p t-tag="x">b</p>', {}, '<p>b</p>'],
  ['void elements too', '<t t-tag="x"/>', { x: 'br' }, '<br/>'],
  ['with t-out', '<t t-tag="x" t-out="y"/>', { x: 'b', y: '<' }, '<b>&lt;</b>'],
  ['in a loop', '<t t-foreach="[1, 2]" t-as="n" t-tag="x + n"/>', { x: 'h' }, '<h1></h1><h2></h2>'],
  ['nested', '<t t-tag="x"><t t-tag="y"/></t>', { x: 'a', y: 'b' }, '<a><b></b></a>'],
  ['a bad name is refused', '<t t-tag="x"/>', { x: 'a onload=1' }, /invalid tag name/],
  ['no name is refused', '<t t-tag="x"/>', {}, /invalid tag name/],
])
