import type { PGlite } from '@electric-sql/pglite'

/** How an engine is started. */
export interface EngineOptions {
  /** Absolute; null in memory. */
  readonly directory: string | null
  readonly sharedBuffers: string
  /** A tar of a data directory to begin with. */
  readonly archive: Blob | null
}

/** Packed small takes 0.6 s for an empty database; `'none'` takes 0.1 s, and 40 MB. */
export type Compression = 'gzip' | 'none'

/** A running PGlite engine, in this thread or in one of its own. */
export interface PgliteLink {
  /**
   * Sends messages of PostgreSQL's protocol, whole ones, and gives the answer's bytes.
   *
   * @param timeout milliseconds after which the engine is ended; 0 for never
   */
  exchange(messages: Uint8Array, timeout: number): Promise<Uint8Array>
  /** The data directory as a tar. */
  dump(compression: Compression): Promise<Uint8Array>
  /** Shuts down in good order. */
  close(): Promise<void>
  /** Whether it still works. */
  readonly alive: boolean
  /** Settles when the engine is no more. */
  readonly ended: Promise<void>
}

/** Starts an engine in this thread. */
export async function startEngine({ directory, sharedBuffers, archive }: EngineOptions): Promise<PGlite> {
  // Only who uses it loads the engine's 27 MB.
  const { PGlite } = await import('@electric-sql/pglite')
  return PGlite.create({
    dataDir: directory ?? 'memory://',
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`],
    ...(archive === null ? {} : { loadDataDir: archive }),
  })
}

/** The data directory of an engine as a tar. */
export async function dumpEngine(engine: PGlite, compression: Compression): Promise<Uint8Array> {
  const archive = await engine.dumpDataDir(compression)
  return new Uint8Array(await archive.arrayBuffer())
}

/** An engine in this thread: quick to reach, but the event loop stands still during each statement, and no statement can be ended. */
export class LocalLink implements PgliteLink {
  readonly ended: Promise<void>
  readonly #engine: PGlite
  #end: () => void = () => {}

  constructor(engine: PGlite) {
    this.#engine = engine
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  get alive(): boolean {
    return !this.#engine.closed
  }

  exchange(messages: Uint8Array): Promise<Uint8Array> {
    return this.#engine.execProtocolRaw(messages)
  }

  dump(compression: Compression): Promise<Uint8Array> {
    return dumpEngine(this.#engine, compression)
  }

  async close(): Promise<void> {
    if (!this.#engine.closed) await this.#engine.close()
    this.#end()
  }
}
