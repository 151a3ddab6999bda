import { REFUSED, type Refused, readInteger } from './read-value.ts'
import type { Variable } from './variable.ts'

/** Makes the arguments of a match from the marked places of the path (and of the domain), or `null` if a value is refused. */
export type ReadArguments = (path: string, domain: string, marks: readonly number[]) => Record<string, unknown> | null

type Make = (
  refused: Refused,
  integer: typeof readInteger,
  reads: readonly ((text: string) => unknown)[],
  keys: readonly string[],
  values: readonly unknown[],
) => ReadArguments

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/
const compiled = new Map<string, Make>()
const shared = new Map<string, ReadArguments>()
const COMPILED_MAX = 10_000

/**
 * Compiles the function that makes the arguments object of a rule's matches. An object literal in generated code is
 * several times faster than properties set one by one, and every match of a rule has the same shape. The only text of
 * a rule that reaches the code is names, checked to be identifiers; other names and all values are passed in. Rules with
 * the same names share one compilation.
 *
 * @param domainVariables how many of the variables stand in the domain; they come first
 */
export function compileReadArguments(
  variables: readonly Variable[],
  domainVariables: number,
  defaults: ReadonlyMap<string, unknown>,
): ReadArguments {
  const names = variables.map(({ name }) => name)
  const extra = [...defaults.keys()].filter((name) => !names.includes(name))
  const source = toSource(variables, domainVariables, defaults, extra)
  const known = shared.get(source)
  if (known !== undefined) return known
  let make = compiled.get(source)
  if (make === undefined) {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- see above: no text from outside
    make = new Function('refused', 'readInteger', 'reads', 'keys', 'values', source) as Make
    if (compiled.size >= COMPILED_MAX) compiled.clear()
    compiled.set(source, make)
  }
  const values = [...names, ...extra].map((name) => defaults.get(name))
  const reads = variables.map(({ read }) => read)
  const read = make(REFUSED, readInteger, reads, extra, values)
  // Without values of the rule's own in it, even the function can be shared, which is kind to the processor's caches.
  if (defaults.size === 0 && variables.every(({ reading }) => reading !== 'converter')) {
    if (shared.size >= COMPILED_MAX) shared.clear()
    shared.set(source, read)
  }
  return read
}

function toSource(
  variables: readonly Variable[],
  domainVariables: number,
  defaults: ReadonlyMap<string, unknown>,
  extra: readonly string[],
): string {
  const statements = variables.map(({ reading }, index) => {
    const text = index < domainVariables ? 'domain' : 'path'
    const range = `marks[${index * 2}], marks[${index * 2 + 1}]`
    if (reading === 'text') return `const v${index} = ${text}.slice(${range})`
    const call = reading === 'integer' ? `readInteger(${text}, ${range})` : `reads[${index}](${text}.slice(${range}))`
    return `const v${index} = ${call}; if (v${index} === refused) return null`
  })
  const own = variables.map(({ name }, index) => {
    return `${toKey(name)}: ${defaults.has(name) ? `values[${index}]` : `v${index}`}`
  })
  const added = extra.map((name, index) => {
    return `${IDENTIFIER.test(name) ? toKey(name) : `[keys[${index}]]`}: values[${variables.length + index}]`
  })
  return `return (path, domain, marks) => { ${statements.join('\n')}\nreturn { ${[...own, ...added].join(', ')} } }`
}

/** In brackets, `__proto__` names a property; without, it would set the prototype. */
function toKey(identifier: string): string {
  return identifier === '__proto__' ? "['__proto__']" : identifier
}
