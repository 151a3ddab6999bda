const LANGUAGE = [
  'Object Function Array String Number Boolean Symbol BigInt Date RegExp Promise Proxy Reflect Map Set WeakMap WeakSet',
  'WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer DataView Atomics JSON Math Intl Iterator WebAssembly Temporal',
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError',
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array',
  'Float16Array Float32Array Float64Array eval parseInt parseFloat isNaN isFinite escape unescape',
  'encodeURI encodeURIComponent decodeURI decodeURIComponent DisposableStack AsyncDisposableStack',
  'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask structuredClone fetch',
].flatMap((line) => line.split(' '))

let known: ReadonlySet<unknown> | undefined

/**
 * Whether a function belongs to the language (or is one of Node's timers and such): templates may call only those of
 * them that are on a list.
 */
export function isIntrinsic(value: unknown): boolean {
  known ??= collect()
  return known.has(value)
}

/** Whether a value must not stand in a template's context at all: it opens the whole process. */
export function opensTheProcess(value: unknown): boolean {
  if (value === globalThis || value === process || value === Function) return true
  return typeof value === 'object' && value !== null && isModule(value)
}

function isModule(value: object): boolean {
  return (
    Object.getPrototypeOf(value) === null &&
    Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === 'Module'
  )
}

function collect(): ReadonlySet<unknown> {
  const seen = new Set<unknown>([globalThis])
  for (const name of LANGUAGE) visit((globalThis as Record<string, unknown>)[name], seen)
  // Reachable by syntax only.
  const samples = [function* () {}, async () => {}, async function* () {}, function () {}]
  for (const sample of samples) visit(Object.getPrototypeOf(sample), seen)
  visit(Object.getPrototypeOf([][Symbol.iterator]()), seen)
  visit(Object.getPrototypeOf(new Map().keys()), seen)
  visit(Object.getPrototypeOf(new Set().keys()), seen)
  visit(Object.getPrototypeOf(''[Symbol.iterator]()), seen)
  visit(Object.getPrototypeOf([].values().map(Number)), seen)
  for (const name of Object.getOwnPropertyNames(process)) {
    const value: unknown = Object.getOwnPropertyDescriptor(process, name)?.value
    if (typeof value === 'function') seen.add(value)
  }
  return seen
}

/** Collects everything that can be reached by reading properties, without running a getter. */
function visit(value: unknown, seen: Set<unknown>): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
  seen.add(value)
  visit(Object.getPrototypeOf(value), seen)
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    visit(descriptor?.value, seen)
    visit(descriptor?.get, seen)
    visit(descriptor?.set, seen)
  }
}
