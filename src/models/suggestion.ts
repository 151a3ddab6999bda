import { nearestName } from '../errors/nearest-name.ts'

/** `: did you mean price?`, or a full stop. */
export function suggestion(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? '.' : `: did you mean ${nearest}?`
}
