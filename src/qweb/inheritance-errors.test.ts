import assert from 'node:assert/strict'
import { test } from 'node:test'
import { select } from 'xpath'
import { applyInheritance } from './inheritance.ts'
import { QWebError } from './qweb-error.ts'
import { parseXml } from './xml-document.ts'

const BASE = '<t t-name="base"><p a="1">1</p><i/></t>'

function failure(arch: string): QWebError {
  try {
    applyInheritance(BASE, [{ arch, name: 'shop.page', addon: 'shop' }], { name: 'web.page' })
  } catch (error) {
    assert.ok(error instanceof QWebError, String(error))
    return error
  }
  throw new assert.AssertionError({ message: `nothing was thrown for ${arch}` })
}

const rows: readonly (readonly [string, RegExp])[] = [
  [
    '<xpath expr="//nope" position="inside"><b/></xpath>',
    /^Element <xpath expr="\/\/nope"> cannot be located in the parent view/,
  ],
  ['<xpath expr="//p[hasclass(\'x\')]"/>', /cannot be located/],
  ['<xpath expr="//p[hasclass()]"/>', /cannot be located/],
  ['<b position="after"/>', /^Element <b> cannot be located/],
  ['<p a="2" position="after"/>', /^Element <p a="2"> cannot be located/],
  ['<p mode="inner" position="replace"/>', /^Element <p mode="inner"> cannot be located/],
  ['<field name="x"/>', /^Element <field name="x"> cannot be located/],
  ['<field/>', /cannot be located/],
  ['<xpath position="inside"/>', /needs an expr/],
  ['<xpath expr=" "/>', /needs an expr/],
  ['<xpath expr="//p["/>', /Invalid expression "\/\/p\["/],
  ['<xpath expr="//p[nofunction()]"/>', /Invalid expression/],
  ['<xpath expr="//x:p"/>', /Invalid expression/],
  ['<xpath expr="//p/@a"/>', /gives no element/],
  ['<xpath expr="//p/text()"/>', /gives no element/],
  ['<xpath expr="count(//p)"/>', /Invalid expression/],
  ['<p position="nowhere"/>', /Invalid position "nowhere"/],
  ['<p position=""/>', /Invalid position ""/],
  ['<p position="move"/>', /position="move" stands only/],
  ['<xpath expr="//p" position="replace" mode="upper"/>', /Invalid mode "upper"/],
  ['<t position="before"><b/></t>', /beside the root/],
  ['<t position="after"><b/></t>', /beside the root/],
  ['<t position="replace"/>', /root element must be replaced by an element/],
  ['<t position="replace">text</t>', /root element must be replaced by an element/],
  ['<p position="attributes"><attribute>1</attribute></p>', /needs a name/],
  ['<p position="attributes"><attribute name="">1</attribute></p>', /needs a name/],
  ['<p position="attributes"><attribute name="a b">1</attribute></p>', /invalid name "a b"/],
  ['<p position="attributes"><attribute name="1">1</attribute></p>', /invalid name "1"/],
  ['<p position="attributes"><attribute name="a" add="x">1</attribute></p>', /has a text and add or remove/],
  ['<p position="attributes"><attribute name="a" extra="x">1</attribute></p>', /does not take "extra"/],
  ['<p position="attributes"><attribute name="t-if" add="x"/></p>', /separator must be "and" or "or"/],
  ['<p position="attributes"><attribute name="t-if" add="x" separator=","/></p>', /separator must be "and" or "or"/],
  ['<i position="inside"><b position="move"/></i>', /^Element <b> cannot be located/],
  ['<i position="inside"><p position="move">x</p></i>', /takes no content/],
  ['<i position="inside"><p position="move"><b/></p></i>', /takes no content/],
  ['<i position="inside"><t position="move"/></i>', /root element cannot be moved/],
  ['<i position="inside"><i position="move"/></i>', /into itself|located|moved/],
  ['<data><p position="inside"/><nope position="inside"/></data>', /^Element <nope> cannot be located/],
]

for (const [arch, expected] of rows) {
  test(`error: ${arch}`, () => {
    const error = failure(arch)
    assert.match(error.reason, expected)
    assert.match(error.reason, /\(addon "shop", view "shop\.page", which inherits "web\.page"\)$/)
    assert.equal(error.template, 'shop.page')
  })
}

test('an error has the line and the tag of the spec', () => {
  const error = failure('<data>\n  <p position="inside"/>\n  <xpath expr="//q" position="after"/>\n</data>')
  assert.equal(error.line, 3)
  assert.equal(error.element, '<xpath expr="//q" position="after">')
  assert.equal(error.path, '/data/xpath')
  assert.equal(error.directive, '//q')
})

test('broken XML of a patch or of the base is told by name', () => {
  assert.throws(() => applyInheritance(BASE, [{ arch: '<p>', name: 'v' }]), /template "v" is broken/)
  assert.match(
    failure('<p>').reason,
    /template "shop\.page" is broken: .* \(addon "shop".*, which inherits "web\.page"\)$/s,
  )
  assert.equal(failure('<data>\n<p a=1/></data>').line, 2)
  assert.throws(() => applyInheritance('<t>', [], { name: 'b' }), /template "b" is broken/)
  assert.throws(() => applyInheritance(BASE, ['']), QWebError)
})

test('patches without names are told by number', () => {
  assert.throws(() => applyInheritance(BASE, ['<p/>', '<q/>']), /view "#2"/)
})

test('no change takes exponential time or room', () => {
  const deep = `<t>${'<a>'.repeat(60)}${'</a>'.repeat(60)}</t>`
  const change = (base: string, arch: string): string => applyInheritance(base, [arch])
  // Each of them looks at the tree in another way.
  assert.throws(() => change(deep, `<xpath expr="//x${'//a'.repeat(12)}"/>`), /cannot be located/)
  assert.throws(() => change(deep, `<xpath expr="${'//a'.repeat(12)}[1]/x"/>`), /cannot be located/)
  assert.throws(() => change(deep, `<xpath expr="${'//a/..'.repeat(9)}/x"/>`), /cannot be located/)
  assert.throws(
    () => change(deep, '<xpath expr="//a[count(//a[count(//a[count(//a[count(//a) > 1]) > 1]) > 1]) > 1]"/>'),
    /takes too long/,
  )
  const doubled = '<xpath expr="/t/p" position="replace"><p><a>$0</a><b>$0</b></p></xpath>'
  assert.throws(() => change('<t><p/></t>', `<data>${doubled.repeat(40)}</data>`), /becomes too big/)
})

test('expressions of others, who use the same package, have no limit', () => {
  const deep = `<t>${'<a>'.repeat(60)}${'</a>'.repeat(60)}</t>`
  const long = '//a[count(//a[count(//a[count(//a) > 1]) > 1]) > 1]'
  assert.throws(
    () => applyInheritance(deep, [`<xpath expr="${long.replace('//a', '//a[//a[//a]]')}"/>`]),
    /takes too long/,
  )
  assert.equal((select('//a', parseXml(deep, 'deep') as never) as unknown[]).length, 60)
})
