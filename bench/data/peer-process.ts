import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pinned } from '../http/pinned.ts'
import type { PeerName } from './cases.ts'
import type { Answer, Setting, Task } from './peers/peer.ts'

const PEER_CORE = 0

/** A peer that runs, as a process of its own. */
export class PeerProcess {
  readonly name: PeerName
  readonly #child: ChildProcess

  private constructor(name: PeerName, child: ChildProcess) {
    this.name = name
    this.#child = child
  }

  /** @throws Error where it does not start */
  static async start(name: PeerName, setting: Setting): Promise<PeerProcess> {
    const script = join(import.meta.dirname, 'dist', 'peers', `${name}.js`)
    const flags = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? []
    const [command, ...args] = pinned(PEER_CORE, [process.execPath, ...flags, script, JSON.stringify(setting)])
    const child = spawn(command, args, {
      stdio: ['ignore', 2, 2, 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error(`${name} does not start.`)
      }),
    ])
    return new PeerProcess(name, child)
  }

  /** @throws Error where the peer fails */
  async ask(task: Task): Promise<Answer> {
    this.#child.send(task)
    const [answer] = (await once(this.#child, 'message')) as [Answer]
    if (answer.error !== undefined) throw new Error(`${this.name}, ${task.name}: ${answer.error}`)
    return answer
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.disconnect()
    await exited
  }
}
