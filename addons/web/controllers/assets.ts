import { Controller, route, type Request } from 'pergola'

/** The bundles that templates load with `t-call-assets`. */
export class Assets extends Controller {
  @route('/web/assets/<string:version>/<string:filename>', {
    name: 'web.assets',
    auth: 'none',
    methods: ['GET'],
    saveSession: false,
    readonly: true,
  })
  async bundle({ version, filename }: { version: string; filename: string }, request: Request) {
    return request.app.sendAsset(request, version, filename)
  }
}
