import { NotFound } from '../errors/http-errors.ts'
import { Response } from '../http/response.ts'
import type { AssetBundles } from './asset-bundles.ts'

const YEAR = 365 * 24 * 3600

/**
 * One file of a bundle. Under the URL that names its present content it never changes; under any other it is given too,
 * so that a page of an older version still has its styles, but is asked for anew each time.
 * Source: odoo's web addon, Binary.content_assets.
 *
 * @param version what the URL says of its content
 * @param name `web.assets_frontend.min.css`
 * @throws NotFound
 */
export function assetResponse(bundles: AssetBundles, version: string, name: string): Response {
  const file = bundles.find(name)
  if (file === null) throw new NotFound()
  const response = new Response(file.content, {
    headers: { 'content-type': file.contentType, 'x-content-type-options': 'nosniff' },
  })
  response.setEtag(file.version)
  response.cacheControl = version === file.version ? { public: true, maxAge: YEAR, immutable: true } : { noCache: true }
  return response
}
