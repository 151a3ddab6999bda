import { Controller, route, type Request } from 'pergola'

/** Tells whoever watches over the server that it answers. */
export class Health extends Controller {
  @route('/web/health', { auth: 'none', methods: ['GET'], saveSession: false, readonly: true })
  async health(_params: object, request: Request) {
    return request.makeJsonResponse({ status: 'pass' }, { headers: { 'cache-control': 'no-store' } })
  }
}
