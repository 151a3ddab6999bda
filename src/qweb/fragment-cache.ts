import { charge } from './budget.ts'
import type { Rendering } from './rendering.ts'
import { truth } from './truth.ts'

/** A piece of a cached fragment that is rendered every time. */
export type UncachedPart = (rendering: Rendering) => string

/** A cached fragment: texts, and the pieces between them that are not cached. */
export class Fragment {
  readonly parts: readonly (string | UncachedPart)[]
  /** the groups that were asked for while it was rendered, and the answers: it is for users with the same */
  readonly groups: ReadonlyMap<string, boolean>

  constructor(parts: readonly (string | UncachedPart)[], groups: ReadonlyMap<string, boolean>) {
    this.parts = parts
    this.groups = groups
  }

  print(rendering: Rendering): string {
    let text = ''
    for (const part of this.parts) text += typeof part === 'string' ? part : part(rendering)
    return text
  }
}

/** The recording of a fragment while it is rendered: uncached pieces leave a mark in the text. */
export class Recording {
  readonly groups: Map<string, boolean> = new Map()
  readonly #parts: UncachedPart[] = []
  // Nobody can guess it, so no data can pass for a mark; none of its characters is escaped.
  readonly #secret = `\uE000${crypto.randomUUID()}:`

  mark(part: UncachedPart): string {
    return `${this.#secret}${this.#parts.push(part) - 1}\uE001`
  }

  finish(text: string): Fragment {
    const [first = '', ...rest] = text.split(this.#secret)
    const parts: (string | UncachedPart)[] = [first]
    for (const piece of rest) {
      const end = piece.indexOf('\uE001')
      const part = this.#parts[Number(piece.slice(0, end))]
      if (part !== undefined) parts.push(part)
      parts.push(piece.slice(end + 1))
    }
    return new Fragment(
      parts.filter((part) => part !== ''),
      this.groups,
    )
  }
}

/** The fragments that `t-cache` keeps; the one not used for longest goes first. */
export class FragmentCache {
  readonly #size: number
  // By the compiled template: one that was changed has other places, so its fragments are never found again.
  readonly #kept = new Map<string, { owner: object; variants: Fragment[] }>()

  constructor(size: number) {
    this.#size = size
  }

  start(): Recording {
    return new Recording()
  }

  find(owner: object, id: string, hasGroup: (group: string) => boolean): Fragment | undefined {
    const entry = this.#kept.get(id)
    if (entry?.owner !== owner) return undefined
    this.#kept.delete(id)
    this.#kept.set(id, entry)
    return entry.variants.find(({ groups }) => [...groups].every(([group, answer]) => hasGroup(group) === answer))
  }

  keep(owner: object, id: string, fragment: Fragment): void {
    if (this.#size <= 0) return
    const entry = this.#kept.get(id)
    const variants = entry?.owner === owner ? [fragment, ...entry.variants.slice(0, 15)] : [fragment]
    this.#kept.delete(id)
    this.#kept.set(id, { owner, variants })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#size) break
      this.#kept.delete(oldest)
    }
  }

  clear(): void {
    this.#kept.clear()
  }
}

/**
 * A text for the key of a `t-cache`; null when the key is false: then nothing is cached.
 *
 * @param keyOf gives texts for records and such
 * @throws TypeError for a value that has no text
 */
export function fragmentKey(values: readonly unknown[], keyOf?: (value: object) => string | undefined): string | null {
  const meaning: unknown = values.length === 1 ? values[0] : values
  return truth(meaning) ? keyText(values, keyOf) : null
}

function keyText(value: unknown, keyOf: ((value: object) => string | undefined) | undefined): string {
  charge(1)
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`t-cache: a ${typeof value} is no key`)
  if (value === null || typeof value !== 'object') return `${typeof value}:${JSON.stringify(String(value))}`
  const own = keyOf?.(value)
  if (own !== undefined) return `own:${JSON.stringify(own)}`
  if (Array.isArray(value)) return `[${value.map((item) => keyText(item, keyOf)).join(',')}]`
  if (value instanceof Date) return `date:${value.getTime()}`
  throw new TypeError('t-cache: this object has no key; give the engine a cacheKeyOf')
}
