import { RuleSyntaxError } from './errors.ts'

const GAP = /\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})?/g

/** Fills the gaps of one text. @throws {RuleSyntaxError} for a gap without a value, or a `$` that begins none */
export function fillTemplate(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(
    GAP,
    (gap: string, dollar: string | undefined, bare?: string, braced?: string, at: number = 0) => {
      if (dollar !== undefined) return dollar
      const name = bare ?? braced
      if (name === undefined) throw new RuleSyntaxError("'$' begins no name here; write '$$' for a '$'.", text, at)
      if (!Object.hasOwn(values, name)) throw new RuleSyntaxError(`There is no value for ${gap}.`, text, at)
      return String(values[name])
    },
  )
}
