import { ConfigurationError } from '../../errors/framework-errors.ts'
import { stateOf } from '../../http/request-state.ts'
import type { Resource } from '../../http/resource.ts'
import { pathSegments } from '../../http/virtual-root.ts'
import { resourceNames } from '../../http/url/resource-url.ts'
import { Everyone } from '../acl.ts'
import { checkClass, findInterface, type ResourceClass } from '../location.ts'
import type { CustomPredicate } from '../view-options.ts'
import type { Predicate } from './predicate.ts'

const identities = new WeakMap<object, number>()
let lastIdentity = 0

/** Tells functions and classes apart, which may have one name. */
function identityOf(value: object): number {
  const known = identities.get(value)
  if (known !== undefined) return known
  identities.set(value, ++lastIdentity)
  return lastIdentity
}

export function containment(type: ResourceClass): Predicate {
  checkClass('containment', type)
  return {
    text: `containment = ${type.name}`,
    key: `containment = ${identityOf(type)}`,
    // A view for errors has an error as its context: what counts is the resource.
    holds: (_context, request) => {
      const resource = stateOf(request).located?.context
      return resource !== undefined && findInterface(resource, type) !== null
    },
  }
}

export function physicalPath(value: string | readonly string[]): Predicate {
  const names =
    typeof value === 'string' ? pathSegments(decodeURIComponent(value)) : value.filter((name) => name !== '')
  return {
    text: `physicalPath = /${names.join('/')}`,
    holds: (context) => {
      if (typeof context !== 'object' || context === null || !('name' in context || 'parent' in context)) return false
      const own = resourceNames(context as Resource)
      return own.length === names.length && own.every((name, index) => name === names[index])
    },
  }
}

export function isAuthenticated(value: boolean): Predicate {
  return {
    text: `isAuthenticated = ${value}`,
    holds: (_context, request) =>
      (stateOf(request).composition.security.authenticatedUserId(request) !== null) === value,
  }
}

export function effectivePrincipals(value: string | readonly string[]): Predicate {
  const wanted = [...new Set([value].flat())].toSorted()
  return {
    text: `effectivePrincipals = ${wanted.join(', ')}`,
    holds: async (_context, request) => {
      const own = (await stateOf(request).composition.security.principals?.(request)) ?? [Everyone]
      return wanted.every((each) => own.includes(each))
    },
  }
}

export function custom(test: CustomPredicate): Predicate {
  if (typeof test !== 'function') throw new ConfigurationError(`custom: a function is expected, not ${String(test)}.`)
  return {
    text: `custom = ${test.name === '' ? 'a function' : test.name}`,
    key: `custom = ${identityOf(test)}`,
    holds: (context, request) => test(context as never, request),
  }
}
