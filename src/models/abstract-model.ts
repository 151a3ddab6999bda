import { Model } from './model.ts'

/**
 * What other models take in by `static inherit`: fields and methods without a table. Source: odoo.models.AbstractModel.
 *
 * @example
 * ```ts
 * import { AbstractModel, Model, fields } from 'pergola/models'
 * class Rated extends AbstractModel {
 *   static override model = 'rating.mixin'
 *   rating = fields.integer()
 * }
 * class Book extends Model {
 *   static override model = 'shop.book'
 *   static override inherit = ['rating.mixin']
 * }
 * ```
 */
export class AbstractModel extends Model {
  static override abstract: boolean = true
}

/** A model whose records are removed after a while, and seen by whoever made them only. Source: odoo.models.TransientModel. */
export class TransientModel extends Model {
  static override transient: boolean = true
}
