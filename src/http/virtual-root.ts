import type { RequestState } from './request-state.ts'

const NONE: readonly string[] = []

/**
 * The names that lead to the virtual root: what the header `X-Vhm-Root` says, where the server believes it. A proxy sends
 * it as UTF-8, not percent-encoded. Source: pyramid.traversal, virtual hosting.
 */
export function virtualRootPath(state: RequestState): readonly string[] {
  if (state.located !== null) return state.located.virtualRootPath
  if (!state.app.settings.http.virtualRoots) return NONE
  const header = state.source.header('x-vhm-root')
  return header === undefined ? NONE : pathSegments(Buffer.from(header, 'latin1').toString('utf8'))
}

/** A decoded path as its segments: empty ones and `.` are dropped, `..` takes back the one before it. */
export function pathSegments(path: string): string[] {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments
}
