import { Controller, route, UserError, type Request } from 'pergola'
import { callPositional } from '../calls/call-method.ts'
import { isReadonlyCall } from '../calls/readonly-call.ts'

interface Params {
  model?: unknown
  method?: unknown
  args?: unknown
  kwargs?: unknown
}

/** Methods of models for the pages of a logged-in user. Source: odoo's DataSet controller (`/web/dataset`). */
export class CallKw extends Controller {
  @route(['/web/dataset/call_kw', '/web/dataset/call_kw/<path:path>'], {
    name: 'rpc.call_kw',
    type: 'json',
    auth: 'user',
    methods: ['POST'],
    readonly: (registry, request) => isReadonlyCall(registry, request),
  })
  async call({ model, method, args = [], kwargs = {} }: Params, request: Request) {
    if (typeof model !== 'string' || typeof method !== 'string') throw new UserError('model and method are texts.')
    if (!Array.isArray(args)) throw new UserError('args is a list.')
    if (typeof kwargs !== 'object' || kwargs === null || Array.isArray(kwargs))
      throw new UserError('kwargs is an object.')
    return callPositional(request.env, { model, method, args, kwargs: kwargs as Record<string, unknown> })
  }
}
