import * as business from './business-errors.ts'
import * as framework from './framework-errors.ts'
import * as http from './http-errors.ts'
import { HttpError } from './http-error.ts'
import * as models from './model-errors.ts'
import { PergolaError } from './pergola-error.ts'
import { PredicateMismatch } from './predicate-mismatch.ts'
import * as requests from './request-errors.ts'

/** Every error class that Pergola raises, by its name. `docs/errors.md` explains each. */
export const errorClasses: ReadonlyMap<string, typeof PergolaError> = new Map(
  [{ PergolaError, HttpError, PredicateMismatch }, business, framework, models, requests, http].flatMap((module) =>
    Object.entries(module),
  ) as Array<[string, typeof PergolaError]>,
)
