import type { StandardSchemaV1 } from '@standard-schema/spec'
import { BadRequest } from '../errors/http-errors.ts'
import type { Params } from './params.ts'

/** One thing that is wrong with the parameters. */
export interface ParamIssue {
  /** Where: `items.0.price`. */
  readonly path: string
  readonly message: string
}

/**
 * The parameters as a schema gives them back: checked, and converted where it converts.
 *
 * @throws BadRequest with the list of what is wrong, as `context.errors`
 */
export async function validateParams(schema: StandardSchemaV1, params: Params): Promise<Params> {
  const result = await schema['~standard'].validate(params)
  if (result.issues === undefined) return result.value as Params
  const errors: ParamIssue[] = result.issues.map(({ path, message }) => ({ path: pathText(path), message }))
  const list = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  throw new BadRequest(`The parameters are not valid: ${list}`, { context: { errors } })
}

function pathText(path: StandardSchemaV1.Issue['path']): string {
  return (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
}
