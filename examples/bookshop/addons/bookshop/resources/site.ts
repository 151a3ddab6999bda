import type { Request, Resource } from 'pergola'
import { Shelves } from './category.ts'

/** Where the walk along a path begins that no route matches: `/browse/…` leads to the shelves. */
export class Site implements Resource {
  readonly name = ''
  readonly parent = null
  readonly #request: Request

  constructor(request: Request) {
    this.#request = request
  }

  child(segment: string): Resource | undefined {
    return segment === 'browse' && this.#request.db !== null ? this.shelves : undefined
  }

  get shelves(): Shelves {
    return new Shelves(this.#request.env['shop.category'], this)
  }
}
