import type { Response } from 'pergola'

/** Keeps a page that asks for secrets, or shows some, out of caches and out of other sites' frames. */
export function privatePage(response: Response): Response {
  response.headers.set('cache-control', 'no-store')
  response.headers.set('content-security-policy', "frame-ancestors 'self'")
  response.headers.set('x-frame-options', 'SAMEORIGIN')
  return response
}
