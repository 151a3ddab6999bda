import { lowerTemplate, type LoweredTemplate } from './lower.ts'
import { parseTemplate, pathOf } from './template-node.ts'

/** A template as operations, with what there was to warn of. */
interface Shared {
  readonly lowered: LoweredTemplate
  readonly warnings: readonly string[]
}

const MAX_KEPT = 5000
const kept = new Map<string, Shared>()

/**
 * Parses and lowers a template. A process with many databases has one engine for each, and most of their templates are the
 * same: the work is done once per source, and shared. (Operations are never changed.)
 *
 * @throws QWebError when the template is broken
 */
export function lowerSource(name: string, source: string, warn: (message: string) => void): LoweredTemplate {
  const key = `${name}\u0000${source}`
  const shared = kept.get(key) ?? lowerAnew(name, source)
  kept.delete(key)
  kept.set(key, shared)
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break
    kept.delete(oldest)
  }
  shared.warnings.forEach(warn)
  return shared.lowered
}

function lowerAnew(name: string, source: string): Shared {
  const warnings: string[] = []
  const lowered = lowerTemplate(name, parseTemplate(source, name), (message, element) => {
    warnings.push(`${message} (template ${JSON.stringify(name)}, line ${element.line}, ${pathOf(element)})`)
  })
  return { lowered, warnings }
}
