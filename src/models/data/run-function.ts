import type { Values } from '../context.ts'
import { marksAlong } from '../marks-along.ts'
import { Model, type ModelClass } from '../model.ts'
import type { FunctionEntry } from './data-entry.ts'
import type { DataRun } from './data-run.ts'
import { resolveExpression, resolveValue } from './resolve-value.ts'

/**
 * Calls the method that a `<function>` names. Its first argument, where it is an id or a list of ids, says on which
 * records, unless the method has `@api.model`; named values come last, as one object, but for `context`, which is the call's. Records that
 * it gives are their ids, for the function around it.
 *
 * @throws {DataFileError} where there is no such method, or it throws
 */
export async function runFunction(run: DataRun, entry: FunctionEntry): Promise<unknown> {
  const { model, name, line } = entry
  const { args, context } = await argumentsOf(run, entry)
  return run.at(line, async () => {
    const records = run.env.records(model).withContext(context)
    const method = methodOf(records, name)
    if (method === null) throw run.error(line, `The model ${model} has no method ${JSON.stringify(name)}`)
    const ids = isModelMethod(records, name) ? null : idsOf(args[0])
    const receiver = ids === null ? records : records.browse(ids)
    const result = await method.apply(receiver, ids === null ? args : args.slice(1))
    await run.env.flush()
    return result instanceof Model ? [...result.ids] : result
  })
}

interface Arguments {
  readonly args: unknown[]
  readonly context: Values
}

async function argumentsOf(run: DataRun, { args, evaluated, line }: FunctionEntry): Promise<Arguments> {
  const given: unknown[] = []
  const named = Object.create(null) as Record<string, unknown>
  if (evaluated !== null) {
    const value = await resolveExpression(run, evaluated, line)
    if (Array.isArray(value)) given.push(...(value as unknown[]))
    else given.push(value)
  }
  for (const { name, value } of args) {
    const result =
      value.kind === 'function' ? await runFunction(run, value) : await resolveValue(run, value, null, line)
    if (name === null) given.push(result)
    else named[name] = result
  }
  const { context = {}, ...options } = named
  if (typeof context !== 'object' || context === null || Array.isArray(context))
    throw run.error(line, 'context is a dict')
  return {
    args: Object.keys(options).length === 0 ? given : [...given, options],
    context: context as Values,
  }
}

function methodOf(records: Model, name: string): ((this: Model, ...args: unknown[]) => unknown) | null {
  if (name === 'constructor' || name in Object.prototype || records.definition.fields.has(name)) return null
  const method = (records as unknown as Record<string, unknown>)[name]
  return typeof method === 'function' ? (method as (this: Model, ...args: unknown[]) => unknown) : null
}

// What has nothing to do with particular records takes numbers as they are.
function isModelMethod(records: Model, name: string): boolean {
  return marksAlong(records.constructor as ModelClass, name).model === true
}

function idsOf(value: unknown): number[] | null {
  if (isId(value)) return [value]
  return Array.isArray(value) && value.every(isId) ? value : null
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}
