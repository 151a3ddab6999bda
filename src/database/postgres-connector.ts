import { ClientQueue } from './client-queue.ts'
import type { Connector, Lease, LeaseRequest, Usage } from './connector.ts'
import type { ResolvedSettings } from './database-settings.ts'
import { createPostgresPool } from './postgres-pool.ts'
import { Replica } from './replica.ts'

/** Connections to a PostgreSQL server, and to its replica where there is one. */
export class PostgresConnector implements Connector {
  readonly kind = 'postgres'
  readonly single = false
  readonly #primary: ClientQueue
  readonly #replica: Replica | null

  constructor(location: { readonly name: string; readonly url: string }, settings: ResolvedSettings) {
    this.#primary = new ClientQueue(createPostgresPool(location.url, settings), location.name)
    this.#replica = settings.replicaUrl === null ? null : new Replica(location.name, settings.replicaUrl, settings)
  }

  get hasReplica(): boolean {
    return this.#replica !== null
  }

  lease({ readonly, after }: LeaseRequest): Promise<Lease> {
    if (!readonly || this.#replica === null) return this.#primary.take()
    return this.#replica.lease(after).then((lease) => lease ?? this.#primary.take())
  }

  async catchUp(): Promise<void> {
    if (this.#replica === null) return
    const lease = await this.#primary.take()
    const position = lease.client.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn')
    const { rows } = await position.finally(() => lease.release())
    if (rows[0] !== undefined) this.#replica.requireAll(rows[0].lsn)
  }

  usage(): Usage {
    const queues = this.#replica === null ? [this.#primary] : [this.#primary, this.#replica.clients]
    const sum = (count: (queue: ClientQueue) => number) => queues.reduce((total, queue) => total + count(queue), 0)
    const idle = sum(({ pool }) => pool.idleCount)
    return {
      busy: sum(({ pool }) => pool.totalCount) - idle,
      idle,
      waiting: sum(({ pool, waiting }) => pool.waitingCount + waiting),
    }
  }

  async close(): Promise<void> {
    await this.#primary.close()
    await this.#replica?.close()
  }
}
