import type { LoweredTemplate } from './lower.ts'
import { usageOf, type Usage } from './usage.ts'

/**
 * How a template is called by others that know it: with the variables that it (or what it calls) reads, one JavaScript
 * parameter each; or, when something in it is called by a computed name, with an object of all variables.
 */
export interface TemplateInterface {
  readonly parameters: readonly string[]
  readonly takesAll: boolean
}

interface Draft {
  readonly usage: Usage
  readonly needs: Set<string>
  takesAll: boolean
}

/**
 * Works out the interfaces of a template and of all that it calls: those of callees first, and again until nothing
 * changes, since templates may call one another in circles.
 *
 * @param find gives a template by name; null when there is none, or it is broken (then calling it is an error)
 */
export function interfacesFrom(
  name: string,
  find: (name: string) => LoweredTemplate | null,
): ReadonlyMap<string, TemplateInterface> {
  const drafts = new Map<string, Draft>()
  collect(name, find, drafts)
  // Callees were collected after their callers, so backwards needs few rounds.
  const order = [...drafts.values()].toReversed()
  while (order.filter((draft) => grow(draft, drafts)).length > 0);
  return new Map(
    Array.from(drafts, ([key, { needs, takesAll }]) => [key, { parameters: [...needs].toSorted(), takesAll }]),
  )
}

function collect(start: string, find: (name: string) => LoweredTemplate | null, drafts: Map<string, Draft>): void {
  const queue = [start]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (drafts.has(name)) continue
    const template = find(name)
    const usage = usageOf(template?.operations ?? [])
    drafts.set(name, { usage, needs: new Set(usage.reads), takesAll: usage.dynamic })
    for (const { template: callee } of [...usage.calls, ...usage.rootCalls]) queue.push(callee)
  }
}

/** Adds what the callees need; tells whether something was new. */
function grow(draft: Draft, drafts: ReadonlyMap<string, Draft>): boolean {
  const before = draft.needs.size + Number(draft.takesAll)
  for (const { template, given } of draft.usage.calls) {
    const callee = drafts.get(template)
    if (callee === undefined) continue
    draft.takesAll ||= callee.takesAll
    for (const name of callee.needs) if (!given.has(name)) draft.needs.add(name)
  }
  return draft.needs.size + Number(draft.takesAll) > before
}
