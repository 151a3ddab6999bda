import { cachedMethod, type CacheKey } from './method-cache.ts'
import { mark, type MethodMarks } from './method-marks.ts'
import type { Model } from './model.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- parameters are contravariant: only `any` admits all methods
type Method<This = any> = (this: This, ...args: any) => unknown

/** A decorator of methods of models. */
export type ApiDecorator = <This extends Model>(
  method: Method<This>,
  context: ClassMethodDecoratorContext<This>,
) => void

/** See {@link Api.ormcache}. */
export type CacheDecorator<Args extends readonly unknown[]> = <This extends Model>(
  method: (this: This, ...args: Args) => unknown,
  context: ClassMethodDecoratorContext<This>,
) => void

/** The decorators of methods of models. */
export interface Api {
  /**
   * Says what a computed field's method reads: it is loaded before, and when it changes the field is computed anew. The
   * paths of all overrides count together. Source: odoo.api.depends.
   *
   * @param paths fields, or paths through relations: `'line_ids.price'`
   */
  depends(...paths: readonly string[]): ApiDecorator
  /**
   * Calls the method after one of these fields was written; it throws a `ValidationError` for what cannot be. An override
   * without the decorator keeps it. Source: odoo.api.constrains.
   */
  constrains(...fields: readonly string[]): ApiDecorator
  /** The method has nothing to do with particular records: RPC calls it without ids. Source: odoo.api.model. */
  readonly model: ApiDecorator
  /** Calls the method once a day. Source: odoo.api.autovacuum. */
  readonly autovacuum: ApiDecorator
  /**
   * Calls the method before records are deleted; it throws what forbids that. Source: odoo.api.ondelete.
   *
   * @param options.atUninstall whether also while its addon is being uninstalled
   */
  ondelete(options: { readonly atUninstall: boolean }): ApiDecorator
  /**
   * Keeps what the method gives in the registry, for all users, until `registry.clearCaches()`: no records, and treat it as
   * read-only. What rejects is not kept. Source: odoo.tools.ormcache.
   *
   * @param key gives what results are told apart by, JSON; default: the arguments. The user only where it says so
   *
   * @example
   * ```ts
   * import { Model, api } from 'pergola/models'
   * class Prices extends Model {
   *   static override model = 'shop.prices'
   *   @api.ormcache(function (this: Prices, code: string) { return [code, this.env.uid] })
   *   async rate(code: string) { return code.length }
   * }
   * ```
   */
  ormcache<Args extends readonly unknown[]>(key?: CacheKey<never, Args>): CacheDecorator<Args>
  /** The method may be called by RPC, in its overrides too. Source: Odoo's public methods. */
  readonly rpc: ApiDecorator
  /** The method only reads: RPC calls it on a read-only cursor. An override says it again. Source: odoo.api.readonly. */
  readonly readonly: ApiDecorator
}

/**
 * Decorators of methods of models.
 *
 * @throws TypeError where they stand on anything but a public method of instances
 *
 * @example
 * ```ts
 * import { ValidationError } from 'pergola'
 * import { Model, fields, api } from 'pergola/models'
 * class Book extends Model {
 *   static override model = 'shop.book'
 *   price = fields.float()
 *   tax = fields.float({ compute: 'computeTax', store: true })
 *
 *   @api.depends('price')
 *   computeTax() {
 *     for (const book of this) book.tax = book.price * 0.07
 *   }
 *
 *   @api.constrains('price')
 *   checkPrice() {
 *     for (const book of this) if (book.price < 0) throw new ValidationError('Nobody is paid for taking a book.')
 *   }
 * }
 * ```
 *
 * Source: odoo.api.
 */
export const api: Api = Object.freeze({
  depends: (...paths: readonly string[]) => marking('depends', { depends: texts('depends', paths) }),
  constrains: (...names: readonly string[]) => marking('constrains', { constrains: texts('constrains', names) }),
  model: marking('model', { model: true }),
  autovacuum: marking('autovacuum', { autovacuum: true }),
  ondelete: ({ atUninstall }: { readonly atUninstall: boolean }) =>
    marking('ondelete', { ondelete: Object.freeze({ atUninstall }) }),
  ormcache:
    (key: CacheKey<Model, readonly unknown[]> = (...args) => args) =>
    (method: Method, context: ClassMethodDecoratorContext) => {
      assertMethod('ormcache', context)
      return cachedMethod(method, String(context.name), key)
    },
  rpc: marking('rpc', { rpc: true }),
  readonly: marking('readonly', { readonly: true }),
}) as unknown as Api

function marking(name: string, marks: MethodMarks): ApiDecorator {
  return (method, context) => {
    assertMethod(name, context as ClassMethodDecoratorContext)
    mark(method, marks)
  }
}

function assertMethod(decorator: string, context: ClassMethodDecoratorContext): void {
  if (context.kind === 'method' && !context.static && !context.private && typeof context.name === 'string') return
  throw new TypeError(`@api.${decorator} goes on a public method of a model, not on ${String(context.name)}.`)
}

function texts(decorator: string, given: readonly string[]): readonly string[] {
  if (given.every((each) => typeof each === 'string' && each !== '')) return Object.freeze([...given])
  throw new TypeError(`@api.${decorator} takes names of fields.`)
}
