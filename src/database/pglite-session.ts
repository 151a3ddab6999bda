import type { PgliteLink } from './pglite-link.ts'

/** The one session that an engine has, used by one connection of `pg` after another. */
export class PgliteSession {
  /** Time limit of what is sent, in milliseconds; 0 for none. */
  timeout: number
  readonly #link: PgliteLink
  #last: Promise<unknown> = Promise.resolve()

  constructor(link: PgliteLink, timeout: number) {
    this.#link = link
    this.timeout = timeout
  }

  /** Sends messages after those that were sent before, and gives the answer. */
  exchange(messages: Uint8Array): Promise<Uint8Array> {
    const send = () => this.#link.exchange(messages, this.timeout)
    const answer = this.#last.then(send, send)
    this.#last = answer.catch(() => {})
    return answer
  }

  /** Leaves nothing of a connection to the next one: no transaction, prepared statement, setting, lock or temporary table. */
  async reset(): Promise<void> {
    await this.exchange(simpleQuery('rollback'))
    await this.exchange(simpleQuery('discard all'))
  }
}

/** A simple query message of PostgreSQL's protocol. */
function simpleQuery(sql: string): Uint8Array {
  const message = Buffer.alloc(sql.length + 6)
  message.write('Q', 0)
  message.writeInt32BE(sql.length + 5, 1)
  message.write(sql, 5)
  return message
}
