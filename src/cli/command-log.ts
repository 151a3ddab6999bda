import type { Logger } from '../http/app-services.ts'
import { note } from './print.ts'

/**
 * A log for people at a terminal: warnings and errors as lines beside the output, and nothing else.
 *
 * @param stacks whether errors are shown with their stacks
 */
export function commandLog({ stacks = false }: { stacks?: boolean } = {}): Logger {
  const tell = (level: string) => {
    // pino's methods take an object and a text, or a text alone.
    return (details: unknown, text?: unknown): void => note(`${level}: ${describe(details, text, stacks)}`)
  }
  const quiet = (): void => {}
  const log = {
    fatal: tell('error'),
    error: tell('error'),
    warn: tell('warning'),
    info: quiet,
    debug: quiet,
    trace: quiet,
  }
  const logger: Logger = { ...log, child: () => logger }
  return logger
}

function describe(details: unknown, text: unknown, stacks: boolean): string {
  if (typeof details === 'string') return details
  const { err } = (details ?? {}) as { err?: unknown }
  const reason = err instanceof Error ? ((stacks ? err.stack : undefined) ?? err.message) : ''
  // The text of a request's error is the error's own.
  if (typeof text !== 'string' || (stacks && reason.includes(text))) return reason
  return reason === '' ? text : `${text} ${reason}`
}
