import type { CaseName } from '../cases.ts'
import type { Operation, Peer, Setting } from './peer.ts'

/** The cases that have a transaction of their own, or need none. */
export type EachCase = 'browse-transaction' | 'browse-plain' | 'insert' | 'updates'

type Work<Target> = (target: Target, number: number, setting: Setting) => Promise<unknown>

/** What a peer does in each case: inside of a transaction that is open (`Inner`), or with the whole database (`Whole`). */
export interface Works<Whole, Inner> {
  readonly opened: Readonly<Record<Exclude<CaseName, EachCase>, Work<Inner>>>
  readonly each: Readonly<Record<EachCase, Work<Whole>>>
}

/** How a peer opens a transaction. */
export interface Access<Whole, Inner> {
  readonly whole: Whole
  open(): Promise<{ readonly inner: Inner; end(): Promise<void> }>
  close(): Promise<void>
}

/** A peer whose reading cases run inside of one open transaction. */
export function withOpenTransaction<Whole, Inner>(
  { opened, each }: Works<Whole, Inner>,
  setting: Setting,
  { whole, open, close }: Access<Whole, Inner>,
): Peer {
  return {
    close,
    async open(name): Promise<Operation> {
      if (Object.hasOwn(each, name)) {
        const work = each[name as EachCase]
        return { run: (number) => work(whole, number, setting), close: async () => {} }
      }
      const work = opened[name as Exclude<CaseName, EachCase>]
      const { inner, end } = await open()
      return { run: (number) => work(inner, number, setting), close: end }
    },
  }
}
