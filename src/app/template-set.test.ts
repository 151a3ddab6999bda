import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTemplateFile } from './template-files.ts'
import { TemplateSet } from './template-set.ts'

const setOf = (...templates: readonly string[]): TemplateSet =>
  new TemplateSet(
    templates.flatMap((text, index) =>
      parseTemplateFile(`<templates>${text}</templates>`, 'shop', `shop/${index + 1}.xml`),
    ),
  )
const page = '<template id="page"><p/></template>'
const change = (id: string, parent: string, text: string, more: string = ''): string =>
  `<template id="${id}" inherit_id="${parent}" ${more}><p position="inside">${text}</p></template>`

test('changes go by priority, each followed by the changes to itself', () => {
  const set = setOf(
    page + change('a', 'page', 'A', 'priority="20"') + change('b', 'page', 'B'),
    change('c', 'b', 'C', 'priority="1"') + change('d', 'page', 'D'),
  )
  assert.equal(set.source('shop.page'), '<t t-name="shop.page"><p>BCDA</p></t>')
  assert.deepEqual(set.files('shop.page'), ['shop/1.xml', 'shop/2.xml'])
  assert.deepEqual([set.has('shop.page'), set.has('shop.a'), set.has('1')], [true, false, false])
  assert.throws(() => set.source('shop.a'), { code: 'PERGOLA_TEMPLATE_NOT_FOUND' })
})

test('a primary template begins with what its parent has become, also where that is a change', () => {
  const set = setOf(
    page + change('a', 'page', 'A') + change('own', 'a', 'Own', 'primary="True"') + change('b', 'own', 'B'),
    change('again', 'own', 'Again', 'primary="True"'),
  )
  assert.equal(set.source('shop.own'), '<t t-name="shop.own"><p>AOwnB</p></t>')
  assert.equal(set.source('shop.again'), '<t t-name="shop.again"><p>AOwnBAgain</p></t>')
  assert.equal(set.source('shop.page'), '<t t-name="shop.page"><p>A</p></t>')
})

test('the root of a template has its name, by which changes can find it', () => {
  const root = (id: string, text: string): string =>
    `<template id="${id}" inherit_id="page"><t t-name="shop.page" position="inside">${text}</t></template>`
  const set = setOf(
    page +
      root('a', 'A') +
      '<template id="b" inherit_id="page"><xpath expr="//t[@t-name=\'shop.page\']">B</xpath></template>',
  )
  assert.equal(set.source('shop.page'), '<t t-name="shop.page"><p/>AB</t>')
})

test('of two with one key the later counts', () => {
  const set = setOf(
    page + change('a', 'page', 'A'),
    '<template id="page"><p>new</p></template>' + change('a', 'page', '2'),
  )
  assert.equal(set.source('shop.page'), '<t t-name="shop.page"><p>new2</p></t>')
})

test('circles, missing parents and changes that find nothing are told with addon and view', () => {
  const primary = 'primary="True"'
  const set = setOf(
    change('a', 'b', '', primary) + change('b', 'a', '', primary) + change('c', 'nobody', '', primary),
    page + '<template id="lost" inherit_id="page"><q position="after"/></template>',
  )
  assert.throws(() => set.source('shop.a'), { name: 'QWebError', message: /inherits itself \(addon "shop"\)/ })
  assert.throws(() => set.source('shop.c'), { name: 'QWebError', message: /shop\.c inherits a view that is not there/ })
  assert.throws(() => set.source('shop.page'), {
    message: /<q> cannot be located .*\(addon "shop", view "shop\.lost", which inherits "shop\.page"\)/,
  })
})
