import type { Database } from '../../database/database.ts'
import type { Registry } from '../../models/registry.ts'
import type { AppComposition } from '../composition-builder.ts'

/** A database as requests find it: what its installed addons make together. Replaced as a whole when they change. */
export interface ServedDatabase {
  readonly name: string
  readonly database: Database
  readonly registry: Registry
  readonly composition: AppComposition
}
