import { ConfigurationError } from '../../errors/framework-errors.ts'
import type { DatabaseFilter } from '../config.ts'

/**
 * Which databases a host may see.
 *
 * @param filter a regular expression that a name must fit from its beginning on, with `%h` for the host without its port and a leading
 * `www.`, and `%d` for its first label; undefined: all
 * @throws ConfigurationError for what is no regular expression
 *
 * Source: odoo.http.db_filter.
 */
export function databaseFilter(
  filter: string | DatabaseFilter | undefined,
): (names: readonly string[], host: string) => readonly string[] {
  if (filter === undefined || filter === '') return (names) => names
  if (typeof filter === 'function') return (names, host) => names.filter((name) => filter(name, hostname(host)))
  checkPattern(filter)
  // Hosts come from outside: only the last one is remembered.
  let last: { readonly host: string; readonly names: readonly string[]; readonly visible: readonly string[] } | null =
    null
  return (names, host) => {
    if (last?.host !== host || last.names !== names) {
      const pattern = patternFor(filter, hostname(host))
      last = { host, names, visible: names.filter((name) => pattern.test(name)) }
    }
    return last.visible
  }
}

function patternFor(filter: string, bare: string): RegExp {
  const label = bare.split('.')[0] ?? ''
  const source = filter.replaceAll(/%[hd]/g, (mark) => escaped(mark === '%h' ? bare : label))
  return new RegExp(`^(?:${source})`, 'i')
}

function checkPattern(filter: string): void {
  try {
    void new RegExp(filter.replaceAll(/%[hd]/g, 'x'))
  } catch (error) {
    throw new ConfigurationError(`database.filter is no regular expression: ${(error as Error).message}`)
  }
}

function hostname(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^www\./, '')
}

function escaped(text: string): string {
  return text.replaceAll(/[^a-z0-9_]/gi, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
