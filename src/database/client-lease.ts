import type { PoolClient } from 'pg'
import type { ClientQueue } from './client-queue.ts'
import type { Lease } from './connector.ts'

/** Clients whose transactions are read-only where nothing else is said. */
const readonlyClients = new WeakSet<PoolClient>()

/** A client of a pool, for one transaction. */
export class ClientLease implements Lease {
  readonly client: PoolClient
  readonly node: Lease['node']
  readonly #queue: ClientQueue
  readonly #lost: ((error: unknown) => void) | undefined

  constructor(client: PoolClient, queue: ClientQueue, node: Lease['node'], lost?: (error: unknown) => void) {
    this.client = client
    this.node = node
    this.#queue = queue
    this.#lost = lost
  }

  lost(error: unknown): void {
    this.#lost?.(error)
  }

  // Both are answered in order, before the statement that they are for; their failure is that statement's failure.
  limit(milliseconds: number): void {
    this.client.query(`set local statement_timeout = ${Math.trunc(milliseconds)}`).catch(ignore)
  }

  setReadonly(readonly: boolean): void {
    if (readonlyClients.has(this.client) === readonly) return
    note(this.client, readonly)
    const statement = readonly ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'
    this.client.query(statement).catch(() => note(this.client, !readonly))
  }

  release(error?: Error): void {
    this.#queue.give(this.client, error)
  }
}

function note(client: PoolClient, isReadonly: boolean): void {
  if (isReadonly) readonlyClients.add(client)
  else readonlyClients.delete(client)
}

function ignore(): void {}
