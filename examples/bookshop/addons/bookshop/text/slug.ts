import { foldText } from './fold-text.ts'

/** A name for URLs: `Pride and Prejudice` → `pride-and-prejudice`. */
export function toSlug(text: string): string {
  return foldText(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** The name of a record in URLs, which its id makes unique: `pride-and-prejudice-1`. Source: odoo's slug. */
export function recordSlug({ name, id }: { readonly name: string; readonly id: number }): string {
  return `${toSlug(name)}-${id}`.replace(/^-/, '')
}

/** The id at the end of a segment; null where there is none. */
export function idOfSlug(segment: string): number | null {
  const [, digits] = /(?:^|-)([1-9][0-9]{0,8})$/.exec(segment) ?? []
  return digits === undefined ? null : Number(digits)
}
