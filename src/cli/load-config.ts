import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Config } from '../app/config.ts'
import { ConfigurationError } from '../errors/framework-errors.ts'

const NAMES = ['pergola.config.ts', 'pergola.config.js', 'pergola.config.mjs']

/**
 * The configuration that a file exports; its relative paths are relative to the file.
 *
 * @param file default: `pergola.config.ts` (or `.js`) in the working folder
 * @throws ConfigurationError where there is none
 */
export async function loadConfig(file?: string): Promise<Config> {
  const candidates = (file === undefined ? NAMES : [file]).map((name) => resolve(name))
  const path = candidates.find((candidate) => existsSync(candidate))
  if (path === undefined) throw new ConfigurationError(missing(file))
  if (path.endsWith('.ts')) await prepareTypeScript(path)
  const { default: config } = (await import(pathToFileURL(path).href)) as { default?: Config }
  if (typeof config !== 'object')
    throw new ConfigurationError(`${path} must export a configuration: export default defineConfig({ … }).`)
  return { ...config, root: config.root ?? dirname(path) }
}

function missing(file: string | undefined): string {
  if (file !== undefined) return `There is no configuration: ${resolve(file)}.`
  return `There is no configuration: no ${NAMES.join(', ')} in ${resolve('.')}. Go where it is, or name it by --config <file>.`
}

/**
 * Lets TypeScript with decorators run, through the project's own tsx; Node itself knows no decorators yet. Without tsx,
 * Node runs what it can.
 */
async function prepareTypeScript(config: string): Promise<void> {
  if (process.execArgv.some((each) => each.includes('tsx'))) return
  try {
    const { register } = (await import(pathToFileURL(createRequire(config).resolve('tsx/esm/api')).href)) as TsxApi
    register()
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error
  }
}

interface TsxApi {
  register(): unknown
}
