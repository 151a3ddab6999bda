import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Case } from './cases.ts'
import { pinned } from './pinned.ts'

const LOAD_CORE = 1

/** What a server did under load. */
export interface Load {
  readonly requests: number
  readonly seconds: number
  /** Requests without an answer, and answers of another status than 2xx. */
  readonly errors: number
}

/** How a server is put under load. */
export interface LoadOptions {
  readonly tool: 'wrk' | 'autocannon'
  readonly connections: number
  readonly seconds: number
}

/** Keeps all connections busy, one request at a time on each, from another core than the server's. */
export async function putLoad(url: string, each: Case, { tool, connections, seconds }: LoadOptions): Promise<Load> {
  const env = {
    ...process.env,
    BENCH_METHOD: each.method,
    BENCH_PATHS: each.paths.join(' '),
    BENCH_TYPE: each.type ?? '',
    BENCH_BODY: each.body ?? '',
  }
  const script = (name: string): string => join(import.meta.dirname, 'load', name)
  const command: [string, ...string[]] =
    tool === 'wrk'
      ? ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script('wrk.lua'), url]
      : [process.execPath, script('autocannon.mjs'), url, String(connections), String(seconds)]
  const [program, ...args] = pinned(LOAD_CORE, command)
  const { stdout } = await promisify(execFile)(program, args, { env, timeout: (seconds + 30) * 1000 })
  const line = stdout.split('\n').find((text) => text.startsWith('{'))
  if (line === undefined) throw new Error(`${tool} reports nothing:\n${stdout}`)
  return JSON.parse(line) as Load
}
