const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input keygen link menuitem meta param source track wbr'.split(' '),
)

/** Whether an element has no end tag in HTML: it prints as `<br/>`. Lower case only, as Odoo does. */
export function isVoidElement(tag: string): boolean {
  return VOID.has(tag)
}
