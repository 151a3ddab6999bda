import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Case } from '../http/cases.ts'
import { putLoad } from '../http/load.ts'
import { isInstalled, pinned } from '../http/pinned.ts'
import { markdownTable } from '../lib/markdown-table.ts'
import { median } from '../lib/statistics.ts'
import { DEEP } from './site.ts'

const ROUNDS = 5
const SECONDS = 2
const CONNECTIONS = 32
const SERVER_CORE = 0
/** Of a second, in `/proc`: what `getconf CLK_TCK` says on every Linux. */
const TICKS = 100

const cases: ReadonlyArray<readonly [title: string, path: string]> = [
  ['a matched route', '/plain'],
  ['a view of the root', '/'],
  ['10 levels', DEEP],
]

/** What a server did in one round. */
interface Measured {
  readonly perSecond: number
  /** Microseconds of the server's processor time for one request: what is left of the truth when others use the machine. */
  readonly processor: number
}

interface Contestant {
  readonly name: string
  readonly url: string
  readonly child: ChildProcess
  /** Each case, round by round. */
  readonly rounds: Measured[][]
}

/** The same site under Pergola and under Pyramid, over sockets, in turn; a note where Pyramid is not installed. */
export async function measureBesidePyramid(): Promise<void> {
  const python = process.env['PYTHON'] ?? 'python3'
  if (spawnSync(python, ['-c', 'import pyramid, waitress'], { stdio: 'ignore' }).status !== 0) {
    process.stdout.write(
      'Pyramid is not installed: apt-get install python3-pyramid python3-waitress puts it beside. PYTHON says which Python has it.\n',
    )
    return
  }
  const here = (name: string): string => join(import.meta.dirname, name)
  const node = [process.execPath, '--conditions=pergola:source', '--import', import.meta.resolve('tsx')] as const
  const contestants = [
    await start('pergola', [...node, here('serve.ts')]),
    await start('pyramid', [python, here('pyramid_site.py')]),
  ]
  try {
    for (let round = -1; round < ROUNDS; round++) {
      for (const each of round % 2 === 0 ? contestants : contestants.toReversed()) {
        const measured = await measureAll(each)
        if (round >= 0) each.rounds.push(measured)
      }
    }
  } finally {
    for (const { child } of contestants) child.kill()
  }
  process.stdout.write(`${report(contestants)}\n`)
}

async function start(name: string, command: [string, ...string[]]): Promise<Contestant> {
  const [program, ...args] = pinned(SERVER_CORE, command)
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { name, url: `http://127.0.0.1:${port}`, child, rounds: [] }
}

async function measureAll({ url, child }: Contestant): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const [, path] of cases) {
    const answer = await fetch(url + path)
    const text = await answer.text()
    if (answer.status !== 200 || text !== 'hello') throw new Error(`${url}${path} answers ${answer.status} ${text}`)
    const tool = isInstalled('wrk') ? 'wrk' : 'autocannon'
    const before = processorTime(child)
    const load = await putLoad(url, toCase(path), { tool, connections: CONNECTIONS, seconds: SECONDS })
    if (load.errors > 0) throw new Error(`${url}${path}: ${load.errors} errors`)
    const processor = (processorTime(child) - before) / load.requests
    measured.push({ perSecond: load.requests / load.seconds, processor })
  }
  return measured
}

function toCase(path: string): Case {
  const asked = { name: path, title: path, method: 'GET', paths: [path], type: null, body: null } as const
  return { ...asked, answerType: 'text/html', answer: () => 'hello' }
}

/** Microseconds that a process and its threads have worked. */
function processorTime({ pid }: ChildProcess): number {
  const [, fields = ''] = /\) (.*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').trim()) ?? []
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number)
  return ((user + system) / TICKS) * 1e6
}

function report([pergola, pyramid]: readonly Contestant[]): string {
  const rows = cases.map(([title], index) => {
    const column = (of: Contestant | undefined, key: keyof Measured): number[] =>
      of?.rounds.map((round) => round[index]?.[key] ?? Number.NaN) ?? []
    const ratio = (key: keyof Measured, invert: boolean): string => {
      const theirs = column(pyramid, key)
      const ratios = column(pergola, key).map((own, round) => own / (theirs[round] ?? Number.NaN))
      return median(invert ? ratios.map((each) => 1 / each) : ratios).toFixed(1)
    }
    const shown = (key: keyof Measured, digits: number): string[] =>
      [pergola, pyramid].map((each) => median(column(each, key)).toFixed(digits))
    return [
      title,
      ...shown('perSecond', 0),
      ratio('perSecond', false),
      ...shown('processor', 1),
      ratio('processor', true),
    ]
  })
  const head = ['case', 'pergola/s', 'pyramid/s', 'times', 'pergola µs', 'pyramid µs', 'times']
  const title = `Requests per second, and microseconds of processor time for one; ${CONNECTIONS} connections, medians of ${ROUNDS} rounds in turn:`
  return `${title}\n\n${markdownTable(head, rows)}`
}
