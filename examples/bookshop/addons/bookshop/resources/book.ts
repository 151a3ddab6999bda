import { Allow, DENY_ALL, Everyone, type AclEntries, type Resource } from 'pergola'
import type { BookRecord } from '../models/book.ts'
import { recordSlug } from '../text/slug.ts'

/** A book on its shelf, or among those of its author. */
export class ShelvedBook implements Resource {
  readonly record: BookRecord
  readonly parent: Resource

  constructor(record: BookRecord, parent: Resource) {
    this.record = record
    this.parent = parent
  }

  get name(): string {
    return recordSlug(this.record)
  }

  /** Only the staff sees drafts; the rules of `shop.book` say the same of the records themselves. */
  readonly acl = (): AclEntries => [
    ...(this.record.state === 'published' ? [[Allow, Everyone, 'view'] as const] : []),
    [Allow, 'group:bookshop.staff', ['view', 'edit']],
    DENY_ALL,
  ]
}
