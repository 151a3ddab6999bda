import { createApp } from '../app/app.ts'
import type { Endpoint } from '../http/endpoint.ts'
import type { Command } from './command.ts'
import { lookedAt } from './chosen-database.ts'
import { table } from './table.ts'

/** Lists the routes as a table, then the warnings. Source: pyramid's proutes. */
export const printRoutes: Command = async (config, options) => {
  const { filter = '', explain = false } = options
  await using app = await createApp({ ...config, log: false }).ready()
  const { routes, warnings } = (await lookedAt(app, options))?.composition ?? app.composition
  const shown = routes.endpoints.filter(({ name, paths }) => [name, ...paths].some((text) => text.includes(filter)))
  const rows = shown.flatMap((endpoint) => endpoint.paths.map((path) => toRow(path, endpoint)))
  const lines = table([['Rule', 'Methods', 'Auth', 'Type', 'Name', 'Answered by'], ...rows])
  if (explain) lines.push('', ...shown.flatMap(explanation))
  lines.push(...warnings.map(({ code, message }) => `warning ${code}: ${message}`))
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

function toRow(path: string, { options, name, owners }: Endpoint): string[] {
  const chain = owners.map(({ className, addon }) => `${addon}.${className}`).join(' > ')
  return [path, options.methods?.join(',') ?? '*', options.auth, options.type, name, chain]
}

/** Which class of which addon stated which option of an endpoint. */
function explanation({ name, contributions }: Endpoint): string[] {
  const rows = contributions.map(({ option, value, className, addon }) => [
    `  ${option}`,
    shown(value),
    `${addon}.${className}`,
  ])
  return [name, ...table(rows)]
}

function shown(value: unknown): string {
  return typeof value === 'function' ? `function ${value.name}` : JSON.stringify(value)
}
