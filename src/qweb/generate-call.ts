import type { Generator } from './generate.ts'
import type { CallOperation } from './operation.ts'
import { staticCallee } from './usage.ts'

/** Writes a `t-call`. */
export function generateCall(generator: Generator, operation: CallOperation): void {
  const { js } = generator
  js.flush()
  if (operation.body !== null && operation.bodyGivesVariables)
    return callWithVariables(generator, operation, operation.body)
  const slot = slotOf(generator, operation)
  call(generator, operation, slot)
}

/** The body runs first; the variables that it sets are given to the callee. */
function callWithVariables(generator: Generator, operation: CallOperation, body: CallOperation['body'] & object): void {
  const { js } = generator
  const outer = js.enterOutput(generator.fresh('o'))
  js.line('{')
  generator.withCopies(body, () => {
    generator.operations(body)
    js.flush()
    const text = generator.fresh('c')
    const inner = js.leaveOutput(outer)
    js.line(`const ${text} = ${inner}`)
    call(generator, operation, `() => ${text}`)
    js.flush()
  })
  js.line('}')
}

/** The body as a function, which the callee may run several times or never. */
function slotOf(generator: Generator, operation: CallOperation): string {
  if (operation.body === null || operation.body.length === 0) return 'null'
  const slot = generator.fresh('s')
  const code = generator.closure('', operation.body, {
    own: new Map(),
    parent: generator.js.names,
    all: generator.js.names.all,
  })
  generator.js.line(`const ${slot} = ${code}`)
  return slot
}

function call(generator: Generator, operation: CallOperation, slot: string): void {
  const { js } = generator
  const given = new Map<string, string>()
  for (const { name, value, spot } of operation.args) {
    const variable = generator.fresh('a')
    js.line(`const ${variable} = settled(${generator.at(spot, generator.value(value))}, ${JSON.stringify(name)})`)
    given.set(name, variable)
  }
  js.line(`at = ${operation.spot}`)
  const map = operation.argsMap === null ? null : generator.fresh('a')
  if (map !== null && operation.argsMap !== null) {
    js.line(`const ${map} = argumentsOf(${generator.expression(operation.argsMap)})`)
  }
  const callee = staticCallee(operation)
  if (callee === null) return dynamicCall(generator, operation, slot, allVariables(generator, given, map))
  const { parameters, takesAll } = generator.interfaces.get(callee) ?? { parameters: [], takesAll: false }
  const args = takesAll
    ? [allVariables(generator, given, map)]
    : parameters.map((name) => given.get(name) ?? fromMap(name, map, js.variable(name)))
  js.print(
    generator.at(operation.spot, `${generator.link(callee)}(${['rendering', 'depth + 1', slot, ...args].join(', ')})`),
  )
}

function fromMap(name: string, map: string | null, otherwise: string): string {
  if (map === null) return otherwise
  const key = JSON.stringify(name)
  return `(${key} in ${map} ? ${map}[${key}] : ${otherwise})`
}

function allVariables(generator: Generator, given: ReadonlyMap<string, string>, map: string | null): string {
  const named = Array.from(given, ([name, variable]) => `${JSON.stringify(name)}: ${variable}`)
  if (map === null && named.length === 0) return generator.js.variables()
  return `{ ${['__proto__: null', `...${generator.js.variables()}`, ...(map === null ? [] : [`...${map}`]), ...named].join(', ')} }`
}

function dynamicCall(generator: Generator, operation: CallOperation, slot: string, all: string): void {
  const name = generator.format(operation.name)
  const lang = operation.lang === null ? 'null' : generator.expression(operation.lang)
  const options = generator.options(operation.options)
  const isPlain = operation.lang === null && operation.options === null
  const code = isPlain
    ? `rendering.call(${name}, depth + 1, ${slot}, ${all})`
    : `rendering.callWith(${name}, depth + 1, ${slot}, ${all}, ${lang}, ${options})`
  generator.js.print(generator.at(operation.spot, code))
}
