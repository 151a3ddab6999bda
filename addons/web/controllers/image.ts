import { join } from 'node:path'
import { Controller, NotFound, route, type Request } from 'pergola'
import { isYes, type FileParams } from '../files/file-params.ts'
import { serveFile } from '../files/serve-file.ts'

const PLACEHOLDER = join(import.meta.dirname, '../static/img/placeholder.png')

/** Pictures of records; a placeholder where there is none to be seen. Source: odoo's Binary controller. */
export class Image extends Controller {
  @route(
    [
      '/web/image',
      '/web/image/<string:xmlid>',
      '/web/image/<string:xmlid>/<string:filename>',
      '/web/image/<string:xmlid>/<int:width>x<int:height>',
      '/web/image/<string:xmlid>/<int:width>x<int:height>/<string:filename>',
      '/web/image/<string:model>/<int:id>/<string:field>',
      '/web/image/<string:model>/<int:id>/<string:field>/<string:filename>',
      '/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>',
      '/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>/<string:filename>',
      '/web/image/<int:id>',
      '/web/image/<int:id>/<string:filename>',
      '/web/image/<int:id>/<int:width>x<int:height>',
      '/web/image/<int:id>/<int:width>x<int:height>/<string:filename>',
      '/web/image/<int:id>-<string:unique>',
      '/web/image/<int:id>-<string:unique>/<string:filename>',
      '/web/image/<int:id>-<string:unique>/<int:width>x<int:height>',
      '/web/image/<int:id>-<string:unique>/<int:width>x<int:height>/<string:filename>',
    ],
    { name: 'web.image', auth: 'public', methods: ['GET'], readonly: true },
  )
  async image(params: FileParams, request: Request) {
    try {
      return await serveFile(request, params, { mimetype: imageType, needsContent: true })
    } catch (error) {
      if (!(error instanceof NotFound) || isYes(params.download)) throw error
      return this.placeholder(request)
    }
  }

  /** What stands for a picture that is not there. */
  async placeholder(request: Request) {
    const response = await request.sendFile(PLACEHOLDER)
    response.headers.set('cache-control', 'private, no-cache')
    return response
  }
}

// What is no picture is not shown in the place of one.
function imageType(own: string): string {
  return own.startsWith('image/') ? own : 'application/octet-stream'
}
