import type { FormatEnvironment, Formatter } from './field-description.ts'
export function formatValue(
  _type: string,
  value: unknown,
  _o: Readonly<Record<string, unknown>>,
  _e: FormatEnvironment,
  _f?: Readonly<Record<string, Formatter>>,
): unknown {
  return value
}
