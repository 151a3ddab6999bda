import { lineage, type Request, type Resource } from 'pergola'
import { Authors, AuthorShelf } from './author.ts'
import { Category, Shelves } from './category.ts'
import { ShelvedBook } from './book.ts'

/** A step on the way to a page. */
export interface Crumb {
  readonly title: string
  readonly url: string
}

/** The way from the shelves to a resource, itself not counted. */
export function crumbsOf(resource: Resource, request: Request): Crumb[] {
  return [...lineage(resource)]
    .slice(1, -1)
    .toReversed()
    .map((each) => ({ title: titleOf(each), url: request.resourceUrl(each) }))
}

/** What a resource is called. */
export function titleOf(resource: Resource): string {
  if (resource instanceof Shelves) return 'All shelves'
  if (resource instanceof Authors) return 'Authors'
  if (resource instanceof Category || resource instanceof AuthorShelf || resource instanceof ShelvedBook) {
    return resource.record.name
  }
  return resource.name ?? ''
}
