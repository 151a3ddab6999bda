// What the tests of the whole system share: small addons, a log that can be read, and raw sockets.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { defineAddon, type Addon, type AddonManifest, type Config, type Logger } from 'pergola'
import { createTestApp, type TestApp } from 'pergola/testing'

type ControllerClass = NonNullable<AddonManifest['controllers']>[number]

/** An addon without files. */
export function addonOf(
  name: string,
  controllers: readonly ControllerClass[],
  more: Omit<Partial<AddonManifest>, 'name' | 'controllers'> = {},
): Addon {
  return defineAddon({ name, controllers, root: import.meta.dirname, ...more })
}

/** An application of one addon named `shop`. */
export function appWith(
  controllers: readonly ControllerClass[],
  config: Config = {},
  more: Parameters<typeof addonOf>[2] = {},
): Promise<TestApp> {
  return createTestApp({ addons: [addonOf('shop', controllers, more)], config })
}

/** One line of a log. */
export interface LogLine {
  readonly level: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

/** A log that keeps its lines. */
export function recordingLog(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const write =
    (level: string) =>
    (fields: unknown, message?: string): void => {
      const isText = typeof fields === 'string'
      lines.push({
        level,
        fields: isText ? {} : (fields as LogLine['fields']),
        message: isText ? fields : (message ?? ''),
      })
    }
  const log = {
    lines,
    fatal: write('fatal'),
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    trace: write('trace'),
    child: () => log,
  }
  return log
}

/** A connection to a server, open until it is disposed of. */
export class RawClient implements AsyncDisposable {
  readonly socket: Socket
  #received = ''

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    this.socket.setEncoding('latin1')
    this.socket.on('data', (text: string) => (this.#received += text))
    this.socket.on('error', () => {})
  }

  /** All that came so far. */
  get received(): string {
    return this.#received
  }

  send(data: string | Uint8Array): this {
    this.socket.write(data)
    return this
  }

  /** Waits until what came holds a text (or a pattern), or the server ended. */
  async until(wanted: string | RegExp): Promise<string> {
    const isThere = (): boolean =>
      typeof wanted === 'string' ? this.#received.includes(wanted) : wanted.test(this.#received)
    while (!isThere() && !this.socket.readableEnded && !this.socket.destroyed) {
      await this.#event()
    }
    return this.#received
  }

  /** Waits for the server's end of the connection. */
  async ended(): Promise<string> {
    while (!this.socket.readableEnded && !this.socket.destroyed) {
      await this.#event()
    }
    return this.#received
  }

  /** Waits for anything to happen. */
  async #event(): Promise<void> {
    const names = ['data', 'end', 'close']
    const { promise, resolve } = Promise.withResolvers<void>()
    const done = (): void => resolve()
    for (const name of names) this.socket.once(name, done)
    await promise
    for (const name of names) this.socket.off(name, done)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
    if (!this.socket.closed) await once(this.socket, 'close')
  }
}

/** Sends a text over a new connection and gives all that comes back until the server ends it. */
export async function exchange(port: number, data: string | Uint8Array): Promise<string> {
  await using client = new RawClient(port)
  client.send(data)
  return await client.ended()
}

/** The statuses of the answers in what a connection gave. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 ([0-9]{3}) /g)].map(([, status]) => Number(status))
}

/** A GET, after which the server ends the connection; `headers` are whole lines. */
export function get(target: string, headers = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`
}

/** A POST, after which the server ends the connection. */
export function post(path: string, type: string, body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body as string)
  const head = ['Host: x', 'Connection: close', `Content-Type: ${type}`, `Content-Length: ${bytes.length}`]
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`), bytes])
}

/** The body of the first answer in what a connection gave. */
export function bodyOf(received: string): string {
  return received.slice(received.indexOf('\r\n\r\n') + 4)
}
