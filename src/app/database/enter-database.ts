import { stateOf } from '../../http/request-state.ts'
import type { Request } from '../../http/request.ts'
import type { ServedDatabase } from './served-database.ts'

/**
 * Gives a request that nobody sent its database and a transaction there, as everybody: for what looks at requests without
 * answering them. `stateOf(request).closeCursor()` undoes and ends it.
 */
export async function enterDatabase(request: Request, served: ServedDatabase): Promise<void> {
  const { registry, composition, database } = served
  const cr = database.cursor()
  Object.assign(stateOf(request), { registry, composition, cr, env: registry.env(cr, { uid: null }) })
  await composition.work?.authenticate(request, 'public')
}
