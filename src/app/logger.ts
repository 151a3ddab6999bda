import pino from 'pino'
import type { Logger } from '../http/app-services.ts'
import type { Config } from './config.ts'

/** The log that the configuration asks for: pino on standard output, another logger, or none. */
export function createLogger(log: Config['log'] = 'info'): Logger {
  if (typeof log === 'object') return log
  return pino({ level: log === false ? 'silent' : log })
}
