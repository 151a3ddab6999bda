import {
  AccessDenied,
  assertTrustedOrigin,
  Controller,
  request as current,
  route,
  UserError,
  type DatabaseService,
  type Request,
  type Response,
} from 'pergola'
import { privatePage } from '../auth/private-page.ts'
import { startSession } from '../auth/start-session.ts'
import { checkMasterPassword } from '../database/master-password.ts'

/** The fields of the manager's forms. */
export interface ManagerParams {
  readonly master_pwd?: unknown
  readonly name?: unknown
  readonly new_name?: unknown
  readonly login?: unknown
  readonly password?: unknown
  readonly lang?: unknown
  readonly country_code?: unknown
  readonly demo?: unknown
  readonly backup_format?: unknown
  readonly backup_file?: unknown
  readonly copy?: unknown
  readonly neutralize_database?: unknown
}

/** A form without CSRF check: whoever sends it knows the master password, and no page of somebody else sent it. */
const FORM = { auth: 'none', methods: ['POST'], csrf: false } as const

const EXTENSIONS: Readonly<Record<string, string>> = { directory: 'tar.gz', custom: 'dump', sql: 'sql' }

/**
 * Makes, copies and deletes databases, for who knows the master password. Off in production until `database.masterPassword` is
 * configured. Source: odoo's web `Database`.
 */
export class DatabaseManager extends Controller {
  @route('/web/database/manager', { auth: 'none', methods: ['GET'] })
  async manager(_params: object, request: Request): Promise<Response> {
    return this.managerPage(request, { message: request.session.popFlash('databases')[0] ?? null })
  }

  @route('/web/database/create', FORM)
  async create(params: ManagerParams, request: Request): Promise<Response> {
    return this.managed(params, request, async (databases) => {
      const name = nameOf(params.name)
      const [login, password] = [textOf(params.login).trim() || 'admin', textOf(params.password)]
      if (password.trim() === '') throw new UserError('The administrator needs a password.')
      const country = textOf(params.country_code)
      const choices = { login, password, lang: textOf(params.lang) || 'en_US', ...(country === '' ? {} : { country }) }
      await databases.create(name, [], {
        demo: isChosen(params.demo),
        finish: (env) => env['res.users'].setUpDatabase(choices),
      })
      if (!(await databases.namesFor(request.http.host)).includes(name)) return this.done(request, `${name} was made.`)
      await startSession(request, name, { login, password })
      return request.redirect('/web')
    })
  }

  @route('/web/database/duplicate', FORM)
  async duplicate(params: ManagerParams, request: Request): Promise<Response> {
    return this.managed(params, request, async (databases) => {
      const [name, target] = [nameOf(params.name), nameOf(params.new_name)]
      await databases.duplicate(name, target, { neutralize: isChosen(params.neutralize_database) })
      return this.done(request, `${name} was copied to ${target}.`)
    })
  }

  @route('/web/database/rename', FORM)
  async rename(params: ManagerParams, request: Request): Promise<Response> {
    return this.managed(params, request, async (databases) => {
      const [name, target] = [nameOf(params.name), nameOf(params.new_name)]
      await databases.rename(name, target)
      if (request.session.db === name) request.session.logout()
      return this.done(request, `${name} is ${target} now.`)
    })
  }

  @route('/web/database/drop', FORM)
  async drop(params: ManagerParams, request: Request): Promise<Response> {
    return this.managed(params, request, async (databases) => {
      const name = nameOf(params.name)
      await databases.drop(name)
      if (request.session.db === name) request.session.logout()
      return this.done(request, `${name} was deleted.`)
    })
  }

  @route('/web/database/backup', FORM)
  async backup(params: ManagerParams, request: Request): Promise<Response> {
    return this.managed(params, request, async (databases) => {
      const name = nameOf(params.name)
      const [format = databases.backupFormats[0] as string] = [textOf(params.backup_format)].filter(
        (text) => text !== '',
      )
      const backup = await databases.backup(name, format)
      const extension = (await keepsFiles(databases, name)) ? 'tar' : (EXTENSIONS[format] ?? 'backup')
      const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-').replace('T', '_')
      return request.makeResponse(backup, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="${name}_${time}.${extension}"`,
          'cache-control': 'no-store',
        },
      })
    })
  }

  @route('/web/database/restore', { ...FORM, maxContentLength: restoreLimit })
  async restore(params: ManagerParams, request: Request): Promise<Response> {
    return this.managed(params, request, async (databases) => {
      const name = nameOf(params.name)
      if (!(params.backup_file instanceof File)) throw new UserError('Choose the file of a backup.')
      const options = { copy: textOf(params.copy) !== 'false', neutralize: isChosen(params.neutralize_database) }
      await databases.restore(name, params.backup_file.stream(), options)
      return this.done(request, `${name} was restored.`)
    })
  }

  /** Does what a form asks for, once it is sure that it may; what is refused is said on the page. */
  async managed(
    params: ManagerParams,
    request: Request,
    work: (databases: DatabaseService) => Promise<Response>,
  ): Promise<Response> {
    const { databases } = request.app
    if (databases === null || !databases.management.enabled) throw request.notFound()
    assertTrustedOrigin(request)
    try {
      checkMasterPassword(request, params.master_pwd)
      return await work(databases)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const wait = error instanceof AccessDenied && error.message.startsWith('Too many')
      return this.managerPage(request, { error: error.message }, wait ? 429 : error.status)
    }
  }

  /** Back to the manager, where it says what was done. */
  done(request: Request, message: string): Response {
    request.session.flash(message, 'databases')
    return request.redirect('/web/database/manager')
  }

  async managerPage(request: Request, values: Record<string, unknown>, status: number = 200): Promise<Response> {
    const { databases } = request.app
    if (databases === null || !databases.management.enabled) throw request.notFound()
    const { list, masterPassword } = databases.management
    const known = {
      databases: list ? await databases.namesFor(request.http.host) : [],
      unlisted: !list,
      insecure: masterPassword === null,
      langs: languagesFor(request),
      formats: Object.fromEntries(databases.backupFormats.map((format) => [format, FORMATS[format] ?? format])),
    }
    return privatePage(request.render('web.database_manager', { ...known, ...values }, { status }))
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  directory: 'the whole database, packed',
  custom: "PostgreSQL's own form",
  sql: 'SQL text',
}

/** Whether a backup is an archive, because attachments are kept as files. */
function keepsFiles(databases: DatabaseService, name: string): Promise<boolean> {
  return databases.inEnvironment(name, async (env) => env['ir.attachment'].folder() !== null)
}

/** A backup may be of any size, where there is a manager to take it. */
function restoreLimit(): number | null {
  const { databases, settings } = current.app
  return databases?.management.enabled === true ? null : settings.http.maxContentLength
}

/** English, and the language that the client likes best. */
function languagesFor({ bestLang }: Request): Array<readonly [code: string, name: string]> {
  const english = ['en_US', 'English'] as const
  if (bestLang === null || bestLang === 'en_US') return [english]
  const tag = bestLang.replace('_', '-')
  return [[bestLang, new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? bestLang], english]
}

function nameOf(value: unknown): string {
  const name = textOf(value).trim()
  if (name === '') throw new UserError('Name the database.')
  return name
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Whether a box is checked. */
function isChosen(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !['0', 'false', 'off'].includes(value.toLowerCase())
}
