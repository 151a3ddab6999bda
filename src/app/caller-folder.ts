import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'

/**
 * The folder of the file that called a function: how a manifest or configuration knows where it stands.
 *
 * @param levels how many calls up that file is; 2 from a function that the file calls
 */
export function callerFolder(levels: number): string | null {
  const script = getCallSites(levels + 1)[levels]?.scriptName
  return script ? dirname(toPath(script)) : null
}

/** A path, from a path or a file URL. */
export function toPath(location: string | URL): string {
  return typeof location === 'string' && !location.startsWith('file:') ? location : fileURLToPath(location)
}
