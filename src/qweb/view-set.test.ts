import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QWebError } from './qweb-error.ts'
import { ViewSet, type View } from './view-set.ts'

const view = (id: number, key: string, arch: string, more: Partial<View> = {}): View => ({
  id,
  key,
  arch,
  addon: key.split('.')[0] ?? null,
  inherits: null,
  primary: more.inherits === undefined,
  ...more,
})
const adds = (text: string): string => `<data><xpath expr="//p" position="inside">${text}</xpath></data>`

const base = view(1, 'a.page', '<t><p>0</p></t>')

function sourceOf(views: readonly View[], key: string): string {
  const set = new ViewSet(views)
  const found = set.find(key)
  assert.ok(found)
  return set.source(found)
}

test('changes are applied in the order of the set, each followed by those to itself', () => {
  const views = [
    base,
    view(2, 'b.page', adds('b'), { inherits: 1 }),
    view(4, 'c.page', adds('c'), { inherits: 1 }),
    view(3, 'd.page', adds('d'), { inherits: 2 }),
  ]
  assert.equal(sourceOf(views, 'a.page'), '<t><p>0bdc</p></t>')
  assert.equal(sourceOf(views, 'd.page'), '<t><p>0bdc</p></t>', 'a change gives what it changes')
})

test('a primary view begins with all that its parent has become, and its parent knows nothing of it', () => {
  const views = [
    view(3, 'b.copy', adds('copy'), { inherits: 1, primary: true }),
    view(5, 'd.copy', adds('d'), { inherits: 3 }),
    base,
    view(4, 'c.page', adds('c'), { inherits: 1 }),
  ]
  assert.equal(sourceOf(views, 'a.page'), '<t><p>0c</p></t>')
  assert.equal(sourceOf(views, 'b.copy'), '<t><p>0ccopyd</p></t>')
  assert.equal(sourceOf(views, 'd.copy'), '<t><p>0ccopyd</p></t>')
})

test('a primary view of a change', () => {
  const views = [
    base,
    view(2, 'b.page', adds('b'), { inherits: 1 }),
    view(3, 'c.copy', adds('c'), { inherits: 2, primary: true }),
  ]
  assert.equal(sourceOf(views, 'c.copy'), '<t><p>0bc</p></t>')
})

test('a view without changes stays as it was written', () => {
  const written = '<t>\n\n <p  class="x" >0</p></t>'
  assert.equal(sourceOf([view(1, 'a.page', written)], 'a.page'), written)
})

test('views are found by key, the first of several, and by id', () => {
  const set = new ViewSet([view(7, 'a.page', '<t>first</t>'), view(3, 'a.page', '<t>second</t>')])
  assert.equal(set.find('a.page')?.id, 7)
  assert.equal(set.find('3')?.id, 3)
  assert.equal(set.find('4'), undefined)
  assert.equal(set.find('__proto__'), undefined)
})

test('what inherits itself, or what is not there, is an error that names it', () => {
  const circle = [
    view(1, 'a.x', adds(''), { inherits: 2 }),
    view(2, 'a.y', adds(''), { inherits: 1 }),
    view(3, 'b.z', adds(''), { inherits: 9 }),
  ]
  assert.throws(() => sourceOf(circle, 'a.x'), /inherits itself/)
  assert.throws(
    () => sourceOf(circle, 'b.z'),
    (error: unknown) => error instanceof QWebError && error.template === 'b.z' && /addon "b"/.test(error.message),
  )
})

test('a change that finds nothing names addon, view and expression', () => {
  const views = [base, view(2, 'b.page', '<data><xpath expr="//nowhere" position="inside"/></data>', { inherits: 1 })]
  assert.throws(() => sourceOf(views, 'a.page'), /addon "b".*view "b\.page".*inherits "a\.page"/s)
  assert.throws(() => sourceOf(views, 'a.page'), /\/\/nowhere/)
})
