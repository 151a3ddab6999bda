import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyInheritance } from './inheritance.ts'
import { QWeb } from './qweb.ts'

type Row = readonly [about: string, base: string, spec: string | readonly string[], expected: string]

function table(title: string, rows: readonly Row[]): void {
  for (const [about, base, spec, expected] of rows) {
    test(`${title}: ${about}`, () =>
      assert.equal(applyInheritance(base, typeof spec === 'string' ? [spec] : spec), expected))
  }
}

const BASE = '<t><p class="a b" id="x">1</p><div><p>2</p><field name="f" x="1"/></div><span class="ab"/></t>'
const mark = '<attribute name="m">!</attribute>'

table('locators', [
  [
    'an element: the first with the tag',
    BASE,
    `<p position="attributes">${mark}</p>`,
    BASE.replace('id="x"', 'id="x" m="!"'),
  ],
  [
    'and with the attributes',
    BASE,
    `<p id="x" position="attributes">${mark}</p>`,
    BASE.replace('id="x"', 'id="x" m="!"'),
  ],
  [
    'all of them',
    '<t><p a="1"/><p a="1" b="2"/></t>',
    `<p b="2" a="1" position="attributes">${mark}</p>`,
    '<t><p a="1"/><p a="1" b="2" m="!"/></t>',
  ],
  ['the root too', '<t><p/></t>', `<t position="attributes">${mark}</t>`, '<t m="!"><p/></t>'],
  [
    'field: by name, whatever else is said',
    BASE,
    `<field name="f" x="9" position="attributes">${mark}</field>`,
    BASE.replace('x="1"', 'x="1" m="!"'),
  ],
  ['xpath', BASE, `<xpath expr="//div/p" position="attributes">${mark}</xpath>`, BASE.replace('<p>2', '<p m="!">2')],
  [
    'xpath: the first match',
    BASE,
    `<xpath expr="//p" position="attributes">${mark}</xpath>`,
    BASE.replace('id="x"', 'id="x" m="!"'),
  ],
  [
    'xpath: relative to the root',
    BASE,
    `<xpath expr="div" position="attributes">${mark}</xpath>`,
    BASE.replace('<div>', '<div m="!">'),
  ],
  [
    'xpath: absolute',
    BASE,
    `<xpath expr="/t/div" position="attributes">${mark}</xpath>`,
    BASE.replace('<div>', '<div m="!">'),
  ],
  [
    'xpath: the root itself',
    '<t><p/></t>',
    `<xpath expr="." position="attributes">${mark}</xpath>`,
    '<t m="!"><p/></t>',
  ],
  [
    'xpath: by position',
    BASE,
    `<xpath expr="(//p)[2]" position="attributes">${mark}</xpath>`,
    BASE.replace('<p>2', '<p m="!">2'),
  ],
  [
    'xpath: by attribute',
    BASE,
    `<xpath expr="//*[@id='x']" position="attributes">${mark}</xpath>`,
    BASE.replace('id="x"', 'id="x" m="!"'),
  ],
  [
    'xpath: by text',
    BASE,
    `<xpath expr="//p[text()='2']" position="attributes">${mark}</xpath>`,
    BASE.replace('<p>2', '<p m="!">2'),
  ],
  [
    'xpath: with axes',
    BASE,
    `<xpath expr="//field/preceding-sibling::p" position="attributes">${mark}</xpath>`,
    BASE.replace('<p>2', '<p m="!">2'),
  ],
  [
    'hasclass',
    BASE,
    `<xpath expr="//*[hasclass('b')]" position="attributes">${mark}</xpath>`,
    BASE.replace('id="x"', 'id="x" m="!"'),
  ],
  [
    'hasclass: whole classes',
    BASE,
    `<xpath expr="//*[hasclass('ab')]" position="attributes">${mark}</xpath>`,
    BASE.replace('class="ab"', 'class="ab" m="!"'),
  ],
  [
    'hasclass: all of several',
    BASE,
    `<xpath expr="//*[hasclass('b', 'a')]" position="attributes">${mark}</xpath>`,
    BASE.replace('id="x"', 'id="x" m="!"'),
  ],
  [
    'namespaces: by local name',
    '<t><svg xmlns="u"><g/></svg></t>',
    `<xpath expr="//svg/g" position="attributes">${mark}</xpath>`,
    '<t><svg xmlns="u"><g m="!"/></svg></t>',
  ],
  [
    'namespaces: Clark names',
    '<t><svg xmlns="u"><g/></svg></t>',
    `<xpath expr="//{u}g" position="attributes">${mark}</xpath>`,
    '<t><svg xmlns="u"><g m="!"/></svg></t>',
  ],
])

