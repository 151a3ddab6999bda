import { Socket } from 'node:net'

/**
 * A socket that sends what is written at once in one piece: BEGIN with the statement that follows it, COMMIT with the next
 * transaction's BEGIN. Each piece is a system call here, and wakes the server once.
 */
export class GatheringSocket extends Socket {
  #gathering = false

  // oxlint-disable-next-line typescript/no-explicit-any -- as below
  override connect(...args: any[]): this {
    super.connect(...(args as [number]))
    // Node.js puts its own `write` on the object here.
    Reflect.deleteProperty(this, 'write')
    return this
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- one of several overloads: all are handed on as they came
  override write(...args: any[]): boolean {
    if (!this.#gathering && !this.connecting) {
      this.#gathering = true
      this.cork()
      process.nextTick(() => {
        this.#gathering = false
        this.uncork()
      })
    }
    return super.write(...(args as Parameters<Socket['write']>))
  }
}
