import { after, before, test } from 'node:test'
import type { Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'

const UNDO = Symbol('undo')

/** A database with base, for the tests of one file; what each test does in it is undone. */
export function withBase(): (name: string, run: (env: Environment, app: TestApp) => Promise<unknown>) => void {
  let app: TestApp
  before(async () => {
    app = await createTestApp({ databases: { main: ['base'] } })
  })
  after(() => app.close())
  return (name, run) => {
    void test(name, async () => undone(app.env('main'), (env) => run(env, app)))
  }
}

/** Does work on an environment, and takes it back. */
async function undone(env: Environment, work: (env: Environment) => Promise<unknown>): Promise<void> {
  try {
    await env.cr.savepoint(async () => {
      await work(env)
      throw UNDO
    })
  } catch (error) {
    if (error !== UNDO) throw error
  }
}

/** A user with groups, by their names in base; `user` is an internal one. */
export async function makeUser(
  env: Environment,
  login: string,
  groups: readonly string[] = ['group_user'],
  values: Readonly<Record<string, unknown>> = {},
): Promise<Environment> {
  const ids: number[] = []
  for (const group of groups) ids.push(...(await env.ref(`base.${group}`)).ids)
  const user = await env['res.users'].create({ name: login, login, groups_id: [[6, 0, ids]], ...values })
  return env.with({ uid: user.id, su: false, context: {} })
}
