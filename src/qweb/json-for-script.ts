import { Markup } from './markup.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/**
 * A value as JSON that may stand inside a `<script>` element: no text in it can end the script.
 *
 * @param value anything that `JSON.stringify` takes; `undefined` gives `null`
 * @returns Markup, so `t-out` prints it as it is
 * @throws TypeError for cyclic values and BigInts, as `JSON.stringify` does
 * @example
 * jsonForScript({ a: '</script>' }).toString() // '{"a":"\\u003c/script\\u003e"}'
 *
 * Source: odoo.tools.json.scriptsafe
 */
export function jsonForScript(value: unknown): Markup {
  const json: string | undefined = JSON.stringify(value)
  return new Markup((json ?? 'null').replace(/[<>&\u2028\u2029]/g, (char) => ESCAPES[char] ?? char))
}
