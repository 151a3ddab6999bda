import bookshop from 'bookshop'
import { after, before } from 'node:test'
import { createTestApp, type TestApp } from 'pergola/testing'
import discount from '../addon.ts'

/** One application with two databases: `plain` without, `sale` with the discount. */
export function openShops(): () => TestApp {
  let app: TestApp
  before(async () => {
    const databases = { plain: ['bookshop'], sale: ['bookshop_discount'] }
    app = await createTestApp({ addons: [bookshop, discount], databases })
  })
  after(async () => app.close())
  return () => app
}
