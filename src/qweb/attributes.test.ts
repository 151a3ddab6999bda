import { testCases } from './case-table.test.ts'
import { Markup } from './markup.ts'

testCases('t-att-name', [
  ['text', '<p t-att-a="x"/>', { x: 'b' }, '<p a="b"></p>'],
  ['is escaped', '<p t-att-a="x"/>', { x: `"'<>&` }, '<p a="&#34;&#39;&lt;&gt;&amp;"></p>'],
  ['Markup is escaped too', '<p t-att-a="x"/>', { x: new Markup('<b>') }, '<p a="&lt;b&gt;"></p>'],
  ['a number', '<p t-att-a="x"/>', { x: 1 }, '<p a="1"></p>'],
  ['true', '<p t-att-a="x"/>', { x: true }, '<p a="true"></p>'],
  ['null leaves it out', '<p t-att-a="x"/>', { x: null }, '<p></p>'],
  ['missing leaves it out', '<p t-att-a="x"/>', {}, '<p></p>'],
  ['false leaves it out', '<p t-att-a="x"/>', { x: false }, '<p></p>'],
  ['zero leaves it out', '<p t-att-a="x"/>', { x: 0 }, '<p></p>'],
  ['an empty list leaves it out', '<p t-att-a="x"/>', { x: [] }, '<p></p>'],
  ['empty text keeps it', '<p t-att-a="x"/>', { x: '' }, '<p a=""></p>'],
  ['an empty expression is null', '<p t-att-a=""/>', {}, '<p></p>'],
  ['overwrites the static one, in its place', '<p a="1" b="2" t-att-a="x"/>', { x: 3 }, '<p a="3" b="2"></p>'],
  ['and can take it away', '<p a="1" b="2" t-att-a="x"/>', {}, '<p b="2"></p>'],
  ['static ones stand first', '<p t-att-a="1" b="2"/>', {}, '<p b="2" a="1"></p>'],
  ['the later of two wins', '<p t-att-a="1" t-attf-a="2"/>', {}, '<p a="2"></p>'],
  ['names with colon and dash', '<p t-att-data-a-b="1" t-att-xml:lang="2"/>', {}, '<p data-a-b="1" xml:lang="2"></p>'],
  ['.translate is dropped', '<p t-att-a.translate="x" b.translate="y"/>', { x: 1 }, '<p b="y" a="1"></p>'],
  ['a choice of literal texts', `<p t-att-a="x ? '&lt;' : (y ? '&amp;' : '')"/>`, { y: 1 }, '<p a="&amp;"></p>'],
  ['an empty one stays', `<p t-att-a="x ? '&lt;' : (y ? '&amp;' : '')"/>`, {}, '<p a=""></p>'],
  ['javascript: in one is emptied in URLs', `<a t-att-href="x ? 'javascript:f()' : ''"/>`, { x: 1 }, '<a href=""></a>'],
  ['on t it vanishes', '<t t-att-a="x.y.z">b</t>', {}, 'b'],
  ['xmlns is refused', '<p t-att-xmlns="x"/>', {}, /xmlns/],
  ['a function is refused', '<p t-att-a="x"/>', { x: () => 1 }, /function/],
])

testCases('class', [
  ['text', '<p t-att-class="x"/>', { x: 'a b' }, '<p class="a b"></p>'],
  ['a list', '<p t-att-class="x"/>', { x: ['a', null, false, '', 'b'] }, '<p class="a b"></p>'],
  ['an object', '<p t-att-class="{ a: x, b: y, &quot;c d&quot;: 1 }"/>', { x: 1 }, '<p class="a c d"></p>'],
  ['both', '<p t-att-class="[\'a\', { b: 1, c: 0 }]"/>', {}, '<p class="a b"></p>'],
  ['nothing leaves it out', '<p t-att-class="{ a: 0 }"/>', {}, '<p></p>'],
  ['is escaped', '<p t-att-class="[x]"/>', { x: '"' }, '<p class="&#34;"></p>'],
  ['is not merged with the static one', '<p class="s" t-att-class="x"/>', { x: 'd' }, '<p class="d"></p>'],
  ['in t-att too', '<p t-att="{ class: { a: 1, b: 0 } }"/>', {}, '<p class="a"></p>'],
])

testCases('t-attf-name', [
  ['both delimiters', '<p t-attf-a="x {{ y }} #{ y } z"/>', { y: 1 }, '<p a="x 1 1 z"></p>'],
  ['is escaped', '<p t-attf-a="{{ y }}"/>', { y: '"' }, '<p a="&#34;"></p>'],
  ['static parts are escaped once', '<p t-attf-a="&amp;{{ y }}"/>', { y: '&' }, '<p a="&amp;&amp;"></p>'],
  ['null and false are nothing', '<p t-attf-a="[{{ x }}{{ y }}]"/>', { y: false }, '<p a="[]"></p>'],
  ['zero is printed', '<p t-attf-a="{{ x }}"/>', { x: 0 }, '<p a="0"></p>'],
  ['never leaves the attribute out', '<p t-attf-a="{{ x }}"/>', {}, '<p a=""></p>'],
  ['empty', '<p t-attf-a=""/>', {}, '<p a=""></p>'],
  ['no expression', '<p t-attf-a="x"/>', {}, '<p a="x"></p>'],
  ['braces alone are text', '<p t-attf-a="{ x } # %s }}"/>', {}, '<p a="{ x } # %s }}"></p>'],
  ['unclosed is text', '<p t-attf-a="{{ x"/>', {}, '<p a="{{ x"></p>'],
  ['an object in it', `<p t-attf-a="{{ {'a': 1}['a'] }}"/>`, {}, '<p a="1"></p>'],
  ['both openings at once are refused', '<p t-attf-a="#{{ x }}"/>', { x: 1 }, /begins an expression twice/],
  ['a # before one is text', '<p t-attf-a="##{ x }"/>', { x: 1 }, '<p a="#1"></p>'],
  ['a string with braces in it', `<p t-attf-a="{{ '}}' }}"/>`, {}, '<p a="}}"></p>'],
  ['a bad expression is refused', '<p t-attf-a="{{ + }}"/>', {}, /Invalid expression/],
  ['an empty one is refused', '<p t-attf-a="{{ }}"/>', {}, /empty/],
])

