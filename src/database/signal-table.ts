import type { Cursor } from './cursor.ts'

/** The channel on which signals are notified. */
export const SIGNAL_CHANNEL = 'pergola_signal'

// The advisory lock, because two sessions that create one table at once collide in spite of "if not exists".
const CREATE = `
  select pg_advisory_xact_lock(hashtext('pergola_signal'));
  create table if not exists pergola_signal (kind text primary key, sequence bigint not null)`

const RAISE = `
  insert into pergola_signal as s (kind, sequence) values ($1, 1)
  on conflict (kind) do update set sequence = s.sequence + 1
  returning sequence`

/** Creates the table, where it does not exist. */
export async function createSignalTable(cursor: Cursor): Promise<void> {
  await cursor.query(CREATE)
}

/** Raises a kind's sequence and notifies of it; both count when the transaction commits. @returns the sequence */
export async function raiseSignal(cursor: Cursor, kind: string): Promise<number> {
  const { rows } = await cursor.query<{ sequence: number }>(RAISE, [kind])
  const { sequence } = rows[0]!
  await cursor.query('select pg_notify($1, $2)', [SIGNAL_CHANNEL, formatSignal(kind, sequence)])
  return sequence
}

/** All kinds with their sequences. */
export async function readSignals(query: (sql: string) => Promise<{ rows: unknown[] }>): Promise<Map<string, number>> {
  try {
    const { rows } = await query('select kind, sequence from pergola_signal')
    return new Map((rows as Array<{ kind: string; sequence: number }>).map(({ kind, sequence }) => [kind, sequence]))
  } catch (error) {
    // Nothing was ever signalled.
    if ((error as { code?: string }).code === '42P01') return new Map()
    throw error
  }
}

/** A notification's text. */
export function formatSignal(kind: string, sequence: number): string {
  return `${sequence} ${kind}`
}

/** Reads a notification's text; null where it is none of ours. */
export function parseSignal(payload: string): { readonly kind: string; readonly sequence: number } | null {
  const match = /^(\d{1,15}) (.+)$/s.exec(payload)
  return match === null ? null : { sequence: Number(match[1]), kind: match[2]! }
}
