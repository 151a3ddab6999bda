import type { CaseName } from '../cases.ts'

/** One operation, done again and again; `run` gives what all peers must give. */
export interface Operation {
  run(number: number): Promise<unknown>
  close(): Promise<void>
}

/** Who does the operations. */
export interface Peer {
  open(name: CaseName): Promise<Operation>
  close(): Promise<void>
}

/** Where the database is, and who asks. */
export interface Setting {
  readonly url: string
  readonly serverUrl: string
  readonly userId: number
  readonly companyIds: readonly number[]
  readonly partnerId: number
}

/** What a peer's process is asked. */
export interface Task {
  readonly name: CaseName
  readonly milliseconds: number
  /** Instead of a measurement: what the operation of this number gives. */
  readonly check?: number
}

/** What it answers. */
export interface Answer {
  readonly result?: unknown
  readonly error?: string
  readonly count: number
  /** Of one operation, in microseconds. */
  readonly median: number
  /** Processor time of one operation, in microseconds. */
  readonly processor: number
}

/** Serves the process that started this one. */
export async function servePeer(create: (setting: Setting) => Promise<Peer>): Promise<void> {
  const peer = await create(JSON.parse(process.argv[2] as string) as Setting)
  let number = 1
  const measure = async ({ name, milliseconds, check }: Task): Promise<Answer> => {
    const operation = await peer.open(name)
    const times: number[] = []
    let result: unknown
    const processorBefore = process.cpuUsage()
    const end = performance.now() + milliseconds
    if (check !== undefined) result = await operation.run(check)
    else {
      let before = performance.now()
      do {
        await operation.run(number++)
        const now = performance.now()
        times.push(now - before)
        before = now
      } while (before < end)
    }
    const { user, system } = process.cpuUsage(processorBefore)
    await operation.close()
    times.sort((left, right) => left - right)
    const median = (times[times.length >> 1] ?? Number.NaN) * 1000
    return { result, count: times.length, median, processor: (user + system) / times.length }
  }
  process.on('message', (task: Task) => {
    measure(task).then(
      (answer) => process.send?.(answer),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    )
  })
  process.once('disconnect', () => void peer.close().then(() => process.exit()))
  process.send?.('ready')
}
