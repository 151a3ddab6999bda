import { FrameworkError } from './framework-errors.ts'

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
