import type { Model } from './model.ts'

/**
 * The models by name, with the types of their records. Addons add theirs by declaration merging:
 *
 * ```ts
 * declare module 'pergola/models' {
 *   interface Models { 'shop.book': BookRecord }
 * }
 * ```
 */
// oxlint-disable-next-line typescript/no-empty-interface -- it is there to be merged with
export interface Models {}

/** The records of a model: as it is declared in `Models`, else any record. */
export type RecordsOf<Name extends string> = Name extends keyof Models ? Models[Name] : AnyRecords

/** Records of a model whose type is not known. */
// oxlint-disable-next-line typescript/no-explicit-any -- nothing is known of its fields
export type AnyRecords = Model & { readonly [field: string]: any }

/** The records that a converter's argument names: `"shop.book"`. */
type RecordsNamed<Arguments extends string> = Arguments extends `"${infer Name}"` | `'${infer Name}'`
  ? RecordsOf<Name>
  : AnyRecords

// Here, not beside the converters: whoever imports `pergola` from the built package has the types of this file in the program.
declare module '../routing/converter-types.ts' {
  interface ConverterTypes<Arguments extends string> {
    model: RecordsNamed<Arguments>
    models: RecordsNamed<Arguments>
  }
}
