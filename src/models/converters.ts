import { Converter, type ConverterClass } from '../routing/converter.ts'
import { ValueRefused } from '../routing/errors.ts'

/** How many ids a URL may name. */
const ID_LIMIT = 1000

/** Records that a URL names, before anybody knows who asks for them. */
export class RecordReference {
  readonly model: string
  readonly ids: readonly number[]

  constructor(model: string, ids: readonly number[]) {
    this.model = model
    this.ids = ids
  }
}

type Named = number | { readonly ids: readonly number[] }

/**
 * `<model("shop.book"):book>`: a record by its id. The endpoint gets the record, whose existence and access were checked.
 *
 * Source: odoo's ir.http.ModelConverter.
 */
export class ModelConverter extends Converter<unknown> {
  static override regex: string = '[0-9]{1,10}'
  static override weight: number = 50
  readonly #model: string

  constructor(model: string) {
    super()
    this.#model = checkModel(model)
  }

  override parse(text: string): RecordReference {
    return new RecordReference(this.#model, [toId(text)])
  }

  /** @param value a record, or its id */
  override format(value: unknown): string {
    const [id, ...more] = idsOf(value as Named)
    if (id === undefined || more.length > 0) throw new ValueRefused()
    return String(id)
  }
}

/** `<models("shop.book"):books>`: records by their ids, `3,7`. Source: odoo's ir.http.ModelsConverter. */
export class ModelsConverter extends Converter<unknown> {
  static override regex: string = '[0-9,]+'
  static override weight: number = 60
  readonly #model: string

  constructor(model: string) {
    super()
    this.#model = checkModel(model)
  }

  override parse(text: string): RecordReference {
    const parts = text.split(',')
    if (parts.length > ID_LIMIT) throw new ValueRefused()
    return new RecordReference(this.#model, [...new Set(parts.map(toId))])
  }

  override format(value: unknown): string {
    const ids = Array.isArray(value) ? (value as number[]) : idsOf(value as Named)
    if (ids.length === 0) throw new ValueRefused()
    return ids.join(',')
  }
}

/** The converters that come with models, by their names in rules. */
export const modelConverters: ReadonlyArray<readonly [string, ConverterClass]> = [
  ['model', ModelConverter],
  ['models', ModelsConverter],
]

function idsOf(value: Named): readonly number[] {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? [value] : []
  return Array.isArray(value?.ids) ? value.ids : []
}

function toId(text: string): number {
  const id = Number(text)
  if (text === '' || id <= 0 || id >= 2 ** 31) throw new ValueRefused()
  return id
}

function checkModel(model: unknown): string {
  if (typeof model === 'string' && model !== '') return model
  throw new TypeError('The converter needs the name of a model: <model("shop.book"):book>.')
}
