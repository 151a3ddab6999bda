/** What an `eval` attribute says, before external ids are looked up. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyArray<readonly [Expression, Expression]> }
  | { readonly kind: 'ref'; readonly xmlId: string; readonly optional: boolean }
  | { readonly kind: 'command'; readonly name: CommandName; readonly args: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly operands: readonly Expression[] }

/** The makers of commands, by Odoo's names. */
export type CommandName = 'create' | 'update' | 'delete' | 'unlink' | 'link' | 'clear' | 'set'

/** The external ids that an expression refers to. */
export function refsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'value':
      return []
    case 'ref':
      return [expression.xmlId]
    case 'list':
      return expression.items.flatMap(refsOf)
    case 'dict':
      return expression.entries.flatMap(([key, value]) => [...refsOf(key), ...refsOf(value)])
    case 'command':
      return expression.args.flatMap(refsOf)
    default:
      return expression.operands.flatMap(refsOf)
  }
}
