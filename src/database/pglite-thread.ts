// The thread of an embedded database: runs the engine and answers `ThreadLink`. Node runs this file by itself, so it
// uses nothing but types that can be stripped.
import { parentPort, workerData } from 'node:worker_threads'
import { dumpEngine, startEngine, type EngineOptions } from './pglite-link.ts'
import type { ThreadAnswer, ThreadCall } from './pglite-thread-link.ts'

const port = parentPort!
const engine = await startEngine(workerData as EngineOptions)

async function answer({ task, messages, compression }: ThreadCall): Promise<Uint8Array | null> {
  if (task === 'exchange') return (await engine.execProtocolRaw(messages!)).slice()
  if (task === 'dump') return dumpEngine(engine, compression ?? 'gzip')
  await engine.close()
  return null
}

async function reply(call: ThreadCall): Promise<void> {
  try {
    const bytes = await answer(call)
    port.postMessage({ id: call.id, bytes } satisfies ThreadAnswer, bytes === null ? [] : [bytes.buffer as ArrayBuffer])
  } catch (error) {
    port.postMessage({ id: call.id, error: String(error) } satisfies ThreadAnswer)
  }
}

port.on('message', (call: ThreadCall) => {
  void reply(call)
})
port.postMessage({ id: 0, bytes: null } satisfies ThreadAnswer)
