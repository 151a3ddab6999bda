import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from './case-table.test.ts'
import { toPattern, writeNumber, type LanguageFormat } from './language-format.ts'

const FEFF = '\uFEFF'
const SPACE = '\u00A0'
const indian: LanguageFormat = {
  date: '%d. %B %Y',
  time: '%-I:%M:%S %p',
  groups: [3, 2, 0],
  decimal: '*',
  separator: '/',
}
const moment = new Date(Date.UTC(2026, 0, 5, 15, 4, 5))

test('numbers', () => {
  const write = (value: number, groups: readonly number[], least = 0, most = 2): string =>
    writeNumber(value, { ...indian, groups }, least, most)
  assert.equal(write(1234567.5, [3, 0]), '1/234/567*5')
  assert.equal(write(1234567, [3, 2, 0], 2), '12/34/567*00')
  assert.equal(write(1234567, [3]), '1234/567')
  assert.equal(write(1234567, [2, -1]), '12345/67')
  assert.equal(write(1234567, []), '1234567')
  assert.equal(write(1234567, [0]), '1234567')
  assert.equal(write(-12, [3, 0], 1), '-12*0')
})

test('patterns', () => {
  assert.equal(toPattern('%d. %B %Y'), "dd'. 'MMMM' 'yyyy")
  assert.equal(toPattern('%-d/%-m/%y %%'), "d'/'M'/'yy' ''%'")
  assert.equal(toPattern("%H o'clock %Q%"), "HH' o''clock ''%'")
})

const rows: readonly (readonly [value: unknown, options: string, expected: string, lang?: string])[] = [
  [9_000_000, `widget: 'float', precision: 2`, '90/00/000*00'],
  [-1234.5, `widget: 'float'`, `-${FEFF}1/234*5`],
  [1234.0, `widget: 'float'`, '1/234*0'],
  [12_345, `widget: 'integer'`, '12/345'],
  [12_345, `widget: 'integer', format_decimalized_number: true`, '12*3k'],
  [
    1234.5,
    `widget: 'monetary', display_currency: { symbol: 'R' }`,
    `<span class="oe_currency_value">1/234*50</span>${SPACE}R`,
  ],
  ['2026-01-05', `widget: 'date'`, '05. January 2026'],
  ['2026-01-05', `widget: 'date', format: 'yyyy'`, '2026'],
  [moment, `widget: 'datetime'`, '05. January 2026 3:04:05 pm'],
  [moment, `widget: 'datetime', hide_seconds: true`, '05. January 2026 3:04 pm'],
  [moment, `widget: 'datetime', date_only: true`, '05. January 2026'],
  [moment, `widget: 'datetime', time_only: true`, '3:04:05 pm'],
  [14.5, `widget: 'time'`, '2:30 pm'],
  [1234.5, `widget: 'float'`, '1.234,5', 'de_DE'],
]

for (const [value, options, expected, lang = 'en_IN'] of rows) {
  test(`a language of the administrator: ${options} of ${String(value)} in ${lang}`, () => {
    const languageOf = (code: string): LanguageFormat | undefined => (code === 'en_IN' ? indian : undefined)
    const xml = `<t t-out="x" t-options="{ ${options} }"/>`
    assert.equal(render(xml, { x: value }, { lang, languageOf }), expected)
  })
}

test('t-lang has the format of its language', () => {
  const callee = `<t t-out="1234.5" t-options-widget="'float'"/>`
  const languageOf = (code: string): LanguageFormat | undefined => (code === 'en_IN' ? indian : undefined)
  const html = render(
    `<t t-call="c"/>|<t t-call="c" t-lang="'en_IN'"/>`.replace(/^.*$/, '<t>$&</t>'),
    {},
    { languageOf },
    { c: callee },
  )
  assert.equal(html, '1,234.5|1/234*5')
})
