import { createHash } from 'node:crypto'
import { Pool } from 'pg'
import type { Logger } from '../app-services.ts'
import { familyOf } from './session-id.ts'
import type { SessionRecord, SessionStore } from './session-store.ts'

/** What the store asks: a pool of `pg`, or anything with its method. Each statement is a transaction of its own. */
export interface SessionClient {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  end?(): Promise<void>
}

/** Keeps two processes from making the table at once. */
const LOCK = 7_366_574_693
const CONNECTIONS = 5
const PATIENCE = 5000

/** As one statement: without parameters, several are one transaction. */
const TABLE = `
select pg_advisory_xact_lock(${LOCK});
create table if not exists pergola_session (
  sid text primary key,
  family text not null,
  record text not null,
  expires bigint not null
);
create index if not exists pergola_session_family on pergola_session (family);
create index if not exists pergola_session_expires on pergola_session (expires);`

/**
 * Sessions in a table `pergola_session` of a PostgreSQL database, for several servers. Ids are kept as hashes, so that a look at the
 * table gives nobody a session. The table is made at the first use.
 */
export class PostgresSessionStore implements SessionStore {
  readonly #client: SessionClient
  #ready: Promise<void> | null = null

  constructor(client: SessionClient) {
    this.#client = client
  }

  /**
   * A store with connections of its own, made when they are needed.
   *
   * @param url `postgres://…`, of a database that sessions may have a table in; without a name, of the server's own
   */
  static at(url: string, log: Pick<Logger, 'warn'>): PostgresSessionStore {
    const target = new URL(url)
    if (target.pathname.length < 2) target.pathname = '/postgres'
    const pool = new Pool({
      connectionString: target.href,
      max: CONNECTIONS,
      connectionTimeoutMillis: PATIENCE,
      application_name: 'pergola sessions',
      allowExitOnIdle: true,
    })
    pool.on('error', (error) => log.warn({ err: error }, 'A connection to the database of the sessions was lost.'))
    return new PostgresSessionStore({
      query: (text, values) => pool.query(text, values),
      end: () => pool.end(),
    })
  }

  async read(sid: string): Promise<SessionRecord | null> {
    const rows = await this.#query('select record from pergola_session where sid = $1 and expires > $2', [
      hash(sid),
      now(),
    ])
    const [row] = rows as Array<{ record: string }>
    return row === undefined ? null : (JSON.parse(row.record) as SessionRecord)
  }

  async write(sid: string, record: SessionRecord): Promise<void> {
    await this.#query(
      `insert into pergola_session (sid, family, record, expires) values ($1, $2, $3, $4)
       on conflict (sid) do update set record = excluded.record, expires = excluded.expires`,
      [hash(sid), hash(familyOf(sid)), JSON.stringify(record), Math.floor(record.expires)],
    )
  }

  async delete(sid: string): Promise<void> {
    await this.#query('delete from pergola_session where sid = $1', [hash(sid)])
  }

  async deleteFamily(family: string): Promise<void> {
    await this.#query('delete from pergola_session where family = $1', [hash(family)])
  }

  async vacuum(): Promise<void> {
    await this.#query('delete from pergola_session where expires <= $1', [now()])
  }

  async close(): Promise<void> {
    await this.#client.end?.()
  }

  async #query(text: string, values: unknown[]): Promise<unknown[]> {
    await (this.#ready ??= this.#prepare())
    return (await this.#client.query(text, values)).rows
  }

  async #prepare(): Promise<void> {
    try {
      await this.#client.query(TABLE)
    } catch (error) {
      this.#ready = null
      throw error
    }
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
