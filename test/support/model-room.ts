import type { Cursor } from '../../src/database/cursor.ts'
import { openDatabase, type Database } from '../../src/database/database.ts'
import { composeModels } from '../../src/models/compose-models.ts'
import type { Environment, EnvironmentOptions } from '../../src/models/environment.ts'
import type { ModelClass } from '../../src/models/model.ts'
import { Registry } from '../../src/models/registry.ts'
import { syncSchema } from '../../src/models/schema/sync-schema.ts'

/** Models with their tables in a database. */
export interface ModelRoom extends AsyncDisposable {
  readonly database: Database
  readonly registry: Registry
  /** Runs a function in a transaction that is undone afterwards; the superuser's, unless options say otherwise. */
  withEnv<Result>(run: (env: Environment) => Promise<Result>, options?: EnvironmentOptions): Promise<Result>
}

/** Opens a database in memory (or takes one), with the tables of some models. */
export async function openModelRoom(
  classes: ReadonlyArray<ModelClass | readonly [addon: string, modelClass: ModelClass]>,
  given?: Database,
): Promise<ModelRoom> {
  const listed = classes.map((each) =>
    typeof each === 'function' ? { addon: 'test', modelClass: each } : { addon: each[0], modelClass: each[1] },
  )
  const { definitions } = composeModels(listed)
  const database = given ?? openDatabase('pglite:memory')
  const registry = new Registry({ database, definitions, addons: [...new Set(listed.map(({ addon }) => addon))] })
  await database.transaction(async (cr) => {
    await syncSchema(cr, definitions.values())
  })
  return {
    database,
    registry,
    async withEnv(run, options) {
      await using cr = database.cursor()
      return await cr.run(() => run(registry.env(cr, options ?? { uid: 1 })))
    },
    async [Symbol.asyncDispose]() {
      if (given === undefined) await database.close()
    },
  }
}

/** The statements that a function sends to the database. */
export async function statementsOf(cr: Cursor, run: () => unknown): Promise<string[]> {
  const texts: string[] = []
  const query = cr.query
  cr.query = function (this: Cursor, sql: string, ...rest: [parameters?: readonly unknown[], options?: object]) {
    texts.push(sql)
    return Reflect.apply(query, this, [sql, ...rest]) as never
  }
  try {
    await run()
  } finally {
    delete (cr as { query?: unknown }).query
  }
  return texts
}

/** How many statements a function sends to the database. */
export async function countQueries(cr: Cursor, run: () => unknown): Promise<number> {
  return (await statementsOf(cr, run)).length
}
