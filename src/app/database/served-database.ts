import type { Database } from '../../database/database.ts'
import type { Registry } from '../../models/registry.ts'
import type { AppComposition } from '../composition-builder.ts'
import type { Sign } from '../server-secret.ts'

/** A database as requests find it: what its installed addons make together. Replaced as a whole when they change. */
export interface ServedDatabase {
  readonly name: string
  readonly database: Database
  readonly registry: Registry
  readonly composition: AppComposition
  /** Makes CSRF tokens that hold on every server of the database; null where it has no secret. */
  readonly sign: Sign | null
}
