import { Forbidden, NotFound } from '../../errors/http-errors.ts'
import { warningCodes } from '../../errors/warnings.ts'
import { HttpRequest } from '../../http/http-request.ts'
import type { RequestState } from '../../http/request-state.ts'
import type { Databases } from './databases.ts'
import type { ServedDatabase } from './served-database.ts'

/** The header by which a program chooses a database. Source: odoo's X-Odoo-Database. */
const DATABASE_HEADER = 'x-pergola-database'

type Chosen = ServedDatabase | null | Promise<ServedDatabase | null>

/**
 * The database of a request: the header's, else the session's, else the only one that the filter leaves; null for none.
 * Source: odoo.http.Request._get_session_and_dbname.
 *
 * @returns the database, at once where it is open, and known to be there
 * @throws {Forbidden} where the header contradicts the session; {NotFound} where it names none that may be seen
 */
export function chooseDatabase(databases: Databases, state: RequestState): Chosen {
  const { database } = state.source
  if (database !== undefined) return databases.open(database)
  const known = databases.knownNamesFor(new HttpRequest(state).host)
  if (known !== undefined) return chooseOf(known, databases, state)
  return visibleNames(databases, state).then((names) => chooseOf(names, databases, state))
}

function chooseOf(names: readonly string[], databases: Databases, state: RequestState): Chosen {
  const named = state.source.header(DATABASE_HEADER)
  if (named !== undefined && named !== '') return byHeader(databases, state, named, names)
  const { session } = state
  if (session !== null && session.db !== null) {
    if (names.includes(session.db)) return opened(databases, state, session.db)
    session.logout()
  }
  const [only] = names
  return names.length === 1 ? opened(databases, state, only as string) : null
}

async function visibleNames(databases: Databases, state: RequestState): Promise<readonly string[]> {
  try {
    return await databases.namesFor(new HttpRequest(state).host)
  } catch (error) {
    warn(state, error, 'The databases cannot be listed: this request has none.')
    return []
  }
}

function byHeader(databases: Databases, state: RequestState, name: string, names: readonly string[]): Chosen {
  const own = state.session?.db ?? null
  if (own !== null && own !== name) {
    throw new Forbidden('The session belongs to another database than the header X-Pergola-Database names.')
  }
  if (!names.includes(name)) throw new NotFound('There is no such database here.')
  state.saveSession = false
  return opened(databases, state, name)
}

function opened(databases: Databases, state: RequestState, name: string): Chosen {
  const ready = databases.use(name)
  return ready?.database.signals.connected === true ? ready : openedLater(databases, state, name, ready)
}

/** A database that cannot be opened is none, and nobody is logged in. */
async function openedLater(
  databases: Databases,
  state: RequestState,
  name: string,
  ready: ServedDatabase | undefined,
): Promise<ServedDatabase | null> {
  try {
    await ready?.database.signals.check()
    return await databases.open(name)
  } catch (error) {
    warn(state, error, `The database ${JSON.stringify(name)} cannot be opened: this request has none.`)
    state.unusableDatabase = name
    if (state.session !== null && state.session.db === name) state.session.logout()
    return null
  }
}

function warn(state: RequestState, error: unknown, message: string): void {
  state.app.log.warn({ code: warningCodes.databaseUnavailable, err: error }, message)
}
