import { LockError, ValidationError } from 'pergola'
import { sqlStateOf, type Cursor } from 'pergola/database'
import { identifier, type AnyRecords } from 'pergola/models'

/** SQLSTATE of a row that somebody else has locked. */
const LOCKED = '55P03'
/** Sequences may begin below 1, and go down. */
const BOUNDS = 'minvalue -9007199254740991 maxvalue 9007199254740991'

/** A sequence of the database itself: its numbers never wait for each other. */
export class StandardCounter {
  readonly #cr: Cursor
  readonly #name: string
  readonly #quoted: string

  constructor(cr: Cursor, name: string) {
    this.#cr = cr
    this.#name = name
    this.#quoted = identifier(name).compile().text
  }

  async create(step: number, start: number): Promise<void> {
    checkStep(step)
    await this.#cr.query(
      `create sequence ${this.#quoted} increment by ${whole(step)} ${BOUNDS} start with ${whole(start)}`,
    )
  }

  /**
   * One that is not there yet is left: it is made with the same step and number as soon as its record is.
   *
   * @param next where it goes on; null: where it was
   */
  async alter(step: number, next: number | null): Promise<void> {
    checkStep(step)
    const restarting = next === null ? '' : ` restart with ${whole(next)}`
    await this.#cr.query(`alter sequence if exists ${this.#quoted} increment by ${whole(step)}${restarting}`)
  }

  async drop(): Promise<void> {
    await this.#cr.query(`drop sequence if exists ${this.#quoted} restrict`)
  }

  async next(): Promise<number> {
    const taken = 'select nextval($1::regclass)::float8 as number'
    const { rows } = await this.#cr.query<{ number: number }>(taken, [this.#quoted])
    return rows[0]?.number ?? 0
  }

  /** What `next` would give, without taking it. */
  async peek(): Promise<number> {
    const { rows } = await this.#cr.query<{ next: number }>(
      `select (case when s.is_called then s.last_value + p.increment_by else s.last_value end)::float8 as next
       from ${this.#quoted} s, pg_sequences p where p.sequencename = $1 and p.schemaname = any(current_schemas(false))`,
      [this.#name],
    )
    return rows[0]?.next ?? 1
  }
}

/** @throws {ValidationError} for a step that goes nowhere */
export function checkStep(step: number): void {
  if (step === 0) throw new ValidationError('Step must not be zero.')
}

/**
 * The number in a record's `number_next`, which goes on by a step. The record is held until the transaction ends.
 *
 * @throws {LockError} where somebody else is taking one
 */
export async function nextWithoutGap(record: AnyRecords, step: number): Promise<number> {
  const { env, ids, definition } = record
  const table = identifier(definition.table).compile().text
  await env.flush()
  try {
    const locked = `select number_next from ${table} where id = $1 for update nowait`
    const { rows } = await env.cr.savepoint(() => env.cr.query<{ number_next: number }>(locked, [ids[0]]))
    await env.cr.query(`update ${table} set number_next = number_next + $2 where id = $1`, [ids[0], step])
    env.transaction.invalidate(definition.name, ids, ['number_next', 'number_next_actual'])
    return rows[0]?.number_next ?? 0
  } catch (error) {
    if (sqlStateOf(error) !== LOCKED) throw error
    throw new LockError('Another transaction takes a number of the same sequence.', { cause: error })
  }
}

// These statements take no parameters.
function whole(number: number): string {
  if (!Number.isSafeInteger(number)) throw new ValidationError('The numbers of a sequence are whole numbers.')
  return String(number)
}
