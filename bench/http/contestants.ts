import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A server that takes part. */
export interface Contestant {
  readonly name: string
  /** The packages that it is made of. */
  readonly packages: readonly string[]
}

export const OWN = 'pergola'
export const BASELINE = 'raw'
export const RIVAL = 'fastify'

/** In the order in which a round begins. The server of each is `servers/<name>.ts`. */
export const CONTESTANTS: readonly Contestant[] = [
  { name: OWN, packages: ['pergola'] },
  { name: RIVAL, packages: ['fastify', '@fastify/formbody'] },
  { name: 'hono', packages: ['hono', '@hono/node-server'] },
  { name: BASELINE, packages: [] },
]

export const root: string = join(import.meta.dirname, '..', '..')

/** The installed versions of a contestant's packages. */
export function versionsOf({ packages }: Contestant): string {
  return packages.length === 0 ? `node:http ${process.version}` : packages.map(versionOf).join(', ')
}

function versionOf(name: string): string {
  const folder = name === 'pergola' ? root : join(root, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return `${name} ${version}`
}
