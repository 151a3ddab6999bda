import { createApp } from '../app/app.ts'
import { lookedAt } from './chosen-database.ts'
import type { Command } from './command.ts'

/** Lists the tweens, the outermost first. Source: pyramid's ptweens. */
export const printTweens: Command = async (config, options) => {
  await using app = await createApp({ ...config, log: false }).ready()
  const stated = app.settings.tweens === undefined ? 'by their places' : 'as the configuration states them'
  const { tweens } = (await lookedAt(app, options))?.composition ?? app.composition
  const names = ['INGRESS', ...tweens, 'MAIN']
  const rows = names.map((name, index) => `${index === 0 || index === names.length - 1 ? '-' : index}`.padEnd(4) + name)
  process.stdout.write(`Tweens, the outermost first, ${stated}:\n${rows.join('\n')}\n`)
  return 0
}
