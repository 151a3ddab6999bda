import { ConfigurationError } from '../errors/framework-errors.ts'

/** Something that stands before and after others, by name. */
export interface Placed {
  readonly name: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/**
 * Names in an order that all places agree to; where they leave a choice, the order in which they are given.
 * Source: pyramid.util.TopologicalSorter.
 *
 * @param what they are called in errors
 * @throws ConfigurationError for a name twice, a place beside an unknown name, and a circle
 */
export function sortByPlace(items: readonly Placed[], what: string): string[] {
  const earlier = new Map<string, Set<string>>()
  for (const { name } of items) {
    if (earlier.has(name)) throw new ConfigurationError(`There are two ${what}s named ${name}.`)
    earlier.set(name, new Set())
  }
  for (const { name, before, after } of items) {
    for (const other of [...before, ...after]) {
      if (!earlier.has(other))
        throw new ConfigurationError(`The ${what} ${name} has its place by ${other}, and there is no such ${what}.`)
    }
    for (const other of before) earlier.get(other)?.add(name)
    for (const other of after) earlier.get(name)?.add(other)
  }
  const sorted: string[] = []
  while (earlier.size > 0) {
    const next = [...earlier].find(([, waiting]) => [...waiting].every((each) => sorted.includes(each)))?.[0]
    if (next === undefined)
      throw new ConfigurationError(`The ${what}s ${[...earlier.keys()].join(', ')} wait for each other.`)
    sorted.push(next)
    earlier.delete(next)
  }
  return sorted
}
