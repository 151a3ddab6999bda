import { stateOf } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import { Markup, markup } from '../qweb/markup.ts'
import type { AssetBundles } from './asset-bundles.ts'
import type { Asset } from './asset-paths.ts'

const BETWEEN = new Markup('\n        ')

/**
 * The elements that load a bundle, for `t-call-assets`: one file each for styles and scripts; with `?debug=assets`, and
 * for those on other hosts, each file by itself. Source: odoo.addons.base.models.ir_qweb.IrQWeb._get_asset_nodes.
 *
 * @param options `css` and `js` (default true), `media`, `defer_load`, `lazy_load`
 */
export function assetTags(
  bundles: AssetBundles,
  bundle: string,
  options: Readonly<Record<string, unknown>>,
  request: Request,
): Markup {
  const tags = (['css', 'js'] as const)
    .filter((type) => options[type] ?? true)
    .flatMap((type) => urlsOf(bundles, bundle, type, request).map((url) => tag(type, url, options)))
  return tags.reduce((all, each, index) => (index === 0 ? each : markup`${all}${BETWEEN}${each}`), new Markup(''))
}

function urlsOf(bundles: AssetBundles, bundle: string, type: Asset['type'], request: Request): string[] {
  const assets = bundles.assets(bundle).filter((asset) => asset.type === type)
  if (request.debug.split(',').includes('assets'))
    return assets.map(({ url, file }) => (file === null ? url : request.staticUrl(url)))
  const external = assets.filter(({ file }) => file === null).map(({ url }) => url)
  const path = bundles.path(bundle, type)
  return path === null ? external : [...external, basePathOf(request) + path]
}

function basePathOf(request: Request): string {
  return encodeURI(stateOf(request).app.settings.http.basePath)
}

function tag(type: Asset['type'], url: string, options: Readonly<Record<string, unknown>>): Markup {
  if (type === 'css') {
    const media = options['media'] ? markup` media="${options['media']}"` : ''
    return markup`<link type="text/css" rel="stylesheet" href="${url}"${media}/>`
  }
  const defer = options['defer_load'] || options['lazy_load'] ? new Markup(' defer="defer"') : ''
  const source = new Markup(options['lazy_load'] ? 'data-src' : 'src')
  return markup`<script type="text/javascript"${defer} ${source}="${url}"></script>`
}
