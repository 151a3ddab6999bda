import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../pages/html.ts'

test('text is escaped, in content and in attributes', () => {
  const text = `<b a="1" b='2'>&</b>`
  const escaped = '&#60;b a=&#34;1&#34; b=&#39;2&#39;&#62;&#38;&#60;/b&#62;'
  assert.equal(String(html`<p title="${text}">${text}</p>`), `<p title="${escaped}">${escaped}</p>`)
})

test('HTML is put in as it is, lists one after the other', () => {
  const items = ['a', '<'].map((each) => html`<i>${each}</i>`)
  assert.equal(String(html`<b>${items}</b>`), '<b><i>a</i><i>&#60;</i></b>')
})

test('nothing is put in for null, undefined and false; 0 is a number', () => {
  assert.equal(String(html`<p>${null}${undefined}${false}${0}</p>`), '<p>0</p>')
})
