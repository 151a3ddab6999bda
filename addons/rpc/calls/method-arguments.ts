import { UserError } from 'pergola'
import { camelCase } from './camel-case.ts'
import { declaredParameters } from './declared-parameters.ts'

/**
 * The arguments of an addon's method: the positional ones, then named ones in the places of the parameters that are called so
 * (`old_password` is `oldPassword`). Names that are left make one object: the method's options.
 *
 * @throws {UserError} where they do not fit
 */
export function methodArguments(
  label: string,
  // oxlint-disable-next-line typescript/no-unsafe-function-type -- any method
  method: Function,
  args: readonly unknown[],
  named: ReadonlyMap<string, unknown>,
): unknown[] {
  const { names, options, rest } = declaredParameters(method)
  if (args.length > names.length && !rest) {
    throw new UserError(`${label} takes ${names.length} arguments, and ${args.length} were given.`)
  }
  const bound: unknown[] = [...args]
  const left: Array<[string, unknown]> = []
  for (const [name, value] of named) {
    const place = placeOf(names, name)
    if (place === -1) left.push([name, value])
    else if (place < args.length) throw new UserError(`${label} got several values for ${name}.`)
    else bound[place] = value
  }
  if (left.length > 0) bound[optionsPlace(label, { names, options, rest }, bound, left)] = Object.fromEntries(left)
  return Array.from(bound)
}

function placeOf(names: ReadonlyArray<string | null>, name: string): number {
  const exact = names.indexOf(name)
  return exact === -1 ? names.indexOf(camelCase(name)) : exact
}

function optionsPlace(
  label: string,
  { names, options, rest }: ReturnType<typeof declaredParameters>,
  bound: readonly unknown[],
  left: ReadonlyArray<readonly [string, unknown]>,
): number {
  const place = options ?? (rest ? Math.max(bound.length, names.length) : null)
  if (place !== null && bound[place] === undefined) return place
  const [name = ''] = left[0] ?? []
  const takes = names.filter((each) => each !== null).join(', ')
  throw new UserError(
    `${label} has no parameter ${JSON.stringify(name.slice(0, 80))}${takes === '' ? '' : ` (${takes})`}.`,
  )
}
