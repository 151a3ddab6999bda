/** Names that no expression may read or write: they lead to code, prototypes or the stack. */
const FORBIDDEN: ReadonlySet<string> = new Set(['constructor', 'prototype', 'caller', 'callee', 'arguments'])

/** Keys with a meaning for the JavaScript engine: an object that a template makes must not carry them. */
const HOOKS: ReadonlySet<string> = new Set(['toString', 'valueOf', 'toLocaleString', 'toJSON', 'then'])

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u

/** Whether a name must not be used as member or variable: `constructor`, `prototype`, anything with `__`, and friends. */
export function isForbiddenName(name: string): boolean {
  return FORBIDDEN.has(name) || name.includes('__')
}

/** Whether a key computed while rendering is refused. Data may contain `__`, so only the dangerous ones are. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN.has(key) || key.startsWith('__')
}

/** Whether an object literal in a template must not have this key. */
export function isForbiddenLiteralKey(key: string): boolean {
  return HOOKS.has(key) || isForbiddenKey(key)
}

/** Whether a name can be a template variable. */
export function isVariableName(name: string): boolean {
  return IDENTIFIER.test(name) && !isForbiddenName(name)
}
