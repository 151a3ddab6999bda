/* oxlint-disable no-console, typescript/no-implied-eval, no-new-func -- prints; why code is generated is said at `fresh` */
// What a call costs that is three definitions deep, natively and through links, and what composing a family costs.
// Run: node --conditions=pergola:source --import tsx bench/inheritance/run.ts
import { performance } from 'node:perf_hooks'
import { compose } from 'pergola/inheritance'

interface Instance {
  method(n: number): number
  readonly getter: number
}
type Constructor = new () => Instance
interface Case {
  readonly name: string
  readonly ratioTo: string
  readonly run: () => void
  readonly samples: number[]
}

const ROUNDS = 31
const CALLS = 200_000

let unique = 0

/** Evaluates code that shares nothing with earlier code: the types one case has seen must not spoil another's. */
function fresh(parameter: string, body: string): (argument?: unknown) => unknown {
  return new Function(parameter, `// ${unique++}\n${body}`) as () => unknown
}

/** B over A over Base natively, or B and A as siblings. */
function family(parentOfB: 'A' | 'Base'): { Base: Constructor; A: Constructor; B: Constructor } {
  const source = `
    class Base { value = 1; method(n) { return n + this.value } get getter() { return this.value } }
    class A extends Base { method(n) { return super.method(n) + 1 } get getter() { return super.getter + 1 } }
    class B extends ${parentOfB} { method(n) { return super.method(n) + 2 } get getter() { return super.getter + 2 } }
    return { Base, A, B }`
  return fresh('', source)() as { Base: Constructor; A: Constructor; B: Constructor }
}

/** A loop over instances, one of each class; the same classes natively and as composites. */
function caller(instances: readonly Instance[], access: string): () => void {
  const body = `let sum = 0, at = 0
    for (let i = 0; i < ${CALLS}; i++) { sum = (sum + instances[at]${access}) | 0; if (++at === instances.length) at = 0 }
    return sum`
  const loop = fresh('instances', body)
  return () => void loop(instances)
}

function calling(access: string): Case[] {
  return [1, 4, 50, 500].flatMap((size) => {
    const native = family('A')
    const { Base, A, B } = family('Base')
    const each = (make: () => Constructor) => Array.from({ length: size }, () => new (make())())
    const plain = `plain, ${size} subclasses`
    const name = `links, ${size} registries`
    return [
      {
        name: plain,
        ratioTo: plain,
        run: caller(
          each(() => class extends native.B {}),
          access,
        ),
        samples: [],
      },
      {
        name,
        ratioTo: plain,
        run: caller(
          each(() => compose(Base, [A, B])),
          access,
        ),
        samples: [],
      },
    ]
  })
}

function constructing(): Case[] {
  const native = family('A')
  const { Base, A, B } = family('Base')
  const repeat = (Class: Constructor): (() => void) => {
    const loop = fresh('Class', `for (let i = 0; i < ${CALLS}; i++) new Class()`)
    return () => void loop(Class)
  }
  return [
    { name: 'plain', ratioTo: 'plain', run: repeat(native.B), samples: [] },
    { name: 'links', ratioTo: 'plain', run: repeat(compose(Base, [A, B])), samples: [] },
  ]
}

/** An author class outside any composition: before there is a link, and after. */
function outside(): Case[] {
  const before = family('A')
  const after = family('A')
  compose(after.Base, [after.B])
  return [
    { name: 'never composed', ratioTo: 'never composed', run: caller([new before.B()], '.method(i)'), samples: [] },
    { name: 'composed elsewhere', ratioTo: 'never composed', run: caller([new after.B()], '.method(i)'), samples: [] },
  ]
}

/** Runs the cases in turn, so that whatever else the machine does touches all of them. */
function compare(title: string, cases: readonly Case[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    for (const { run, samples } of cases) {
      const started = performance.now()
      run()
      samples.push(((performance.now() - started) * 1e6) / CALLS)
    }
  }
  console.log(`\n${title}: ns, median of ${ROUNDS} interleaved rounds, and the ratio to plain classes`)
  for (const { name, ratioTo, samples } of cases) {
    const ratio = median(samples) / median(cases.find((one) => one.name === ratioTo)?.samples ?? [])
    console.log(`  ${name.padEnd(24)}${median(samples).toFixed(1).padStart(8)}${ratio.toFixed(2).padStart(8)}`)
  }
}

function composing(members: number, extensions: number): void {
  const body = Array.from({ length: members }, (_, i) => `m${i}() { return super.m${i}?.() }`).join('\n')
  const extend = (Parent: Constructor) =>
    fresh('Parent', `return class extends Parent { ${body} }`)(Parent) as Constructor
  const Root = extend(family('A').Base)
  const list = Array.from({ length: extensions }, () => extend(Root))
  const held: unknown[] = []
  const times = Array.from({ length: 10 }, () => {
    const started = performance.now()
    held.push(compose(Root, list))
    return performance.now() - started
  })
  console.log(`\ncomposing ${members} members × ${extensions} extensions, ms: first ${times[0]?.toFixed(1)}`)
  console.log(`  for each further registry (median of ${times.length - 1}) ${median(times.slice(1)).toFixed(1)}`)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
}

composing(200, 30) // first: the many accessors it makes are there in a real process too
compare('method, 3 definitions deep', calling('.method(i)'))
compare('getter, 3 definitions deep', calling('.getter'))
compare('new, 3 constructors deep', constructing())
compare('method of a plain instance', outside())
