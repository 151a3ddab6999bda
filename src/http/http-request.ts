import { Transform, type Readable } from 'node:stream'
import { BadRequest } from '../errors/http-errors.ts'
import { streamOf } from './bytes.ts'
import { parseCookies, type CookieMap } from './cookies.ts'
import { tooLarge } from './read-body.ts'
import type { RequestState } from './request-state.ts'
import { parseQuery } from './request-target.ts'

/**
 * The HTTP side of a request, as it came. Source: odoo.http.request.httprequest, werkzeug.wrappers.Request.
 *
 * @example
 * ```ts
 * import { Controller, route, request } from 'pergola'
 * class Echo extends Controller {
 *   @route('/echo', { auth: 'none' })
 *   async echo() { return `${request.http.method} ${request.http.url}` }
 * }
 * ```
 */
export class HttpRequest {
  readonly #state: RequestState
  #headers: Headers | null = null

  constructor(state: RequestState) {
    this.#state = state
  }

  /** The verb, in upper case. */
  get method(): string {
    return this.#state.source.method.toUpperCase()
  }

  /** The decoded path below `http.basePath`. */
  get path(): string {
    return this.#state.path
  }

  /** The whole URL as the client named it, percent-encoded. */
  get url(): string {
    const { rawPath, rawQuery } = this.#state
    return `${this.scheme}://${this.host}${rawPath}${rawQuery === '' ? '' : `?${rawQuery}`}`
  }

  /** The host that the client named, with its port unless it is the scheme's own. */
  get host(): string {
    const forwarded = this.#forwarded('x-forwarded-host')
    const host = forwarded ?? this.#state.source.header('host') ?? 'localhost'
    if (!/^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i.test(host))
      throw new BadRequest('The Host header is not valid.')
    return host.replace(this.scheme === 'https' ? /:443$/ : /:80$/, '')
  }

  /** `http` or `https`. */
  get scheme(): string {
    const forwarded = this.#forwarded('x-forwarded-proto')?.toLowerCase()
    if (forwarded === 'https' || forwarded === 'http') return forwarded
    return this.#state.source.encrypted ? 'https' : 'http'
  }

  get headers(): Headers {
    return (this.#headers ??= copyHeaders(this.#state.source.headerPairs()))
  }

  /** The cookies that came: name → value. */
  get cookies(): CookieMap {
    return (this.#state.cookies ??= parseCookies(this.#state.source.header('cookie')))
  }

  /** The query, all values of each name. */
  get query(): URLSearchParams {
    return (this.#state.query ??= parseQuery(this.#state.rawQuery))
  }

  /** The client's address; with `proxyMode`, as the nearest proxy names it. */
  get remoteAddress(): string | undefined {
    return this.#forwarded('x-forwarded-for') ?? this.#state.source.remoteAddress
  }

  get userAgent(): string {
    return this.#state.source.header('user-agent') ?? ''
  }

  /**
   * The body as a stream, which fails with `ContentTooLarge` beyond the limit. Of one that was read already, as forms and JSON
   * are, it has the bytes once more; a multipart form, whose files are on disk, has none.
   */
  get stream(): Readable {
    const { source, bodyLimit, body } = this.#state
    if (body !== null) return streamOf(body.bytes)
    const { stream } = source
    if (bodyLimit === null) return stream
    let size = 0
    const limited = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        size += chunk.length
        if (size > bodyLimit) done(tooLarge(bodyLimit))
        else done(null, chunk)
      },
    })
    stream.on('error', (error) => limited.destroy(error))
    return stream.pipe(limited)
  }

  // With proxyMode the last value counts: it is the one that our own proxy added.
  #forwarded(name: string): string | undefined {
    if (!this.#state.app.settings.http.proxyMode) return undefined
    return this.#state.source.header(name)?.split(',').at(-1)?.trim() || undefined
  }
}

// A header that platform `Headers` refuse (a stray byte) is left out; the rest is there.
function copyHeaders(pairs: Iterable<[string, string]>): Headers {
  const headers = new Headers()
  for (const [name, value] of pairs) {
    try {
      headers.append(name, value)
    } catch {
      continue
    }
  }
  return headers
}
