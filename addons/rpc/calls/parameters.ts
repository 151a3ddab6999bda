import { UserError } from 'pergola'

/** A parameter of a method as clients know it. */
export interface Parameter {
  readonly name: string
  /** What it was called in other versions. */
  readonly aliases?: readonly string[]
  readonly required?: boolean
  /** Whether false is a value of its own. */
  readonly isFlag?: boolean
  /** Checks what was given. @throws {UserError} */
  take(value: unknown, name: string): unknown
}

/**
 * The arguments of a method in the order of its parameters, of positional ones and named ones. What is left out, or given
 * as null or (but for flags) false, is undefined.
 *
 * @param method for the message
 * @throws {UserError} where they do not fit
 */
export function bindArguments(
  method: string,
  parameters: readonly Parameter[],
  args: readonly unknown[],
  named: ReadonlyMap<string, unknown>,
): unknown[] {
  if (args.length > parameters.length) {
    throw new UserError(
      `${method} takes ${parameters.length} arguments${listed(parameters)}, and ${args.length} were given.`,
    )
  }
  const left = new Map(named)
  const bound = parameters.map((parameter, index) => bindOne(method, parameter, args, index, left))
  const [unknown] = left.keys()
  if (unknown === undefined) return bound
  throw new UserError(`${method} has no parameter ${JSON.stringify(unknown.slice(0, 80))}${listed(parameters)}.`)
}

function bindOne(
  method: string,
  parameter: Parameter,
  args: readonly unknown[],
  index: number,
  left: Map<string, unknown>,
): unknown {
  const names = [parameter.name, ...(parameter.aliases ?? [])].filter((name) => left.has(name))
  if (names.length > (index < args.length ? 0 : 1)) {
    throw new UserError(`${method} got several values for ${parameter.name}.`)
  }
  const [name] = names
  const value = name === undefined ? args[index] : left.get(name)
  const isGiven = index < args.length || name !== undefined
  if (name !== undefined) left.delete(name)
  if (parameter.required === true && !isGiven) throw new UserError(`${method} needs ${parameter.name}.`)
  const isNothing = value === undefined || value === null || (value === false && parameter.isFlag !== true)
  return isNothing && parameter.required !== true ? undefined : parameter.take(value, parameter.name)
}

function listed(parameters: readonly Parameter[]): string {
  return parameters.length === 0 ? '' : ` (${parameters.map(({ name }) => name).join(', ')})`
}
