import { AccessDenied, type Request } from 'pergola'
import type { Environment } from 'pergola/models'

/**
 * Does something with all rights in the database that a call names.
 *
 * @throws {AccessDenied} where there is none that the request's host may see: nobody is told which there are
 */
export async function inServiceDatabase<Result>(
  request: Request,
  name: unknown,
  work: (env: Environment) => Promise<Result>,
): Promise<Result> {
  const { databases } = request.app
  if (databases === null || typeof name !== 'string') throw new AccessDenied()
  const names = await databases.namesFor(request.http.host)
  if (!names.includes(name)) throw new AccessDenied()
  return databases.inEnvironment(name, work)
}
