import { testCases } from './case-table.test.ts'

const MORE = { leaf: '<i/>' }

testCases(
  'white space',
  [
    ['text is kept as it is', '<p>\n  a\n  b\n</p>', {}, '<p>\n  a\n  b\n</p>'],
    ['blank lines at the start of a template are one', '<t>\n\n\n  <p/></t>', {}, '\n  <p></p>'],
    ['the break at the end of a t template goes', '<t><p/>\n  </t>', {}, '<p></p>'],
    ['the break at the end of an element stays', '<p>a\n</p>', {}, '<p>a\n</p>'],
    ['a false t-if takes its line along', '<p>\n  <b t-if="0"/>\n</p>', {}, '<p>\n</p>'],
    ['a true one keeps it', '<p>\n  <b t-if="1"/>\n</p>', {}, '<p>\n  <b></b>\n</p>'],
    ['a t that starts with a break drops it', '<p>\n  <t t-if="1">\n    a\n  </t>\n</p>', {}, '<p>\n    a\n</p>'],
    ['a t that does not keeps it', '<p>\n  <t t-if="1">a</t>\n</p>', {}, '<p>\n  a\n</p>'],
    ['else too', '<p>\n  <b t-if="0"/>\n  <i t-else=""/>\n</p>', {}, '<p>\n  <i></i>\n</p>'],
    ['elif too', '<p>\n  <b t-if="0"/>\n  <i t-elif="1"/>\n  <u t-else=""/>\n</p>', {}, '<p>\n  <i></i>\n</p>'],
    [
      't-foreach on t drops the break before',
      '<p>\n  <t t-foreach="2" t-as="i">\n    <b/>\n  </t>\n</p>',
      {},
      '<p>\n    <b></b>\n    <b></b>\n</p>',
    ],
    ['repeated elements touch', '<p>\n  <b t-foreach="2" t-as="i"/>\n</p>', {}, '<p>\n  <b></b><b></b>\n</p>'],
    [
      't-set on t drops the break before',
      '<p>\n  <t t-set="a" t-value="1"/>\n  <b/>\n</p>',
      {},
      '<p>\n  <b></b>\n</p>',
    ],
    ['t-call drops the break before', '<p>\n  <t t-call="leaf"/>\n</p>', {}, '<p><i></i>\n</p>'],
    ['t-out strips nothing', '<p>\n  <t t-out="1"/>\n</p>', {}, '<p>\n  1\n</p>'],
    ['t-groups takes its line along', '<p>\n  <b t-groups="a.b"/>\n</p>', {}, '<p>\n</p>'],
    ['comments leave the text around', '<p>\n  <!-- x -->\n  a\n</p>', {}, '<p>\n  \n  a\n</p>'],
    ['breaks in attributes are spaces', '<p title="a\nb"/>', {}, '<p title="a b"></p>'],
    ['carriage returns are normalized', '<p>a\r\nb\rc</p>', {}, '<p>a\nb\nc</p>'],
    ['other separators of lines are text', '<p title="\u2028">\u0085\u2028\u2029</p>', {}, '<p title="\u2028">\u0085\u2028\u2029</p>'], // prettier-ignore
    ['a body of a t-set keeps its breaks', '<t><t t-set="a">\n  x\n</t>[<t t-out="a"/>]</t>', {}, '[\n  x\n]'],
  ],
  MORE,
)
