import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QWeb } from './qweb.ts'
import { QWebError } from './qweb-error.ts'
import type { QWebOptions, RenderOptions } from './render-options.ts'

/** Values for a template. */
export type Values = Readonly<Record<string, unknown>>

/** One row of a table of cases: what it shows, the template, the values, and the HTML (or what the error says). */
export type Case = readonly [
  about: string,
  xml: string,
  values: Values,
  expected: string | RegExp,
  options?: RenderOptions,
]

/** Renders one template. Others that it may call are in `more`. */
export function render(
  xml: string,
  values: Values = {},
  options: RenderOptions = {},
  more: Readonly<Record<string, string>> = {},
  engine: QWebOptions = {},
): string {
  const qweb = new QWeb({ warn: () => {}, ...engine })
  for (const [name, source] of Object.entries(more)) qweb.add(name, source)
  return qweb.add('main', xml).render('main', values, options)
}

/** Makes a test of every case; an expected RegExp means that a QWebError is thrown whose message matches. */
export function testCases(title: string, cases: readonly Case[], more: Readonly<Record<string, string>> = {}): void {
  for (const [about, xml, values, expected, options] of cases) {
    test(`${title}: ${about}`, () => {
      if (typeof expected === 'string') {
        assert.equal(render(xml, values, options, more), expected)
        return
      }
      const isExpected = (error: unknown): boolean => {
        assert.ok(error instanceof QWebError, `not a QWebError: ${String(error)}`)
        assert.match(error.message, expected)
        return true
      }
      assert.throws(() => render(xml, values, options, more), isExpected)
    })
  }
}
