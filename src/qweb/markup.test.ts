import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCases } from './case-table.test.ts'
import { jsonForScript } from './json-for-script.ts'
import { toLanguageTag } from './language-tag.ts'
import { Markup, markup } from './markup.ts'

test('the tag escapes what it is given, but not Markup', () => {
  assert.equal(markup`<b>${'<'}${new Markup('<i/>')}${null}${undefined}${0}</b>`.toString(), '<b>&lt;<i/>0</b>')
})

test('a Markup joined by + is text again', () => {
  const joined: unknown = new Markup('<b>').toString() + 'x'
  assert.equal(joined, '<b>x')
  assert.equal(Markup.escape(joined).toString(), '&lt;b&gt;x')
})

test('join escapes items and separator', () => {
  assert.equal(Markup.join(['<', new Markup('<i>')], ' & ').toString(), '&lt; &amp; <i>')
  assert.equal(Markup.join(['a', 'b'], new Markup('<br>')).toString(), 'a<br>b')
})

test('a Markup is a string in JSON, and knows its length', () => {
  assert.equal(JSON.stringify([new Markup('a')]), '["a"]')
  assert.equal(new Markup('abc').length, 3)
})

test('JSON for a script cannot end it', () => {
  assert.equal(jsonForScript({ a: '</script>&\u2028' }).toString(), '{"a":"\\u003c/script\\u003e\\u0026\\u2028"}')
  assert.equal(jsonForScript(undefined).toString(), 'null')
})

test('language codes', () => {
  const codes = {
    en_US: 'en-US',
    'sr@latin': 'sr-Latn',
    'sr@Cyrl': 'sr-Cyrl',
    'fr-BE': 'fr-BE',
    '': 'en-US',
    '!': 'en-US',
    '<x>': 'en-US',
  }
  for (const [code, tag] of Object.entries(codes)) assert.equal(toLanguageTag(code), tag)
})

testCases('a body of t-set is text in expressions', [
  ['a part of it', '<t><t t-set="b">a<i/></t><t t-out="\'a\' in b"/>,<t t-out="\'z\' not in b"/></t>', {}, 'true,true'],
  ['its methods', '<t><t t-set="b">a<i/></t><t t-out="b.includes(\'i\')"/>,<t t-out="b.indexOf(\'&lt;\')"/></t>', {}, 'true,1'], // prettier-ignore
  ['whether it is blank', '<t><t t-set="b"> </t><t t-if="b.trim()">text</t><t t-else="">blank</t></t>', {}, 'blank'],
  ['parts stay Markup', '<t><t t-set="b"> <i/> </t>[<t t-out="b.trim()"/>]<t t-out="b.slice(1, 4)"/></t>', {}, '[<i></i>]<i>'], // prettier-ignore
  ['its characters', '<t><t t-set="b">a<i/></t><t t-out="b[0]"/>,<t t-out="b[9] == None"/>,<t t-out="b.at(1)"/></t>', {}, 'a,true,<'], // prettier-ignore
  ['in a list', '<t><t t-set="b">a</t><t t-out="b in [\'a\']"/>,<t t-out="\'a\' in [b]"/>,<t t-out="b in [1, null, x]"/></t>', { x: {} }, 'true,true,'], // prettier-ignore
  ['in a set or map', '<t><t t-set="b">a</t><t t-out="b in x"/>,<t t-out="b in y"/></t>', { x: new Set(['a']), y: new Map([['b', 1]]) }, 'true,'], // prettier-ignore
  ['what is put into it does not', '<t><t t-set="b"><i/>-</t><t t-out="b.replace(\'-\', x)"/></t>', { x: '<' }, '&lt;i&gt;&lt;/i&gt;&lt;'], // prettier-ignore
  ['a loop has its characters', '<t t-foreach="b" t-as="c">[<t t-out="c"/>]</t>', { b: new Markup('a<') }, '[a][&lt;]'],
  ['no method of a string', '<t t-out="b.nope()"/>', { b: new Markup('a') }, /b\.nope is missing/],
])
