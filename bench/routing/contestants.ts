import findMyWay from 'find-my-way'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { addRoute, createRouter, findRoute } from 'rou3'
import { compileRouter } from 'rou3/compiler'
import { RoutingMap, Rule } from 'pergola/routing'
import { type BenchRule, isInteger } from './rules.ts'

/** What every contestant gives for a path: the endpoint and its variables, integers as numbers; or null. */
export interface Found {
  readonly endpoint: string
  readonly args: Record<string, unknown>
}

export type Match = (path: string) => Found | null

/** Makes a contestant ready for some rules. `checked`: integers must be digits; else any text is taken for one. */
export type Contestant = (rules: readonly BenchRule[], checked: boolean) => Match

/** A rule with each integer's pattern put in, where it is asked for. */
function withPatterns(path: string, checked: boolean, pattern: string): string {
  return checked ? path.replaceAll(/:(i\w*)/g, `:$1${pattern}`) : path
}

/** What a route of the others stands for: its endpoint, and which of its variables to make numbers. */
interface Target {
  readonly endpoint: string
  readonly integers: readonly string[]
}

function toTarget({ path, endpoint }: BenchRule): Target {
  const names = Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name)
  return { endpoint, integers: names.filter(isInteger) }
}

function convert(target: Target, args: Record<string, unknown>): Found {
  for (const name of target.integers) args[name] = Number(args[name])
  return { endpoint: target.endpoint, args }
}

const pergola: Contestant = (rules) => {
  const map = new RoutingMap(
    rules.map(({ path, endpoint }) => {
      const text = path.replaceAll(/:(\w+)/g, (_, name: string) => (isInteger(name) ? `<int:${name}>` : `<${name}>`))
      return new Rule(text, { endpoint, methods: ['GET'] })
    }),
  )
  return (path) => {
    const found = map.matchPath(path, 'GET')
    return found.miss === undefined ? found : null
  }
}

const findMyWayRouter: Contestant = (rules, checked) => {
  const router = findMyWay()
  for (const rule of rules) router.on('GET', withPatterns(rule.path, checked, '(^\\d+$)'), () => {}, toTarget(rule))
  return (path) => {
    const found = router.find('GET', path)
    return found === null ? null : convert(found.store as Target, found.params)
  }
}

const hono: Contestant = (rules, checked) => {
  const router = new SmartRouter<Target>({ routers: [new RegExpRouter(), new TrieRouter()] })
  for (const rule of rules) router.add('GET', withPatterns(rule.path, checked, '{[0-9]+}'), toTarget(rule))
  return (path) => {
    const [found, stash] = router.match('GET', path)
    const first = found[0]
    if (first === undefined) return null
    const args: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(first[1])) {
      args[name] = stash === undefined ? value : stash[value as number]
    }
    return convert(first[0], args)
  }
}

function toRou3(rules: readonly BenchRule[], checked: boolean): ReturnType<typeof createRouter<Target>> {
  const router = createRouter<Target>()
  for (const rule of rules) addRoute(router, 'GET', withPatterns(rule.path, checked, '(\\d+)'), toTarget(rule))
  return router
}

const rou3: Contestant = (rules, checked) => {
  const router = toRou3(rules, checked)
  return (path) => {
    const found = findRoute(router, 'GET', path)
    return found === undefined ? null : convert(found.data, (found.params as Record<string, unknown> | undefined) ?? {})
  }
}

const rou3Compiled: Contestant = (rules, checked) => {
  const find = compileRouter(toRou3(rules, checked))
  return (path) => {
    const found = find('GET', path)
    return found === undefined ? null : convert(found.data, (found.params as Record<string, unknown> | undefined) ?? {})
  }
}

export const CONTESTANTS: ReadonlyMap<string, Contestant> = new Map([
  ['pergola', pergola],
  ['find-my-way', findMyWayRouter],
  ['hono (SmartRouter: RegExpRouter)', hono],
  ['rou3', rou3],
  ['rou3 compiled', rou3Compiled],
])
