import type { FieldDefinition } from '../field-definition.ts'

const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 'true', 't', 'yes', 'y', 'on'])
const FALSE_WORDS: ReadonlySet<string> = new Set(['0', 'false', 'f', 'no', 'n', 'off', ''])

/** A text of a data file as a value of a field. @throws TypeError where it is none */
export function readText(text: string, { type, name }: Pick<FieldDefinition, 'type' | 'name'>): unknown {
  const trimmed = text.trim()
  switch (type) {
    case 'char':
    case 'text':
    case 'html':
      return text
    case 'boolean':
      return readBoolean(trimmed, name)
    case 'integer':
    case 'many2one':
      return readNumber(trimmed, /^[-+]?\d{1,15}$/, name)
    case 'float':
      return readNumber(trimmed, /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i, name)
    case 'json':
      return trimmed === '' ? null : readJson(trimmed, name)
    case 'one2many':
    case 'many2many':
      if (trimmed === '') return []
      throw new TypeError(`Field ${name} takes records: give eval="…", or external ids`)
    default:
      return trimmed === '' ? null : trimmed
  }
}

function readBoolean(text: string, name: string): boolean {
  const word = text.toLowerCase()
  if (TRUE_WORDS.has(word)) return true
  if (FALSE_WORDS.has(word)) return false
  throw new TypeError(`${JSON.stringify(text.slice(0, 80))} is neither true nor false (field ${name})`)
}

function readNumber(text: string, form: RegExp, name: string): number | null {
  if (text === '') return null
  if (form.test(text)) return Number(text)
  throw new TypeError(`${JSON.stringify(text.slice(0, 80))} is no number (field ${name})`)
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TypeError(`${JSON.stringify(text.slice(0, 80))} is no JSON (field ${name})`)
  }
}
