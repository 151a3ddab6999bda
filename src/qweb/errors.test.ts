import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from './case-table.test.ts'
import { QWeb } from './qweb.ts'
import { QWebError } from './qweb-error.ts'

function failure(run: () => unknown): QWebError {
  try {
    run()
  } catch (error) {
    assert.ok(error instanceof QWebError, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'nothing was thrown' })
}

const PAGE = `
<t t-name="page">
  <div>
    <p>one</p>
    <p t-if="book"
       t-out="book.author.name"/>
  </div>
</t>`

test('an error tells template, line, path, element, directive, reason and cause', () => {
  const error = failure(() => new QWeb().add('page', PAGE).render('page', { book: { a: 1 } }))
  assert.equal(error.name, 'QWebError')
  assert.equal(error.code, 'QWEB_ERROR')
  assert.equal(error.template, 'page')
  assert.equal(error.line, 6)
  assert.equal(error.path, '/t/div/p[2]')
  assert.equal(error.element, '<p t-if="book" t-out="book.author.name"/>')
  assert.equal(error.directive, 't-out="book.author.name"')
  assert.match(error.reason, /^TypeError: Cannot read properties of undefined \(reading 'name'\)/)
  assert.ok(error.cause instanceof TypeError)
  assert.match(error.message, /template "page", line 6, \/t\/div\/p\[2\]: <p t-if/)
})

test('a mistake in the source has a place too', () => {
  const error = failure(() => new QWeb().add('page', PAGE.replace('book.author', 'book.+')).render('page'))
  assert.equal(error.line, 6)
  assert.equal(error.path, '/t/div/p[2]')
  assert.match(error.reason, /Invalid expression/)
})

test('broken XML has a line', () => {
  const error = failure(() => new QWeb().add('page', '\n\n<t>\n<p>\n</t>').render('page'))
  assert.equal(error.template, 'page')
  assert.equal(error.line, 4, 'where the element starts that is not closed')
})

test('the error comes again at every try', () => {
  const qweb = new QWeb().add('a', '<p t-foo="1"/>')
  const [first, second] = [failure(() => qweb.render('a')), failure(() => qweb.render('a'))]
  assert.equal(first.message, second.message)
  assert.notEqual(first, second)
  assert.equal(second.trail.length, 1)
})

test('the trail names every call on the way', () => {
  const qweb = new QWeb()
    .add('a', '<t>\n<t t-call="b"/></t>')
    .add('b', '<p><t t-call="c"/></p>')
    .add('c', '<i t-out="x.y"/>')
  const error = failure(() => qweb.render('a'))
  assert.deepEqual(
    error.trail.map(({ template, line, path }) => [template, line, path]),
    [
      ['c', 1, '/i'],
      ['b', 1, '/p/t'],
      ['a', 2, '/t/t'],
    ],
  )
  assert.match(error.describeTrail(), /called from template "a", line 2/)
})

test('an error in a body has the caller’s place, and the callee in its trail', () => {
  const qweb = new QWeb().add('a', '<t t-call="b"><i t-out="x.y"/></t>').add('b', '<p><t t-out="0"/></p>')
  const error = failure(() => qweb.render('a'))
  assert.deepEqual(
    error.trail.map(({ template, path }) => [template, path]),
    [
      ['a', '/t/i'],
      ['b', '/p/t'],
      ['a', '/t'],
    ],
  )
})

test('an error in a t-set body has its place', () => {
  assert.equal(failure(() => render('<t><t t-set="a"><b t-out="x.y"/></t></t>')).path, '/t/t/b')
})

test('an error in a computed name, an argument, an attribute, a loop has its place', () => {
  assert.equal(failure(() => render('<t><p/><t t-call="{{ x.y }}"/></t>')).directive, 't-call="{{ x.y }}"')
  assert.equal(
    failure(() => render('<t><t t-call="a" b="x.y"/></t>', {}, {}, { a: '<t t-out="b"/>' })).directive,
    'b="x.y"',
  )
  assert.equal(failure(() => render('<p t-att-a="x.y" t-att-b="1"/>')).directive, 't-att-a="x.y"')
  assert.equal(failure(() => render('<p t-attf-a="{{ x.y }}"/>')).directive, 't-attf-a="{{ x.y }}"')
  assert.equal(failure(() => render('<p t-att="x.y"/>')).directive, 't-att="x.y"')
  assert.equal(failure(() => render('<p t-foreach="x.y" t-as="z"/>')).directive, 't-foreach="x.y"')
  assert.equal(failure(() => render('<p t-if="x.y"/>')).directive, 't-if="x.y"')
  assert.equal(failure(() => render('<i><p t-if="0"/><p t-elif="x.y"/></i>')).directive, 't-elif="x.y"')
})

