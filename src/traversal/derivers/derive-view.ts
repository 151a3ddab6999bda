import { ConfigurationError } from '../../errors/framework-errors.ts'
import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import { sortByPlace } from '../sort-by-place.ts'
import type { ViewCallable } from '../view-options.ts'
import type { AddedDeriver, ViewDeriver, ViewInfo } from './deriver.ts'
import { csrfChecked, decorated, httpCached, rendered } from './response-derivers.ts'
import { authenticated } from './authenticated.ts'
import { secured } from './secured.ts'

/** The outermost place, where a request reaches the view; predicates hold already. Source: pyramid.viewderivers.INGRESS. */
const INGRESS = 'INGRESS'
/** The innermost place: the method itself. Source: pyramid.viewderivers.VIEW. */
const VIEW = 'VIEW'

/** The built-in ones from the outermost to the innermost; addons' own stand over `rendered` unless they say otherwise. */
const order = [INGRESS, 'authenticated', 'secured', 'csrf', 'wrapped', 'httpCached', 'decorated', 'rendered', VIEW]

/** Puts all that a view asks for around it. Source: pyramid.viewderivers. */
export class ViewDerivation {
  /** From the outermost to the innermost. */
  readonly names: readonly string[]
  readonly #derivers: ReadonlyMap<string, ViewDeriver>

  /**
   * @param wrapped the deriver for the option `wrapper`, which needs all views
   * @throws ConfigurationError for names twice, and places that cannot be
   */
  constructor(added: readonly AddedDeriver[], wrapped: ViewDeriver) {
    for (const { name, over, under } of added) {
      if ([over].flat().includes(INGRESS))
        throw new ConfigurationError(`The view deriver ${name} cannot stand over INGRESS.`)
      if ([under].flat().includes(VIEW))
        throw new ConfigurationError(`The view deriver ${name} cannot stand under VIEW.`)
    }
    const fixed = order.map((name, index) => ({ name, before: [], after: order.slice(Math.max(0, index - 1), index) }))
    const placed = added.map(({ name, over, under }) => {
      const isFree = over === undefined && under === undefined
      return {
        name,
        before: isFree ? ['rendered'] : [...[over ?? []].flat(), VIEW],
        after: isFree ? ['decorated'] : [...[under ?? []].flat(), INGRESS],
      }
    })
    this.names = sortByPlace([...fixed, ...placed], 'view deriver').filter((name) => name !== INGRESS && name !== VIEW)
    this.#derivers = new Map<string, ViewDeriver>([
      ['authenticated', authenticated],
      ['secured', secured],
      ['csrf', csrfChecked],
      ['wrapped', wrapped],
      ['httpCached', httpCached],
      ['decorated', decorated],
      ['rendered', rendered],
      ...added.map(({ name, deriver }) => [name, deriver] as const),
    ])
  }

  /** The view with all around it. */
  derive(info: ViewInfo): (context: unknown, request: Request) => Promise<Response> {
    const method = Reflect.get(info.controller, info.methodName) as ViewCallable
    const derived = this.names.reduceRight<ViewCallable>(
      (view, name) => (this.#derivers.get(name) as ViewDeriver)(view, info),
      method.bind(info.controller),
    )
    return async (context, request) => {
      const response = await derived(context, request)
      if (response instanceof Response) return response
      throw new ConfigurationError(`What stands around the view ${info.name} gave no response.`)
    }
  }
}
