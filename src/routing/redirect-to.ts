import type { UrlAdapter } from './adapter.ts'
import type { BoundRule } from './bound-rule.ts'
import { encodePath } from './encode.ts'

const ABSOLUTE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/\/)/

/**
 * The target of a rule's `redirectTo`, joined like a link to the place where the application is mounted.
 *
 * A text that is relative stays on this host whatever its values are: `<path:to>` must not become an open redirect.
 */
export function resolveRedirect(urls: UrlAdapter, bound: BoundRule, args: Record<string, unknown>): string {
  const { redirectTo } = bound.rule
  if (typeof redirectTo === 'function') return resolve(redirectTo(urls, args), urls.base())
  const template = redirectTo ?? ''
  const target = template.replace(/<([^<>]*)>/g, (_, name: string) => {
    const variable = bound.variables.find((each) => each.name === name)
    return encodePath(variable?.converter.format(args[name]) ?? '')
  })
  if (ABSOLUTE.test(template)) return resolve(target, urls.base())
  const local = template.startsWith('/') ? target.replace(/^\/+/, '/') : `./${target.replace(/^\/+/, '')}`
  return resolve(local, urls.base())
}

function resolve(target: string, base: string): string {
  return ABSOLUTE.test(target) && !target.startsWith('//') ? target : new URL(target, base).href
}
