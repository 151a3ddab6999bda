import { Allow, DENY_ALL, Everyone, type Acl, type Resource } from 'pergola'
import type { AuthorRecord } from '../models/author.ts'
import { idOfSlug, recordSlug } from '../text/slug.ts'

const everyone: Acl = [[Allow, Everyone, 'view'], DENY_ALL]

/** An author: what is written by one. */
export class AuthorShelf implements Resource {
  readonly record: AuthorRecord
  readonly parent: Resource
  readonly acl = everyone

  constructor(record: AuthorRecord, parent: Resource) {
    this.record = record
    this.parent = parent
  }

  get name(): string {
    return recordSlug(this.record)
  }
}

/** All authors. */
export class Authors implements Resource {
  readonly name = 'authors'
  readonly parent: Resource
  readonly acl = everyone
  readonly records: AuthorRecord

  constructor(none: AuthorRecord, parent: Resource) {
    this.records = none
    this.parent = parent
  }

  async child(segment: string): Promise<Resource | undefined> {
    const id = idOfSlug(segment)
    const found = id === null ? this.records : await this.records.search([['id', '=', id]])
    if (found.length === 0) return undefined
    const author = new AuthorShelf(await found.load('name'), this)
    return author.name === segment ? author : undefined
  }
}
