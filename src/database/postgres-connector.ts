import type pg from 'pg'
import { leaseClient } from './client-lease.ts'
import type { Connector, Lease, LeaseRequest, Usage } from './connector.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { createPostgresPool } from './postgres-pool.ts'
import { Replica } from './replica.ts'

/** Connections to a PostgreSQL server, and to its replica where there is one. */
export class PostgresConnector implements Connector {
  readonly kind = 'postgres'
  readonly single = false
  readonly #name: string
  readonly #primary: pg.Pool
  readonly #replica: Replica | null

  constructor(location: { readonly name: string; readonly url: string }, settings: ResolvedSettings) {
    this.#name = location.name
    this.#primary = createPostgresPool(location.url, settings)
    this.#replica = settings.replicaUrl === null ? null : new Replica(location.name, settings.replicaUrl, settings)
  }

  get hasReplica(): boolean {
    return this.#replica !== null
  }

  lease({ readonly, after }: LeaseRequest): Promise<Lease> {
    if (!readonly || this.#replica === null) return this.#leasePrimary()
    return this.#replica.lease(after).then((lease) => lease ?? this.#leasePrimary())
  }

  #leasePrimary(): Promise<Lease> {
    return leaseClient(this.#primary, { node: 'primary', database: this.#name })
  }

  async catchUp(): Promise<void> {
    if (this.#replica === null) return
    const { rows } = await this.#primary.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn')
    if (rows[0] !== undefined) this.#replica.requireAll(rows[0].lsn)
  }

  usage(): Usage {
    const pools = this.#replica === null ? [this.#primary] : [this.#primary, this.#replica.pool]
    const sum = (count: (pool: pg.Pool) => number) => pools.reduce((total, pool) => total + count(pool), 0)
    const idle = sum((pool) => pool.idleCount)
    return { busy: sum((pool) => pool.totalCount) - idle, idle, waiting: sum((pool) => pool.waitingCount) }
  }

  async close(): Promise<void> {
    if (!this.#primary.ending) await this.#primary.end()
    await this.#replica?.close()
  }
}
