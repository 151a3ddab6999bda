import type { Environment } from '../environment.ts'
import type { Transaction } from '../transaction.ts'

/** How long after a change transactions that began before it may still be about, in milliseconds. */
const SETTLING = 10 * 60_000

/** What is remembered: the profile of a user, by the user's id, or what there is once. */
type AccessKey = number | 'tables' | 'groups' | 'rights' | 'rules'

/** What one cursor knows by itself. */
interface Local {
  /** What its present transaction read: the same as it would read again. */
  readonly values: Map<AccessKey, unknown>
  /** What it read last, in whichever transaction. */
  readonly last: Map<AccessKey, unknown>
  readonly loading: Map<AccessKey, Promise<unknown>>
  /** How often things had changed when the transaction was first seen; null before it is. */
  generation: number | null
  /** Whether its snapshot may be older than that. */
  late: boolean
}

/**
 * Remembers what was read of rights, for all transactions that can be sure of it: what a transaction read that changed rights itself,
 * or whose snapshot may be older than the last change, stays with it. A load that failed leaves nothing.
 */
export class AccessCache {
  #shared = new Map<AccessKey, unknown>()
  #generation = 0
  #changedAt = -Infinity

  /** What is known for certain; undefined where it must be read. A transaction that changed rights reads each time. */
  known(env: Environment, key: AccessKey): unknown {
    if (changedRights(env)) return undefined
    const shared = this.#shared.get(key)
    if (shared !== undefined || this.#shared.has(key)) return shared
    return this.#localOf(env.transaction)?.values.get(key)
  }

  /** What was known last, for those who cannot wait; undefined where it was never read. */
  lastKnown(env: Environment, key: AccessKey): unknown {
    return this.known(env, key) ?? this.#localOf(env.transaction)?.last.get(key)
  }

  /** What is known, or what is read now. */
  async get<Value>(env: Environment, key: AccessKey, load: () => Promise<Value>): Promise<Value> {
    const known = this.known(env, key)
    if (known !== undefined) {
      this.#local(env.transaction).last.set(key, known)
      return known as Value
    }
    const local = this.#local(env.transaction)
    let loading = local.loading.get(key)
    if (loading === undefined) {
      loading = this.#load(env, key, local, load).finally(() => local.loading.delete(key))
      local.loading.set(key, loading)
    }
    return loading as Promise<Value>
  }

  clear(): void {
    this.#shared = new Map()
    this.#generation++
    this.#changedAt = performance.now()
  }

  async #load<Value>(env: Environment, key: AccessKey, local: Local, load: () => Promise<Value>): Promise<Value> {
    const value = await load()
    local.last.set(key, value)
    if (changedRights(env)) return value
    local.values.set(key, value)
    if (this.#isCurrent(env, local)) this.#shared.set(key, value)
    return value
  }

  // Nothing changed since before the snapshot that was read from: then everybody reads the same.
  #isCurrent(env: Environment, { generation, late }: Local): boolean {
    if (generation !== this.#generation) return false
    const settled = performance.now() - this.#changedAt > SETTLING
    return settled || (!late && env.cr.node !== 'replica')
  }

  #localOf({ cr }: Transaction): Local | undefined {
    return cr.attached.get(this) as Local | undefined
  }

  #local(transaction: Transaction): Local {
    let local = this.#localOf(transaction)
    if (local === undefined) {
      local = { values: new Map(), last: new Map(), loading: new Map(), generation: null, late: false }
      transaction.cr.attached.set(this, local)
    }
    if (local.generation === null) this.#begin(transaction, local)
    return local
  }

  #begin({ cr }: Transaction, local: Local): void {
    local.generation = this.#generation
    local.late = cr.inTransaction
    // The cursor's next transaction has another snapshot.
    const end = (): void => {
      local.generation = null
      local.values.clear()
    }
    cr.postcommit.add(end)
    cr.postrollback.add(end)
  }
}

function changedRights({ transaction }: Environment): boolean {
  return transaction.hasChanged('access')
}
