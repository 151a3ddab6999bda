import type { Label } from './field-definition.ts'

/** A label in a language: that one, its base (`de` for `de_AT`), English, or the first there is. */
export function labelIn(label: Label, lang: string | null): string {
  if (typeof label === 'string') return label
  const base = lang?.split(/[_-]/)[0]
  const names = Object.keys(label)
  const name =
    names.find((each) => each === lang) ??
    (base === undefined ? undefined : names.find((each) => each.split(/[_-]/)[0] === base)) ??
    names.find((each) => each.startsWith('en')) ??
    names[0]
  return name === undefined ? '' : (label[name] as string)
}
