/** Reads a stream by numbers of bytes. */
export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader()
  }

  /** The next bytes, as many as come at once but at most `most`; null at the end. */
  async some(most: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#reader.read()
      if (done) return null
      this.#rest = value
    }
    const bytes = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(bytes.length)
    return bytes
  }

  /** The next `count` bytes; fewer at the end. */
  async exactly(count: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    for (let missing = count; missing > 0;) {
      const chunk = await this.some(missing)
      if (chunk === null) break
      chunks.push(chunk)
      missing -= chunk.length
    }
    return Buffer.concat(chunks)
  }

  /** Puts bytes back: they are read next. */
  unread(bytes: Uint8Array): void {
    this.#rest = Buffer.concat([bytes, this.#rest])
  }

  /** All that is left, or the next `limit` bytes, as a stream. @throws where there are fewer than `limit` */
  async *stream(limit: number | null = null): AsyncGenerator<Uint8Array> {
    for (let left = limit ?? Infinity; left > 0;) {
      const chunk = await this.some(Math.min(left, 65_536))
      if (chunk === null) {
        if (limit === null) return
        throw new RangeError('The stream ended too early.')
      }
      left -= chunk.length
      yield chunk
    }
  }

  /** Lets the stream go. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {})
  }
}
