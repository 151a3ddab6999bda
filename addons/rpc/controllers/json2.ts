import { Controller, NotFound, route, type Request } from 'pergola'
import { callNamed } from '../calls/call-method.ts'
import { isReadonlyCall } from '../calls/readonly-call.ts'

interface Body extends Record<string, unknown> {
  model: string
  method: string
  ids?: unknown
  context?: unknown
}

/** Methods of models by plain JSON, for programs with an API key. Source: odoo's Json2 controller (`/json/2`). */
export class Json2 extends Controller {
  @route('/json/2/<string:model>/<string:method>', {
    name: 'rpc.json2',
    type: 'json2',
    auth: 'bearer',
    bearerScope: 'rpc',
    methods: ['POST'],
    saveSession: false,
    readonly: (registry, request) => isReadonlyCall(registry, request),
  })
  async call({ model, method, ids, context, ...named }: Body, request: Request) {
    return callNamed(request.env, { model, method, ids, context, named })
  }

  @route(['/json/2', '/json/2/<path:rest>'], { auth: 'none', methods: ['GET'], saveSession: false, readonly: true })
  async elsewhere() {
    throw new NotFound('Did you mean POST /json/2/<model>/<method>?')
  }
}
