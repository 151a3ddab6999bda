import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from '../../test/support/fast-check.ts'
import { render } from './case-table.test.ts'
import { escapeHtml } from './escape.ts'
import { applyInheritance } from './inheritance.ts'
import { jsonForScript } from './json-for-script.ts'
import { markup } from './markup.ts'
import { QWebError } from './qweb-error.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&#34;': '"',
  '&#39;': "'",
}

function unescape(html: string): string {
  return html.replace(/&(?:amp|lt|gt|#34|#39);/g, (entity) => ENTITIES[entity] ?? entity)
}

function onlyQWebErrors(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof QWebError)) throw error
  }
}

/** Text that likes the characters that matter. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ';', '#', '{', '}') }),
)

test('any text is escaped, and comes back when it is read', () => {
  fc.assert(
    fc.property(text, (value) => {
      const html = escapeHtml(value)
      assert.doesNotMatch(html, /[<>"']/)
      assert.equal(unescape(html), value)
    }),
  )
})

test('any text prints as itself, in content, attributes, formats and Markup', () => {
  fc.assert(
    fc.property(text, (x) => {
      const html = render('<p t-att-a="x" t-attf-b="{{ x }}" t-out="x"/>', { x })
      assert.equal(html, `<p a="${escapeHtml(x)}" b="${escapeHtml(x)}">${escapeHtml(x)}</p>`)
      assert.equal(markup`${x}`.toString(), escapeHtml(x))
    }),
  )
})

test('any value renders, or is a QWebError', () => {
  fc.assert(
    fc.property(
      fc.anything({ withMap: true, withSet: true, withDate: true, withBigInt: true, withNullPrototype: true }),
      (x) => {
        onlyQWebErrors(() =>
          render(
            '<t t-foreach="x" t-as="i"><p t-att="i" t-att-class="i" t-att-a="x"><t t-out="i"/><t t-out="i_value"/></p></t>',
            { x },
          ),
        )
        onlyQWebErrors(() => render('<p t-if="x and x.length" t-out="x + 1"/>', { x }))
      },
    ),
  )
})

const word = fc.constantFrom(
  ..."a|b.c|1|'s'|(|)|[|]|{|}|=>|?|:|?.|.|,|+|-|!|not|and|or|in|lt|typeof|new|this|`|${|...|=|==".split('|'),
  ...'constructor|__proto__|x => x|/|//|/*|;|\\|async|#'.split('|'),
)

test('junk expressions are QWebErrors at worst', () => {
  const junk = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    text,
  )
  fc.assert(
    fc.property(junk, (source) => {
      const attribute = escapeHtml(source)
      onlyQWebErrors(() => render(`<p t-out="${attribute}"/>`, { a: [1], b: { c: 2 } }))
      onlyQWebErrors(() => render(`<p t-attf-a="x{{ ${attribute} }}"/>`, { a: [1], b: { c: 2 } }))
      onlyQWebErrors(() => render(`<p t-if="${attribute}"/>`, { a: [1], b: { c: 2 } }))
    }),
    { numRuns: 500 },
  )
})

const directive = fc.constantFrom(
  ...'t-if t-elif t-else t-foreach t-as t-set t-value t-out t-call t-att t-att-a t-attf-b t-raw t-tag'.split(' '),
  ...'t-options t-field t-groups t-cache t-nocache t-nocache-x t-lang t-args t-debug t-junk class x t-key'.split(' '),
)
const value = fc.constantFrom(
  '',
  ' ',
  'a',
  'b',
  'a.b',
  '[1, 2]',
  '{a: 1}',
  "'main2'",
  'other',
  'main',
  '0',
  '{{ a }}',
  '1 +',
  'not a',
  'x y',
)
const attributes = fc.uniqueArray(fc.tuple(directive, value), { maxLength: 4, selector: ([name]) => name })
const { element } = fc.letrec<{ element: string; children: string }>((tie) => ({
  element: fc
    .tuple(fc.constantFrom('t', 'p', 'br', 'table'), attributes, tie('children'))
    .map(([tag, attrs, children]) => {
      return `<${tag}${attrs.map(([name, source]) => ` ${name}="${source}"`).join('')}>${children}</${tag}>`
    }),
  children: fc
    .array(fc.oneof({ depthSize: 'small' }, fc.constantFrom('text', '\n  ', '<!-- c -->', '&amp;'), tie('element')), {
      maxLength: 4,
    })
    .map((parts) => parts.join('')),
}))

test('junk templates are QWebErrors at worst', () => {
  fc.assert(
    fc.property(element, (xml) =>
      onlyQWebErrors(() =>
        render(xml, { a: [{ b: 1 }] }, {}, { other: '<t t-out="0"/>' }, { maxSteps: 10_000, maxDepth: 20 }),
      ),
    ),
    { numRuns: 1500 },
  )
})

test('junk XML is a QWebError at worst', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      'a',
      ' ',
      '=',
      '"',
      "'",
      '&',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      't-out',
    ),
    { maxLength: 15 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        pieces.map((parts) => parts.join('')),
        text,
      ),
      (xml) => {
        onlyQWebErrors(() => render(xml))
        onlyQWebErrors(() => applyInheritance('<t><a/></t>', [xml]))
        onlyQWebErrors(() => applyInheritance(xml, ['<a position="inside"/>']))
      },
    ),
    { numRuns: 500 },
  )
})

test('junk patches are QWebErrors at worst, and what they give is XML', () => {
  const position = fc.constantFrom('inside', 'before', 'after', 'replace', 'attributes', 'move', 'junk', '')
  const target = fc.constantFrom(
    'p',
    'xpath expr="//p"',
    'xpath expr="."',
    'xpath expr="//@a"',
    'xpath expr="]"',
    'xpath',
    'xpath expr="//p/text()"',
    'xpath expr="1"',
    't',
    'field name="x"',
  )
  const content = fc.constantFrom(
    '',
    'text',
    '<b/>',
    '$0',
    '<b>$0</b>',
    '<attribute name="a">1</attribute>',
    '<p position="move"/>',
    '<data><p/></data>',
    '<!-- c -->',
  )
  fc.assert(
    fc.property(
      target,
      position,
      content,
      fc.constantFrom('', ' mode="inner"', ' mode="x"'),
      (start, where, inside, mode) => {
        const spec = `<${start} position="${where}"${mode}>${inside}</${start.split(' ')[0]}>`
        onlyQWebErrors(() => {
          const result = applyInheritance('<t>\n <p a="1">x</p> tail <i/>\n</t>', [spec])
          applyInheritance(result, [])
        })
      },
    ),
    { numRuns: 800 },
  )
})

test('JSON for scripts is JSON, and cannot end the script', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const json = jsonForScript(data).toString()
      assert.doesNotMatch(json, /[<>&\u2028\u2029]/)
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(data)))
    }),
  )
})
