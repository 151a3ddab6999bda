import { Controller, NotFound, route, type Request } from 'pergola'
import type { FileParams } from '../files/file-params.ts'
import { serveFile } from '../files/serve-file.ts'

/** Attachments and binary fields as files. Source: odoo's Binary controller. */
export class Content extends Controller {
  @route(
    [
      '/web/content',
      '/web/content/<string:xmlid>',
      '/web/content/<string:xmlid>/<string:filename>',
      '/web/content/<int:id>',
      '/web/content/<int:id>/<string:filename>',
      '/web/content/<string:model>/<int:id>/<string:field>',
      '/web/content/<string:model>/<int:id>/<string:field>/<string:filename>',
    ],
    { name: 'web.content', auth: 'public', methods: ['GET'], readonly: true },
  )
  async content(params: FileParams, request: Request) {
    return serveFile(request, params, { mimetype: (own) => own })
  }

  // The server in front answers these itself: see the setting `http.xSendfile`.
  @route('/web/filestore/<path:path>', { auth: 'none', methods: ['GET'], saveSession: false, readonly: true })
  async filestore() {
    throw new NotFound()
  }
}
