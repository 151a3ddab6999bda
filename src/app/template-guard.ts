import { isAsyncFunction } from 'node:util/types'
import { HttpRequest } from '../http/http-request.ts'
import { Request } from '../http/request.ts'
import { Response } from '../http/response.ts'
import { Session } from '../http/session/session.ts'
import { isEnvironment, type Environment } from '../models/environment.ts'
import type { FieldDefinition } from '../models/field-definition.ts'
import { Model } from '../models/model.ts'
import { Recordset } from '../models/recordset.ts'
import { Markup } from '../qweb/markup.ts'
import { Cursor } from '../database/cursor.ts'
import { Database } from '../database/database.ts'
import { Registry } from '../models/registry.ts'

/** What of recordsets templates may use beside fields and the methods that addons declare. */
const RECORDS = new Set(
  (
    'ids length displayName mapped filtered sorted grouped at slice union concat intersection difference ' +
    'includes equals isSubset isSuperset ensureOne toString toJSON'
  ).split(' '),
)
const ENVIRONMENT = new Set('uid su user company companies lang tz context'.split(' '))
const REQUEST = new Set(
  (
    'http method path url headers cookies query id form params jsonBody getHttpParams getJsonData session debug ' +
    'csrfToken db env bestLang geoip matchdict exception context root subpath traversed viewName virtualRoot ' +
    'virtualRootPath identity authenticatedUserId routeUrl routePath currentRouteUrl currentRoutePath staticUrl ' +
    'staticPath resourceUrl resourcePath toString'
  ).split(' '),
)
const HTTP = new Set('method path url host scheme headers cookies query remoteAddress userAgent'.split(' '))
const SESSION_CLOSED = new Set(
  (
    'sid nextSid token set delete clear finalize isLoggedIn touch changed rotate invalidate logout flash newCsrfToken ' +
    'expectedCsrfToken record rotation mergedInto snapshot restore close'
  ).split(' '),
)

/** The place of a record in a list of them. */
const NUMBER = /^\d+$/

/** Methods of recordsets that take paths as text. */
const BY_PATH = new Set(['mapped', 'filtered', 'grouped'])

/**
 * Keeps templates within what they are given: of records they read fields, and call what addons declare; nothing leads to the
 * database, to other rights, to the application or its secrets. Views can be edited in a database, by those who are not to rule the server.
 *
 * @returns what the template gets in the place of the member, where that is not its value
 * @throws TypeError where a template may not use a member
 */
export function guardTemplates(object: object, key: string, args?: readonly unknown[]): unknown {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return undefined
  if (object instanceof Recordset) {
    guardRecords(object, key, args)
    return args === undefined ? insteadOf(object, key) : undefined
  }
  if (isEnvironment(object)) guardEnvironment(object, key)
  else if (object instanceof Request) guardRequest(object, key)
  else if (object instanceof HttpRequest) check(HTTP.has(key), `request.http.${key}`)
  else if (object instanceof Session) check(!SESSION_CLOSED.has(key), `session.${key}`)
  else if (object instanceof Cursor || object instanceof Database || object instanceof Registry) check(false, key)
  else if (object instanceof Response) check(key === 'status', `response.${key}`)
  return undefined
}

function check(allowed: boolean, what: string): void {
  if (!allowed) throw new TypeError(`${what} is not for templates`)
}

function guardRecords(records: Recordset, key: string, args: readonly unknown[] | undefined): void {
  const { name, fields } = records.definition
  if (fields.has(key) || NUMBER.test(key)) return
  const what = `${key} of ${name}`
  check(!key.startsWith('_'), what)
  if (RECORDS.has(key)) {
    if (typeof args?.[0] === 'string') checkPaths(records, key, args[0])
    return
  }
  check(!(key in Model.prototype), what)
  const declared = declarations(records, key)
  if (declared.length === 0) {
    // A field of an addon that is not installed says so itself.
    const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(records) as object, key)
    if (own?.get !== undefined) return
    check(!(key in records), what)
    throw new TypeError(`${name} has no field ${JSON.stringify(key)}`)
  }
  // It would have begun when its promise is refused.
  if (declared.some(({ value }) => isAsyncFunction(value)))
    throw new TypeError(`${what} gives a promise: await it before the template is rendered`)
}

/**
 * `books[0]`, as Odoo's templates have it; and what a field of HTML holds, which was cleaned when it was written, and is printed as it
 * is. Source: odoo.fields.Html.
 */
function insteadOf(records: Recordset, key: string): unknown {
  if (NUMBER.test(key)) return Number(key) < records.length ? records.at(Number(key)) : undefined
  if (records.definition.fields.get(key)?.type !== 'html') return undefined
  const html = (records as unknown as Readonly<Record<string, unknown>>)[key]
  return typeof html === 'string' ? new Markup(html) : undefined
}

/** What classes of addons declare under a name, beside fields. */
function declarations({ definition }: Recordset, key: string): PropertyDescriptor[] {
  return definition.classes.flatMap(({ modelClass }) => {
    const descriptor = Object.getOwnPropertyDescriptor(modelClass.prototype, key)
    return descriptor === undefined ? [] : [descriptor]
  })
}

/** A path goes through fields only. */
function checkPaths(records: Recordset, method: string, text: string): void {
  if (method !== 'sorted' && !BY_PATH.has(method)) return
  const paths = method === 'sorted' ? text.split(',').map((part) => part.trim().split(/\s+/)[0] ?? '') : [text]
  for (const path of paths) {
    let model: string | null = records.definition.name
    for (const name of path.split('.')) {
      const field: FieldDefinition | undefined =
        model === null ? undefined : records.env.registry.definition(model).fields.get(name)
      if (field === undefined) throw new TypeError(`${model ?? path} has no field ${JSON.stringify(name)}`)
      model = field.comodel
    }
  }
}

function guardEnvironment(env: Environment, key: string): void {
  check(ENVIRONMENT.has(key) || env.registry.has(key), `env.${key}`)
}

/** What addons add to requests is theirs to open. */
function guardRequest(_request: Request, key: string): void {
  check(REQUEST.has(key) || (!key.startsWith('_') && !(key in Request.prototype)), `request.${key}`)
}
