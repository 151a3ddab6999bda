import { BadHost } from './errors.ts'

/**
 * A host name as rules compare it: lower-case and IDNA-encoded. A port stays as it is.
 *
 * @throws {BadHost} if the name cannot be encoded
 */
export function normalizeHost(host: string): string {
  const lower = host.toLowerCase()
  // oxlint-disable-next-line no-control-regex -- asks for ASCII
  if (/^[\x00-\x7F]*$/.test(lower)) return lower
  const [, name = '', port = ''] = /^(.*?)(:[0-9]+)?$/su.exec(lower) ?? []
  const url = URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`) : null
  if (url === null || url.username !== '' || url.pathname !== '/') throw new BadHost(host)
  return url.hostname + port
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ':80', ws: ':80', https: ':443', wss: ':443' }

/**
 * The subdomain of a `Host` header under the name that the application is served at, or null for a host elsewhere.
 * Compared label by label; ports count, but for the scheme's own.
 *
 * @example subdomainOf('de.example.org', 'example.org') // 'de'
 *
 * Source: werkzeug.routing.Map.bind_to_environ
 */
export function subdomainOf(host: string, serverName: string, scheme: string = 'http'): string | null {
  const port = DEFAULT_PORTS[scheme] ?? ''
  const normalize = (name: string): string => {
    const normal = normalizeHost(name)
    return port !== '' && normal.endsWith(port) ? normal.slice(0, -port.length) : normal
  }
  const actual = normalize(host)
  const base = normalize(serverName)
  if (actual === base) return ''
  return actual.endsWith(`.${base}`) ? actual.slice(0, -base.length - 1) : null
}
