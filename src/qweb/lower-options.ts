import type { Directives } from './directives.ts'
import { expressionOf, type Lowering } from './lowering.ts'
import type { Options } from './operation.ts'

/** Takes `t-options` and `t-options-*`; null when there are none. */
export function lowerOptions(lowering: Lowering, directives: Directives): Options | null {
  const { element } = directives
  const base = directives.take('t-options')
  const single = directives.takeAll((name) => name.startsWith('t-options-'))
  if (base === undefined && single.length === 0) return null
  return {
    base: base === undefined || base.value.trim() === '' ? null : expressionOf(lowering, element, base),
    entries: single.map((attribute) => ({
      name: attribute.name.slice('t-options-'.length),
      value: { kind: 'expression', expression: expressionOf(lowering, element, attribute) },
    })),
  }
}
