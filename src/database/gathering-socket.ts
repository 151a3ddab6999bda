import { Socket } from 'node:net'

/** From how many bytes on a piece is not copied. */
const LARGE = 16_384

/**
 * A socket that sends what is written at once in one piece: BEGIN with the statement that follows it, COMMIT with the next
 * transaction's BEGIN. Each piece is a system call here, and wakes the server once.
 */
export class GatheringSocket extends Socket {
  #gathered: Uint8Array[] = []

  // oxlint-disable-next-line typescript/no-explicit-any -- as below
  override connect(...args: any[]): this {
    super.connect(...(args as [number]))
    // Node.js puts its own `write` on the object here.
    Reflect.deleteProperty(this, 'write')
    return this
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- one of several overloads: all are handed on as they came
  override write(...args: any[]): boolean {
    const piece: unknown = args[0]
    const isSmall = piece instanceof Uint8Array && piece.length < LARGE
    if (!isSmall || args.length > 1 || this.connecting) {
      this.#send()
      return super.write(...(args as Parameters<Socket['write']>))
    }
    if (this.#gathered.push(piece) === 1) process.nextTick(() => this.#send())
    return !this.writableNeedDrain
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  override end(...args: any[]): this {
    this.#send()
    return super.end(...(args as Parameters<Socket['end']>))
  }

  #send(): void {
    const gathered = this.#gathered
    if (gathered.length === 0) return
    this.#gathered = []
    super.write(gathered.length === 1 ? (gathered[0] as Uint8Array) : Buffer.concat(gathered))
  }
}
