import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pinned } from './pinned.ts'

const SERVER_CORE = 0
const START_TIME = 30_000
const REST_TIME = 500

/** A contestant that runs, as a process of its own. */
export class ServerProcess {
  readonly name: string
  readonly url: string
  readonly #child: ChildProcess

  private constructor(name: string, port: number, child: ChildProcess) {
    this.name = name
    this.url = `http://127.0.0.1:${port}`
    this.#child = child
  }

  /**
   * @param program the script with its arguments
   * @throws Error where it does not listen in time
   */
  static async start(
    name: string,
    program: readonly string[] = [join(import.meta.dirname, 'dist', 'servers', `${name}.js`)],
  ): Promise<ServerProcess> {
    const flags = ['--expose-gc', '--import', join(import.meta.dirname, 'rest.mjs')]
    flags.push(...(process.env['BENCH_NODE_FLAGS']?.split(' ') ?? []))
    const [command, ...args] = pinned(SERVER_CORE, [process.execPath, ...flags, ...program])
    const child = spawn(command, args, {
      stdio: ['ignore', 2, 2, 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    try {
      const [{ port }] = (await once(child, 'message', { signal: AbortSignal.timeout(START_TIME) })) as [
        { port: number },
      ]
      return new ServerProcess(name, port, child)
    } catch (error) {
      child.kill()
      throw new Error(`${name} does not start.`, { cause: error })
    }
  }

  /** The processor time that it has used, in microseconds. */
  async cpu(): Promise<number> {
    this.#child.send('cpu')
    const [{ cpu }] = (await once(this.#child, 'message')) as [{ cpu: number }]
    return cpu
  }

  /** Has it do what V8 does with a process at rest: memory that is not needed is given back, and much forgotten. */
  async rest(): Promise<void> {
    this.#child.kill('SIGUSR2')
    await wait(REST_TIME)
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.disconnect()
    await exited
  }
}
