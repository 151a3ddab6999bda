import type { PoolClient } from 'pg'
import type { ClientQueue } from './client-queue.ts'
import type { Lease } from './connector.ts'

/** A client of a pool, which one transaction after the other has for itself. */
export class ClientLease implements Lease {
  readonly client: PoolClient
  /** Whether its connection is gone. */
  isBroken = false
  readonly #queue: ClientQueue
  /** What transactions may do where nothing else is said. */
  #isReadonly = false

  constructor(client: PoolClient, queue: ClientQueue) {
    this.client = client
    this.#queue = queue
  }

  get node(): Lease['node'] {
    return this.#queue.node
  }

  lost(error: unknown): void {
    this.#queue.onLost(error)
  }

  // Both are answered in order, before the statement that they are for; their failure is that statement's failure.
  limit(milliseconds: number): void {
    this.client.query(`set local statement_timeout = ${Math.trunc(milliseconds)}`).catch(ignore)
  }

  setReadonly(readonly: boolean): void {
    if (this.#isReadonly === readonly) return
    this.#isReadonly = readonly
    const statement = readonly ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'
    this.client.query(statement).catch(() => (this.#isReadonly = !readonly))
  }

  release(error?: Error): void {
    this.#queue.give(this, error)
  }
}

function ignore(): void {}
