import { ConfigurationError } from '../../errors/framework-errors.ts'
import { stateOf } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import { isAccepted } from './accept.ts'
import type { Predicate } from './predicate.ts'

/** One value or several, as a sorted list: the order in which they are stated tells nothing. */
function listOf(value: string | readonly string[]): readonly string[] {
  return [...new Set([value].flat())].toSorted()
}

function every(name: string, entries: readonly string[], holds: (request: Request) => boolean): Predicate {
  return { text: `${name} = ${entries.join(', ')}`, holds: (_context, request) => holds(request) }
}

/** `k=v` as its two sides, trimmed; a leading `=` belongs to the name. */
function pairOf(entry: string): readonly [string, string | null] {
  const at = entry.indexOf('=', 1)
  return at === -1 ? [entry.trim(), null] : [entry.slice(0, at).trim(), entry.slice(at + 1).trim()]
}

export function requestMethod(value: string | readonly string[]): Predicate {
  const stated = [value].flat()
  const methods = listOf(stated.includes('GET') ? [...stated, 'HEAD'] : stated)
  return every('requestMethod', methods, (request) => methods.includes(stateOf(request).source.method))
}

export function requestParam(value: string | readonly string[]): Predicate {
  const entries = listOf(value)
  const pairs = entries.map(pairOf)
  return every('requestParam', entries, (request) => {
    const params = (stateOf(request).params ??= request.getHttpParams())
    return pairs.every(([key, wanted]) => Object.hasOwn(params, key) && (wanted === null || params[key] === wanted))
  })
}

export function matchParam(value: string | readonly string[]): Predicate {
  const entries = listOf(value)
  const pairs = entries.map(pairOf)
  return every('matchParam', entries, (request) => {
    const args = stateOf(request).match?.args
    return (
      args !== undefined && pairs.every(([key, wanted]) => Object.hasOwn(args, key) && String(args[key]) === wanted)
    )
  })
}

export function header(value: string | readonly string[]): Predicate {
  const entries = listOf(value)
  const wanted = entries.map((entry) => {
    const at = entry.indexOf(':')
    const name = (at === -1 ? entry : entry.slice(0, at)).toLowerCase()
    return { name, pattern: at === -1 ? null : fromStart(entry.slice(at + 1)) }
  })
  return every('header', entries, (request) =>
    wanted.every(({ name, pattern }) => {
      const found = stateOf(request).source.header(name)
      return found !== undefined && (pattern === null || pattern.test(found))
    }),
  )
}

export function accept(value: string): Predicate {
  if (typeof value !== 'string')
    throw new ConfigurationError('accept: a view has one media type; decorate the method twice for two.')
  if (value.includes('*')) throw new ConfigurationError(`accept: a view has a media type, not the range ${value}.`)
  if (!/^[^\s/;,]+\/[^\s/;,]+\s*(?:;|$)/.test(value)) throw new ConfigurationError(`accept: ${value} is no media type.`)
  return every('accept', [value], (request) => isAccepted(value, stateOf(request).source.header('accept')))
}

export function xhr(value: boolean): Predicate {
  return every(
    'xhr',
    [String(value)],
    (request) => (stateOf(request).source.header('x-requested-with') === 'XMLHttpRequest') === value,
  )
}

export function pathInfo(value: string | RegExp): Predicate {
  const pattern = fromStart(value)
  return every('pathInfo', [String(value)], (request) => pattern.test(stateOf(request).path))
}

export function requestType(value: string): Predicate {
  return every('requestType', [value], (request) => {
    const { match, composition } = stateOf(request)
    if (match !== null) return match.endpoint.options.type === value
    return composition.dispatchers.get(value)?.isCompatibleWith(request) === true
  })
}

function fromStart(pattern: string | RegExp): RegExp {
  const [source, flags] =
    typeof pattern === 'string' ? [pattern, ''] : [pattern.source, pattern.flags.replace(/[gy]/g, '')]
  return new RegExp(`^(?:${source})`, flags)
}