test('what a function throws is the cause, whatever it is', () => {
  const boom = new Error('boom')
  const error = failure(() =>
    render('<p t-out="f()"/>', {
      f: () => {
        throw boom
      },
    }),
  )
  assert.equal(error.cause, boom)
  assert.match(error.reason, /Error: boom/)
  for (const thrown of [null, undefined, 'text', 5, Object.create(null), Symbol('x')]) {
    assert.equal(
      failure(() =>
        render('<p t-out="f()"/>', {
          f: () => {
            throw thrown
          },
        }),
      ).cause,
      thrown,
    )
  }
})

test('errors that passError accepts come out as they are, with the place', () => {
  class UserError extends Error {}
  const boom = new UserError('not allowed')
  const passError = (error: unknown): boolean => error instanceof UserError
  const values = {
    f: () => {
      throw boom
    },
  }
  try {
    render('<t>\n<p t-out="f()"/></t>', values, {}, {}, { passError })
    assert.fail()
  } catch (error) {
    assert.equal(error, boom)
    assert.equal((error as { qweb?: { line: number } }).qweb?.line, 2)
  }
  assert.throws(
    () =>
      render(
        '<p t-out="f()"/>',
        {
          f: () => {
            throw Object.freeze(new UserError('x'))
          },
        },
        {},
        {},
        { passError },
      ),
    UserError,
  )
})

test('a rendering inside of a rendering adds to the trail', () => {
  const inner = new QWeb().add('i', '<p t-out="x.y"/>')
  const error = failure(() => render('<b t-out="f()"/>', { f: () => inner.render('i') }))
  assert.deepEqual(
    error.trail.map(({ template }) => template),
    ['i', 'main'],
  )
})

test('unknown directives are refused, with the one that is meant', () => {
  assert.match(failure(() => render('<p t-ouf="1"/>')).reason, /Unknown directive t-ouf: did you mean t-out\?/)
  assert.match(failure(() => render('<p t-frobnicate="1"/>')).reason, /Unknown directive t-frobnicate$/)
  assert.match(failure(() => render('<p t-att-="1"/>')).reason, /Unknown directive t-att-/)
  assert.match(failure(() => render('<p t-on-click="1"/>')).reason, /Unknown directive t-on-click/)
})

test('deprecated directives are told to warn', () => {
  const warnings: string[] = []
  const qweb = new QWeb({ warn: (message) => warnings.push(message) }).add('a', '<t>\n<p t-raw="x"/></t>')
  qweb.render('a')
  qweb.render('a')
  assert.deepEqual(warnings, ['t-raw is deprecated: give t-out a Markup (template "a", line 2, /t/p)'])
})

test('t-debug calls onDebug with the place and the variables, and prints nothing', () => {
  const seen: unknown[] = []
  const onDebug = (place: { line: number }, variables: Readonly<Record<string, unknown>>): unknown =>
    seen.push([place.line, variables['a']])
  const html = render('<t><t t-set="a" t-value="2"/><p t-debug="" t-out="a"/></t>', {}, {}, {}, { onDebug })
  assert.equal(html, '<p>2</p>')
  assert.deepEqual(seen, [[1, 2]])
  assert.equal(render('<p t-debug="pdb"/>'), '<p></p>')
})

test('a value whose getter throws, or that is a promise, is an error of the template', () => {
  const values = {
    get x(): number {
      throw new Error('getter')
    },
  }
  const error = failure(() => render('<p t-out="x"/>', values))
  assert.match(error.reason, /Error: getter/)
  assert.equal(error.template, 'main')
  assert.equal(failure(() => render('<p t-out="x"/>', { x: Promise.resolve() })).template, 'main')
  assert.equal(render('<p/>', values), '<p></p>', 'values that a template does not name are not read')
})
