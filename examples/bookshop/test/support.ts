import bookshop from 'bookshop'
import discount from 'bookshop_discount'
import { createTestApp, type TestApp } from 'pergola/testing'
import config from '../pergola.config.ts'

export const PASSWORD = 'only for tests'

/** The application as it is served, with its two databases in memory; admin's password is `PASSWORD`. */
export async function openShops(): Promise<TestApp> {
  const app = await createTestApp({
    addons: [bookshop, discount],
    databases: { shop: ['bookshop'], sale: ['bookshop_discount'] },
    config: { database: { ...config.database, url: 'pglite:memory' } },
  })
  for (const name of ['shop', 'sale']) {
    await app.app.databases?.inEnvironment(name, async (env) => {
      await (await env.ref('base.user_admin')).write({ password: PASSWORD })
    })
  }
  return app
}