table('inside', [
  ['appends', '<t><p>1</p></t>', '<p position="inside"><b/></p>', '<t><p>1<b/></p></t>'],
  ['is the default', '<t><p>1</p></t>', '<p><b/></p>', '<t><p>1<b/></p></t>'],
  ['text', '<t><p>1</p></t>', '<p>2</p>', '<t><p>12</p></t>'],
  ['text and elements', '<t><p>1</p></t>', '<p>2<b/>3<i/>4</p>', '<t><p>12<b/>3<i/>4</p></t>'],
  ['into an empty element', '<t><p/></t>', '<p><b/></p>', '<t><p><b/></p></t>'],
  [
    'keeps the indentation',
    '<t>\n  <p>\n    <i/>\n  </p>\n</t>',
    '<p>\n    <b/>\n</p>',
    '<t>\n  <p>\n    <i/>\n    <b/>\n  </p>\n</t>',
  ],
  ['comments come along', '<t><p/></t>', '<p><!--c--><b/></p>', '<t><p><!--c--><b/></p></t>'],
  ['CDATA is text', '<t><p/></t>', '<p><![CDATA[<x>]]></p>', '<t><p>&lt;x&gt;</p></t>'],
])

table('before and after', [
  ['before', '<t><p/></t>', '<p position="before"><b/></p>', '<t><b/><p/></t>'],
  ['after', '<t><p/></t>', '<p position="after"><b/></p>', '<t><p/><b/></t>'],
  ['before: text', '<t>1<p/></t>', '<p position="before">2</p>', '<t>12<p/></t>'],
  ['after: before the text that follows', '<t><p/>tail</t>', '<p position="after">x<b/>y</p>', '<t><p/>x<b/>ytail</t>'],
  [
    'before: the indentation is used again',
    '<t>\n  <p/>\n</t>',
    '<p position="before">\n  <b/>\n</p>',
    '<t>\n  <b/>\n  <p/>\n</t>',
  ],
  ['after: on the same line', '<t>\n  <p/>\n</t>', '<p position="after"><b/></p>', '<t>\n  <p/><b/>\n</t>'],
  ['several keep their order', '<t><p/></t>', '<p position="after"><a/><b/></p>', '<t><p/><a/><b/></t>'],
])

table('replace', [
  ['an element', '<t><p>1</p><i/></t>', '<p position="replace"><b/></p>', '<t><b/><i/></t>'],
  ['by several', '<t><p/></t>', '<p position="replace"><a/>x<b/></p>', '<t><a/>x<b/></t>'],
  ['by nothing', '<t><p/><i/></t>', '<p position="replace"/>', '<t><i/></t>'],
  [
    'loses the text after it and the text of the spec',
    '<t><p/>tail<i/></t>',
    '<p position="replace">text<b/></p>',
    '<t><b/><i/></t>',
  ],
  ['keeps the text before it', '<t>1<p/></t>', '<p position="replace"><b/></p>', '<t>1<b/></t>'],
  [
    '$0 is the element',
    '<t><p>1</p></t>',
    '<p position="replace"><div class="w">$0</div></p>',
    '<t><div class="w"><p>1</p></div></t>',
  ],
  [
    '$0 several times, deep down',
    '<t><p/></t>',
    '<p position="replace"><a><b>$0</b></a><i>$0</i></p>',
    '<t><a><b><p/></b></a><i><p/></i></t>',
  ],
  [
    '$0 brings the text after the element along',
    '<t>1<b>2</b> 3<i/></t>',
    '<b position="replace"><u>$0</u></b>',
    '<t>1<u><b>2</b> 3</u><i/></t>',
  ],
  ['$0 with other text is text', '<t><p/></t>', '<p position="replace"><b> $0</b></p>', '<t><b> $0</b></t>'],
  ['the root', '<t a="1"><p/></t>', '<t position="replace"><div>1</div></t>', '<div>1</div>'],
  [
    'the root keeps t-name only',
    '<t t-name="n" a="1"><p/></t>',
    '<xpath expr="." position="replace"><div/></xpath>',
    '<div t-name="n"/>',
  ],
  ['the root: the first element only', '<t/>', '<t position="replace"><a/><b/></t>', '<a/>'],
  ['the root: a comment moves inside', '<t/>', '<t position="replace"><!--c--><a>1</a></t>', '<a><!--c-->1</a>'],
  ['the root around itself', '<p>1</p>', '<p position="replace"><div>$0</div></p>', '<div><p>1</p></div>'],
  [
    'mode outer',
    '<t><p/></t>',
    '<p mode="outer" position="replace"><b/></p>'.replace(' mode="outer"', ''),
    '<t><b/></t>',
  ],
  [
    'mode inner: the content',
    '<t><p a="1">1<i/></p>tail</t>',
    '<xpath expr="//p" position="replace" mode="inner">x<b/>y</xpath>',
    '<t><p a="1">x<b/>y</p>tail</t>',
  ],
  ['mode inner: empty', '<t><p>1</p></t>', '<xpath expr="//p" position="replace" mode="inner"/>', '<t><p/></t>'],
])