testCases('t-att', [
  ['an object', '<p t-att="{ a: 1, b: &quot;2&quot; }"/>', {}, '<p a="1" b="2"></p>'],
  ['a pair', '<p t-att="[&quot;a&quot;, 1]"/>', {}, '<p a="1"></p>'],
  ['pairs', '<p t-att="[[&quot;a&quot;, 1], [&quot;b&quot;, 2]]"/>', {}, '<p a="1" b="2"></p>'],
  ['a map', '<p t-att="x"/>', { x: new Map([['a', 1]]) }, '<p a="1"></p>'],
  ['null', '<p t-att="x"/>', { x: null }, '<p></p>'],
  ['a scalar', '<p t-att="x"/>', { x: 5 }, '<p></p>'],
  ['an empty list', '<p t-att="x"/>', { x: [] }, '<p></p>'],
  ['false values are left out', '<p t-att="{ a: 0, b: &quot;&quot; }"/>', {}, '<p b=""></p>'],
  ['overwrites static ones', '<p a="1" b="2" t-att="{ a: x }"/>', { x: 3 }, '<p a="3" b="2"></p>'],
  ['the later wins', '<p t-att="{ a: 1 }" t-att-a="2"/>', {}, '<p a="2"></p>'],
  ['values are escaped', '<p t-att="{ a: x }"/>', { x: '"' }, '<p a="&#34;"></p>'],
  ['a name that would be two is refused', '<p t-att="{ [x]: 1 }"/>', { x: 'a onclick' }, /Invalid attribute name/],
  ['a name with a quote is refused', '<p t-att="{ [x]: 1 }"/>', { x: 'a"b' }, /Invalid attribute name/],
  ['a name with > is refused', '<p t-att="[x, 1]"/>', { x: 'a>' }, /Invalid attribute name/],
])

testCases('URLs', [
  ['are printed', '<a t-att-href="x"/>', { x: '/a?b=1&c=2' }, '<a href="/a?b=1&amp;c=2"></a>'],
  ['javascript: is emptied', '<a t-att-href="x"/>', { x: 'javascript:alert(1)' }, '<a href=""></a>'],
  ['in any case', '<a t-att-href="x"/>', { x: 'JaVaScRiPt:alert(1)' }, '<a href=""></a>'],
  ['with space in front', '<a t-att-href="x"/>', { x: ' \u0001javascript:alert(1)' }, '<a href=""></a>'],
  ['with breaks inside', '<a t-att-href="x"/>', { x: 'java\tscr\nipt:alert(1)' }, '<a href=""></a>'],
  ['vbscript:', '<a t-att-href="x"/>', { x: 'vbscript:x' }, '<a href=""></a>'],
  ['in src', '<img t-att-src="x"/>', { x: 'javascript:alert(1)' }, '<img src=""/>'],
  ['in action', '<form t-att-action="x"/>', { x: 'javascript:alert(1)' }, '<form action=""></form>'],
  ['in formaction', '<p t-att-formaction="x"/>', { x: 'javascript:alert(1)' }, '<p formaction=""></p>'],
  ['in t-att', '<a t-att="{ href: x }"/>', { x: 'javascript:alert(1)' }, '<a href=""></a>'],
  ['in t-attf', '<a t-attf-href="{{ x }}"/>', { x: 'javascript:alert(1)' }, '<a href=""></a>'],
  ['put together in t-attf', '<a t-attf-href="java{{ x }}"/>', { x: 'script:alert(1)' }, '<a href=""></a>'],
  ['started by the template', '<a t-attf-href="javascript:f({{ x }})"/>', { x: '1' }, '<a href=""></a>'],
  [
    'an object with a toString',
    '<a t-att-href="x"/>',
    {
      x: new (class {
        toString() {
          return 'javascript:1'
        }
      })(),
    },
    '<a href=""></a>',
  ],
  ['Markup is trusted', '<a t-att-href="x"/>', { x: new Markup('javascript:f()') }, '<a href="javascript:f()"></a>'],
  [
    'history.back() is fine',
    '<a t-att-href="x"/>',
    { x: 'javascript:history.back()' },
    '<a href="javascript:history.back()"></a>',
  ],
  [
    'static ones are the author’s',
    '<a href="javascript:f()" t-att-id="1"/>',
    {},
    '<a href="javascript:f()" id="1"></a>',
  ],
  [
    'a path with the word is fine',
    '<a t-attf-href="/{{ x }}"/>',
    { x: 'javascript:a' },
    '<a href="/javascript:a"></a>',
  ],
  ['other attributes are text', '<a t-att-title="x"/>', { x: 'javascript:a' }, '<a title="javascript:a"></a>'],
])
