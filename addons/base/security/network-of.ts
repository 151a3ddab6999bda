import { isIPv6 } from 'node:net'

/**
 * What stands for an address when failures are counted: an IPv4 address itself, and the first 64 bits of an IPv6 one, since whoever has one has all
 * that begin alike. What is no address stays as it is.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase()
  if (!isIPv6(plain)) return address
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - before.length - after.length - (after.at(-1)?.includes('.') === true ? 1 : 0)
  const groups = tail === undefined ? before : [...before, ...Array<string>(Math.max(missing, 0)).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
