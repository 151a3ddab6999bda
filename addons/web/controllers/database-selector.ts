import { AccessDenied, Controller, route, type Request, type Response } from 'pergola'

/** Which database to work with, where a host has several. Source: odoo's web `Database`. */
export class DatabaseSelector extends Controller {
  @route('/web/database/selector', { auth: 'none', methods: ['GET'] })
  async selector(_params: object, request: Request): Promise<Response> {
    const { databases } = request.app
    if (databases === null) throw request.notFound()
    const { list, enabled } = databases.management
    return request.render('web.database_selector', {
      databases: list ? await databases.namesFor(request.http.host) : [],
      unlisted: !list,
      manage: enabled,
    })
  }

  @route('/web/database/list', { type: 'json', auth: 'none', readonly: true })
  async list(_params: object, request: Request): Promise<readonly string[]> {
    const { databases } = request.app
    if (databases === null || !databases.management.list) throw new AccessDenied()
    return databases.namesFor(request.http.host)
  }
}
