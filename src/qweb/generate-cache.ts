import type { Generator } from './generate.ts'
import type { Operation } from './operation.ts'
import { usageOf } from './usage.ts'

/** Writes a `t-cache`: its body is a function that runs when the cache has nothing. */
export function generateCache(generator: Generator, operation: Extract<Operation, { op: 'cache' }>): void {
  const { js } = generator
  const { names } = js
  const body = generator.closure('', operation.body, { own: new Map(), parent: names, all: names.all })
  const key = generator.expression(operation.key)
  js.print(generator.at(operation.spot, `rendering.cached(places, ${operation.spot}, ${key}, ${body})`))
}

/**
 * Writes a `t-nocache`: a function beside the main one, because it runs in later renderings too, with the values passed
 * to them and what was captured when the fragment around it was cached.
 */
export function generateNocache(generator: Generator, operation: Extract<Operation, { op: 'nocache' }>): void {
  const { body } = operation
  const usage = usageOf(body)
  const calls = usage.calls.map(({ template }) => generator.interfaces.get(template))
  const takesAll = usage.dynamic || calls.some((callee) => callee?.takesAll === true)
  const live = new Set([
    ...usage.reads,
    ...calls.flatMap((callee) => callee?.parameters ?? []),
    ...(takesAll ? usage.writes : []),
  ])
  const own = new Map(Array.from(live, (name) => [name, generator.fresh('v')]))
  const name = generator.fresh('n')
  const code = generator.closure(
    'rendering, depth, captured',
    body,
    { own, parent: null, all: takesAll ? 'all' : null },
    () => {
      if (takesAll) generator.js.line('const all = { ...rendering.allValues(), ...captured }')
      generator.js.line('const slot = null')
      for (const [variable, js] of own) {
        const key = JSON.stringify(variable)
        generator.js.line(`let ${js} = ${key} in captured ? captured[${key}] : rendering.value(${key})`)
      }
    },
  )
  generator.hoist(`const ${name} = ${code}`)
  const captured = operation.captured.map(({ name: key, value, spot }) => {
    return `[${JSON.stringify(key)}, ${generator.at(spot, generator.value(value))}]`
  })
  generator.js.print(generator.at(operation.spot, `rendering.uncached(${name}, depth, [${captured.join(', ')}])`))
}
