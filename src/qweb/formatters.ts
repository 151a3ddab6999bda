import type { FormatEnvironment, Formatter } from './field-description.ts'
import { formatDate, formatDatetime, formatTime } from './format-date.ts'
import { formatDuration, formatRelative } from './format-duration.ts'
import { formatImage, formatImageUrl } from './format-image.ts'
import { formatFloat, formatFloatTime, formatInteger, formatMonetary } from './format-number.ts'
import {
  formatContact,
  formatHtml,
  formatMany2one,
  formatSelection,
  formatText,
  formatX2many,
} from './format-record.ts'

const FORMATTERS: ReadonlyMap<string, Formatter> = new Map([
  ['integer', formatInteger],
  ['float', formatFloat],
  ['monetary', formatMonetary],
  ['float_time', formatFloatTime],
  ['date', formatDate],
  ['datetime', formatDatetime],
  ['time', formatTime],
  ['duration', formatDuration],
  ['relative', formatRelative],
  ['text', formatText],
  ['html', formatHtml],
  ['many2one', formatMany2one],
  ['many2many', formatX2many],
  ['one2many', formatX2many],
  ['selection', formatSelection],
  ['contact', formatContact],
  ['image', formatImage],
  ['image_url', formatImageUrl],
])

/**
 * Formats a value for `t-field` or `t-out` with a widget. An unknown type prints the value as text.
 *
 * @param more formatters of the engine's options; they go before ours
 */
export function formatValue(
  type: string,
  value: unknown,
  options: Readonly<Record<string, unknown>>,
  environment: FormatEnvironment,
  more: Readonly<Record<string, Formatter>> = {},
): unknown {
  const formatter = Object.hasOwn(more, type) ? more[type] : FORMATTERS.get(type)
  return formatter === undefined ? value : formatter(value, options, environment)
}
