import { parseExpressionAt, type Pattern } from 'acorn'

/** What a method's parameters are called, as it is written. */
export interface DeclaredParameters {
  /** In order; null for one that is taken apart and has no name. */
  readonly names: ReadonlyArray<string | null>
  /** The place of the object of options: taken apart, or called `options`. Null without one. */
  readonly options: number | null
  /** Whether it takes as many as there are. */
  readonly rest: boolean
}

const UNKNOWN: DeclaredParameters = { names: [], options: null, rest: true }

const known = new WeakMap<object, DeclaredParameters>()

/** The parameters of a method. Where they cannot be told (a function that stands in for another), it takes any. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- any function has a source
export function declaredParameters(method: Function): DeclaredParameters {
  let found = known.get(method)
  if (found === undefined) known.set(method, (found = read(method.toString())))
  return found
}

function read(source: string): DeclaredParameters {
  const parameters = asMethod(source)
  if (parameters === null) return UNKNOWN
  const rest = parameters.at(-1)?.type === 'RestElement'
  const named = rest ? parameters.slice(0, -1) : parameters
  const names = named.map(nameOf)
  const place = named.findIndex((parameter, index) => isTakenApart(parameter) || names[index] === 'options')
  return { names, options: place === -1 ? null : place, rest }
}

/** The source of a method is none of a program by itself: it stands in a class. */
function asMethod(source: string): readonly Pattern[] | null {
  try {
    const parsed = parseExpressionAt(`(class extends Object { ${source} })`, 0, {
      ecmaVersion: 'latest',
      checkPrivateFields: false,
    })
    if (parsed.type !== 'ClassExpression') return null
    const [member] = parsed.body.body
    return member?.type === 'MethodDefinition' ? member.value.params : null
  } catch {
    return null
  }
}

function nameOf(parameter: Pattern): string | null {
  if (parameter.type === 'AssignmentPattern') return nameOf(parameter.left)
  return parameter.type === 'Identifier' ? parameter.name : null
}

function isTakenApart(parameter: Pattern): boolean {
  return parameter.type === 'AssignmentPattern' ? isTakenApart(parameter.left) : parameter.type === 'ObjectPattern'
}
