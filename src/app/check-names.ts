import { ConfigurationError } from '../errors/framework-errors.ts'
import { nearestName } from '../http/nearest-name.ts'

/**
 * Refuses names that nobody knows, so that a slip of the pen is not silently without effect.
 *
 * @param where what has the names: `configuration`, `addon shop`
 * @throws ConfigurationError with the nearest name that is known
 */
export function checkNames(where: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const hint = nearest === undefined ? '' : ` Is ${nearest} meant?`
    throw new ConfigurationError(`The ${where} has the unknown name ${name}.${hint}`)
  }
}
