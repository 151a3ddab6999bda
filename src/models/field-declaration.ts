import type { FieldType } from './field-definition.ts'

let made = 0

/** How many declarations were made so far in this process. */
export function declarationsMade(): number {
  return made
}

/**
 * What `fields.char(…)` really gives: the type and the options of a field, as one class states them. The registry makes
 * a `FieldDefinition` of all declarations of a field.
 */
export class FieldDeclaration {
  /** Counts up with every declaration: those of a parent class come before a subclass's own. */
  readonly serial: number
  readonly type: FieldType
  readonly options: Readonly<Record<string, unknown>>

  constructor(type: FieldType, options: Readonly<Record<string, unknown>>) {
    this.serial = ++made
    this.type = type
    this.options = Object.freeze({ ...options })
    Object.freeze(this)
  }
}
