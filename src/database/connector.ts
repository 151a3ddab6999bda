import type { ClientBase } from 'pg'

/** What a transaction needs. */
export interface LeaseRequest {
  readonly readonly: boolean
  /** The position in the primary's log that must be visible; null for none. */
  readonly after: string | null
}

/** A connection that one transaction has for itself. */
export interface Lease {
  readonly client: ClientBase
  readonly node: 'primary' | 'replica'
  /** Gives the connection back; with an error it is thrown away. */
  release(error?: Error): void
  /** Gives the transaction's statements another time limit, in milliseconds; 0 for none. */
  limit(milliseconds: number): void
  /** Says what transactions without BEGIN may do from now on. */
  setReadonly(readonly: boolean): void
  /** Tells that the connection broke. */
  lost(error: unknown): void
}

/** How many connections there are. */
export interface Usage {
  /** Given out to transactions. */
  readonly busy: number
  readonly idle: number
  /** Transactions that wait for one. */
  readonly waiting: number
}

/** Where a database's connections come from. */
export interface Connector {
  readonly kind: 'postgres' | 'pglite'
  /** Whether there is but one connection, so that a transaction inside another would wait for ever. */
  readonly single: boolean
  /** Whether positions in the log matter. */
  readonly hasReplica: boolean
  lease(request: LeaseRequest): Promise<Lease>
  /** Has all reads from now on see what is committed by now, those on a replica too. */
  catchUp(): Promise<void>
  usage(): Usage
  close(): Promise<void>
}
