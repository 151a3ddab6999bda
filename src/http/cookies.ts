import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie'

/** The cookies that a client sent: name → value, the first of repeated ones. */
export type CookieMap = ReadonlyMap<string, string>

/**
 * Reads a `Cookie` header. Values that are not well percent-encoded are taken as they are.
 *
 * @param header the header's value, or nothing
 */
export function parseCookies(header: string | undefined): CookieMap {
  const cookies = new Map<string, string>()
  if (header === undefined) return cookies
  for (const [name, value] of Object.entries(parseCookie(header, { decode }))) {
    if (value !== undefined) cookies.set(name, value)
  }
  return cookies
}

// Quotes around a value are not part of it.
function decode(text: string): string {
  const value = text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** How a cookie is set. `maxAge` is in seconds. */
export interface CookieOptions {
  maxAge?: number
  expires?: Date
  domain?: string
  /** Default `/`; `null` leaves it out. */
  path?: string | null
  secure?: boolean
  httpOnly?: boolean
  sameSite?: 'strict' | 'lax' | 'none'
  partitioned?: boolean
}

/**
 * A `Set-Cookie` header's value.
 *
 * @throws TypeError for a name, domain or path that a cookie cannot have
 */
export function formatCookie(name: string, value: string, options: CookieOptions = {}): string {
  const { path = '/', ...rest } = options
  const cookie: SetCookie = { ...rest, name, value }
  if (path !== null) cookie.path = path
  if (cookie.partitioned) cookie.secure = true
  return stringifySetCookie(cookie)
}
