import { FrameworkError } from './framework-errors.ts'
import type { PergolaErrorOptions } from './pergola-error.ts'

/** A value that is still to be loaded: of which records (a recordset), by the name of the field. */
export interface MissingValue {
  readonly records: object
  readonly field: string
}

/** A model's declaration is wrong; the message says where and what. */
export class ModelDefinitionError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_MODEL_DEFINITION'
}

/** No installed addon has a model of that name. Source: odoo's KeyError of `env[name]`. */
export class UnknownModelError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_UNKNOWN_MODEL'
}

/** A model has no field of that name, or only by an addon that is not installed. */
export class UnknownFieldError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_UNKNOWN_FIELD'
}

/** An attribute was read before it was loaded: `await records.load('path')` first. */
export class NotLoadedError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_NOT_LOADED'
  // Private, so that no log writes the records down.
  readonly #missing: MissingValue | null

  constructor(message: string, options: PergolaErrorOptions & { missing?: MissingValue } = {}) {
    super(message, options)
    this.#missing = options.missing ?? null
  }

  /** What was read; null where it is no field of a record. */
  get missing(): MissingValue | null {
    return this.#missing
  }
}

/** An attribute was read of several records, or of none where one is needed. Source: odoo's `Expected singleton`. */
export class SingletonError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_SINGLETON'
}

/** `new` was used on a model's class. */
export class RecordConstructionError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_RECORD_CONSTRUCTION'
}

/** A domain (or an order) is malformed. Source: odoo's ValueError of malformed domains. */
export class DomainError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_DOMAIN'
}

/** An addon cannot be installed, upgraded or uninstalled; the message says why. */
export class AddonInstallError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_ADDON_INSTALL'
}

/** A data file of an addon cannot be loaded; the message names file and line. Source: odoo.tools.convert.ParseError. */
export class DataFileError extends FrameworkError {
  static override readonly code: string = 'PERGOLA_DATA_FILE'
}
