import { Controller, NotFound, route, UserError, type Request } from 'pergola'
import { commonService } from '../services/common.ts'
import { objectService } from '../services/object.ts'

interface Params {
  service?: unknown
  method?: unknown
  args?: unknown
}

/** The services that programs outside call, each call with its own database and credentials. Source: odoo's `/jsonrpc`. */
export class JsonRpc extends Controller {
  @route('/jsonrpc', { name: 'rpc.jsonrpc', type: 'json', auth: 'none', methods: ['POST'], saveSession: false })
  async serve({ service, method, args = [] }: Params, request: Request) {
    if (typeof service !== 'string' || typeof method !== 'string') throw new UserError('service and method are texts.')
    if (!Array.isArray(args)) throw new UserError('args is a list.')
    if (service === 'common') return commonService(request, method, args)
    if (service === 'object') return objectService(request, method, args)
    throw new NotFound(`There is no service ${JSON.stringify(service.slice(0, 80))}: there are common and object.`)
  }
}
