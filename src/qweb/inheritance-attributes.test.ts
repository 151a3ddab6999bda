import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyInheritance } from './inheritance.ts'

const attribute = (change: string): string => `<p position="attributes">${change}</p>`

const rows: readonly (readonly [about: string, base: string, spec: string, expected: string])[] = [
  ['sets', '<t><p/></t>', attribute('<attribute name="a">1</attribute>'), '<t><p a="1"/></t>'],
  ['replaces', '<t><p a="1"/></t>', attribute('<attribute name="a">2</attribute>'), '<t><p a="2"/></t>'],
  ['removes', '<t><p a="1"/></t>', attribute('<attribute name="a"/>'), '<t><p/></t>'],
  ['removes what is not there', '<t><p/></t>', attribute('<attribute name="a"/>'), '<t><p/></t>'],
  [
    'several',
    '<t><p/></t>',
    attribute('<attribute name="a">1</attribute><attribute name="b">2</attribute>'),
    '<t><p a="1" b="2"/></t>',
  ],
  ['add to a list', '<t><p a="x,y"/></t>', attribute('<attribute name="a" add="z"/>'), '<t><p a="x,y,z"/></t>'],
  ['add to nothing', '<t><p/></t>', attribute('<attribute name="a" add="z"/>'), '<t><p a="z"/></t>'],
  [
    'add with a space',
    '<t><p class="x  y"/></t>',
    attribute('<attribute name="class" add="z" separator=" "/>'),
    '<t><p class="x y z"/></t>',
  ],
  [
    'add several',
    '<t><p class="x"/></t>',
    attribute('<attribute name="class" add="y z" separator=" "/>'),
    '<t><p class="x y z"/></t>',
  ],
  [
    'does not look for twins',
    '<t><p class="x"/></t>',
    attribute('<attribute name="class" add="x" separator=" "/>'),
    '<t><p class="x x"/></t>',
  ],
  [
    'remove',
    '<t><p class="x y z"/></t>',
    attribute('<attribute name="class" remove="y" separator=" "/>'),
    '<t><p class="x z"/></t>',
  ],
  [
    'remove all',
    '<t><p class="x"/></t>',
    attribute('<attribute name="class" remove="x" separator=" "/>'),
    '<t><p/></t>',
  ],
  [
    'remove and add',
    '<t><p class="x y"/></t>',
    attribute('<attribute name="class" remove="x" add="z" separator=" "/>'),
    '<t><p class="y z"/></t>',
  ],
  [
    'values are stripped',
    '<t><p a=" x , y ,,"/></t>',
    attribute('<attribute name="a" add=" z "/>'),
    '<t><p a="x,y,z"/></t>',
  ],
  [
    'style with ;',
    '<t><p style="a:1;b:2"/></t>',
    attribute('<attribute name="style" remove="a:1" add="c:3" separator=";"/>'),
    '<t><p style="b:2;c:3"/></t>',
  ],
  [
    'a condition: add',
    '<t><p t-if="a"/></t>',
    attribute('<attribute name="t-if" add="b" separator="and"/>'),
    '<t><p t-if="(a) and (b)"/></t>',
  ],
  [
    'a condition: add to nothing',
    '<t><p/></t>',
    attribute('<attribute name="t-if" add="b" separator=" or "/>'),
    '<t><p t-if="b"/></t>',
  ],
  [
    'a condition: remove',
    '<t><p t-if="(a) and (b)"/></t>',
    attribute('<attribute name="t-if" remove="b" separator="and"/>'),
    '<t><p t-if="(a)"/></t>',
  ],
  [
    'a condition: remove the first',
    '<t><p t-if="a and b"/></t>',
    attribute('<attribute name="t-if" remove="a" separator="and"/>'),
    '<t><p t-if="b"/></t>',
  ],
  [
    'a condition: remove the whole',
    '<t><p t-if="(a)"/></t>',
    attribute('<attribute name="t-if" remove="a" separator="or"/>'),
    '<t><p/></t>',
  ],
  [
    'data-oe attributes are allowed',
    '<t><p/></t>',
    attribute('<attribute name="a" data-oe-x="1">1</attribute>'),
    '<t><p a="1"/></t>',
  ],
  [
    'names with a colon',
    '<t><p t-att-xlink:href="a"/></t>',
    attribute('<attribute name="id">1</attribute>'),
    '<t><p t-att-xlink:href="a" id="1"/></t>',
  ],
  [
    'and to names with a colon',
    '<t><p t-att-xlink:href="a" t-attf-xlink:title="b" xml:lang="c"/></t>',
    attribute(
      '<attribute name="t-att-xlink:href">d</attribute><attribute name="t-attf-xlink:title"/><attribute name="xml:lang">e</attribute>',
    ),
    '<t><p t-att-xlink:href="d" xml:lang="e"/></t>',
  ],
]

for (const [about, base, spec, expected] of rows) {
  test(`attributes: ${about}`, () => assert.equal(applyInheritance(base, [spec]), expected))
}
