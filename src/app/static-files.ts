import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HttpError } from '../errors/http-error.ts'
import { stateOf, type RequestState } from '../http/request-state.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import { sendFile } from '../http/send-file.ts'
import { VERSION_PARAMETER } from '../http/url/static-url.ts'
import { hasOddSegment, type StaticAssets } from './static-assets.ts'

const WEEK = 7 * 24 * 3600
const YEAR = 365 * 24 * 3600

/**
 * Files of addons, at `/<addon>/static/<path>`: streamed, with no session, no database and no tweens around.
 * Source: odoo.http.Application.get_static_file.
 */
export class StaticFiles {
  readonly #folders: ReadonlyMap<string, string>
  readonly #maxAge: number
  readonly #assets: StaticAssets

  /**
   * @param folders each addon's folder, by its name
   * @param development whether files change while the server runs
   * @param assets knows the versions that URLs name
   */
  constructor(folders: ReadonlyMap<string, string>, development: boolean, assets: StaticAssets) {
    this.#assets = assets
    this.#folders = folders
    this.#maxAge = development ? 0 : WEEK
  }

  /** Whether a request may name a file: nearly every request is none for a file, and this is all that it costs them. */
  mayHave({ source, rawPath }: RequestState): boolean {
    return rawPath.includes('/static/') && (source.method === 'GET' || source.method === 'HEAD')
  }

  /** The file that a request names; null where it names none, and routes are to be looked at. */
  async find(request: Request): Promise<Response | null> {
    const path = decodable(stateOf(request))
    const [, addon = '', file = ''] = /^\/([a-z][a-z0-9_]*)\/static\/(.+)$/s.exec(path) ?? []
    const folder = this.#folders.get(addon)
    if (folder === undefined || hasOddSegment(file)) return null
    const root = join(folder, 'static')
    if (!(await isFile(join(root, file)))) return null
    try {
      const kept = this.#names(request, addon, file) ? { maxAge: YEAR, immutable: true } : { maxAge: this.#maxAge }
      return await sendFile(request, file, { root, ...kept })
    } catch (error) {
      if (error instanceof HttpError && error.status === 404) return null
      throw error
    }
  }

  /** Whether a URL names the very content of a file: it never changes under that URL then. */
  #names(request: Request, addon: string, file: string): boolean {
    const { rawQuery } = stateOf(request)
    if (!rawQuery.includes(`${VERSION_PARAMETER}=`)) return false
    return new URLSearchParams(rawQuery).get(VERSION_PARAMETER) === this.#assets.version(addon, file)
  }
}

// A path that cannot be decoded is refused by whoever looks at it next.
function decodable(state: RequestState): string {
  try {
    return state.path
  } catch {
    return ''
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
