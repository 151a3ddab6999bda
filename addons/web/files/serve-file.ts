import { HttpError, NotFound, UserError, type Request, type Response } from 'pergola'
import { fileName } from './file-name.ts'
import { readContent } from './file-content.ts'
import { isYes, type FileParams } from './file-params.ts'
import { fileResponse } from './file-response.ts'
import { findFile } from './find-file.ts'
import { askedMimetype } from './mimetype.ts'

/** How some URLs of files differ from others. */
export interface ServeOptions {
  /** The type that is stated, of the content's own. */
  readonly mimetype: (own: string) => string
  /** Whether a file without content is as good as none. */
  readonly needsContent?: boolean
}

/**
 * The file that a URL names, with the rights of who asks.
 *
 * @throws {NotFound} where there is none, or it may not be read: nobody is told which
 */
export async function serveFile(request: Request, params: FileParams, options: ServeOptions): Promise<Response> {
  try {
    return await serve(request, params, options)
  } catch (error) {
    if (error instanceof UserError && !(error instanceof HttpError)) throw new NotFound()
    throw error
  }
}

async function serve(request: Request, params: FileParams, options: ServeOptions): Promise<Response> {
  const file = await findFile(request.env, params)
  const content = await readContent(file)
  if (content === null) throw new NotFound()
  if ('url' in content) return toLink(request, content.url)
  if (content.size === 0 && options.needsContent === true) throw new NotFound()
  const mimetype = options.mimetype(askedMimetype(params.mimetype) ?? content.mimetype)
  return fileResponse(request, content, {
    filename: await fileName(file, params, mimetype),
    mimetype,
    attachment: isYes(params.download),
    immutable: params.unique !== undefined && params.unique !== '' && !isYes(params.nocache),
  })
}

function toLink(request: Request, url: string): Response {
  const isLocal = /^\/(?![/\\])/.test(url)
  if (!isLocal && !/^https?:\/\//i.test(url)) throw new NotFound()
  return request.redirect(url, { status: 301, local: isLocal })
}