table('text in a spec', [
  ['alone it is inserted as it is', '<t><b/>2</t>', '<b position="after"> 1 </b>', '<t><b/> 1 2</t>'],
  ['alone at the end', '<t>\n  <b/>\n</t>', '<t position="inside"> 1 </t>', '<t>\n  <b/> 1 </t>'],
  [
    'after elements loses its end in a new content',
    '<t><p/></t>',
    '<xpath expr="//p" position="replace" mode="inner">\n  <b/>\n  </xpath>',
    '<t><p>\n  <b/></p></t>',
  ],
])

table('move', [
  ['inside', '<t><p>1</p><div/></t>', '<div><p position="move"/></div>', '<t><div><p>1</p></div></t>'],
  ['before', '<t><i/><p/></t>', '<i position="before"><p position="move"/></i>', '<t><p/><i/></t>'],
  ['after', '<t><p/><i/></t>', '<i position="after"><p position="move"/></i>', '<t><i/><p/></t>'],
  [
    'its text stays behind',
    '<t><p/>tail<i/></t>',
    '<i position="after"><p position="move"/></i>',
    '<t>tail<i/><p/></t>',
  ],
  [
    'the indentation before the first goes with it',
    '<t><div>\n  <p/>\n  <b/>\n</div><i/></t>',
    '<i><p position="move"/></i>',
    '<t><div>\n  <b/>\n</div><i><p/></i></t>',
  ],
  [
    'with others around',
    '<t><p/><i/></t>',
    '<i position="after"><a/><p position="move"/>x<b/></i>',
    '<t><i/><a/><p/>x<b/></t>',
  ],
  ['by xpath', '<t><p/><i/></t>', '<i position="inside"><xpath expr="//p" position="move"/></i>', '<t><i><p/></i></t>'],
  ['in a replace', '<t><p/><i/></t>', '<i position="replace"><p position="move"/></i>', '<t><p/></t>'],
  [
    'in the new content of an element, also what was in the old',
    '<t><p>1<a/>2<b/>3</p><i/></t>',
    '<xpath expr="//p" position="replace" mode="inner">x<b position="move"/>y<i position="move"/></xpath>',
    '<t><p>x<b/>y<i/></p></t>',
  ],
  [
    'deeper it is content',
    '<t><i/></t>',
    '<i><b><p position="move"/></b></i>',
    '<t><i><b><p position="move"/></b></i></t>',
  ],
])

table('documents', [
  ['data is a list', '<t><p/></t>', '<data><p><a/></p><p><b/></p></data>', '<t><p><a/><b/></p></t>'],
  [
    'each sees what the one before made',
    '<t><p/></t>',
    '<data><p><a/></p><a position="inside"><b/></a></data>',
    '<t><p><a><b/></a></p></t>',
  ],
  ['comments are skipped', '<t><p/></t>', '<data><!-- x --><p><a/></p></data>', '<t><p><a/></p></t>'],
  [
    'a nested data runs after its siblings',
    '<t><p/></t>',
    '<data><data><p><a/></p></data><p><b/></p></data>',
    '<t><p><b/><a/></p></t>',
  ],
  ['any other root is a spec', '<t><p/></t>', '<t position="inside"><a/></t>', '<t><p/><a/></t>'],
  [
    'a template with inherit_id is a list',
    '<t><p/></t>',
    '<template id="x" inherit_id="y"><p><a/></p></template>',
    '<t><p><a/></p></t>',
  ],
  ['several documents in their order', '<t><p/></t>', ['<p><a/></p>', '<p><b/></p>'], '<t><p><a/><b/></p></t>'],
  ['none', '<t>\n <p a="1"/> x</t>', [], '<t>\n <p a="1"/> x</t>'],
  [
    'what is escaped stays escaped',
    '<t><p a="&lt;&quot;">&amp;lt; &lt;</p></t>',
    '<p><b t-if="a &lt; b">&amp;</b></p>',
    '<t><p a="&lt;&quot;">&amp;lt; &lt;<b t-if="a &lt; b">&amp;</b></p></t>',
  ],
])

test('what comes out can be rendered', () => {
  const base = `<t t-name="shop.page">\n  <h1 t-out="title"/>\n  <ul>\n    <li t-foreach="books" t-as="book" t-out="book.name"/>\n  </ul>\n</t>`
  const arch = applyInheritance(base, [
    {
      addon: 'discount',
      name: 'discount.page',
      arch: `<data><xpath expr="//li" position="attributes"><attribute name="t-attf-class">b{{ book_index }}</attribute></xpath><ul position="before"><t t-set="count" t-value="books.length"/><p>&nbsp;<t t-out="count"/> books</p></ul></data>`,
    },
  ])
  const html = new QWeb().add('a', arch).render('a', { title: 'T', books: [{ name: '<1>' }] })
  assert.equal(html, '\n  <h1>T</h1><p>\u00A01 books</p>\n  <ul>\n    <li class="b0">&lt;1&gt;</li>\n  </ul>')
})
