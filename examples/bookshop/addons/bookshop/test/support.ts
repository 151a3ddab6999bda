import type { Environment } from 'pergola/models'
import { after, before } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import bookshop from '../addon.ts'

/**
 * The shop with one database, `main`, for all tests of a file.
 *
 * @param prepare makes records for them
 */
export function openShop(prepare: (env: Environment) => unknown = () => {}): () => TestApp {
  let app: TestApp
  before(async () => {
    app = await createTestApp({ addons: [bookshop], databases: { main: ['bookshop'] } })
    await prepare(app.env('main'))
  })
  after(async () => app.close())
  return () => app
}
