import { defineAddon, type Request, type Response } from 'pergola'
import { Account } from './controllers/account.ts'
import { ApiKeys } from './controllers/api-keys.ts'
import { Assets } from './controllers/assets.ts'
import { Content } from './controllers/content.ts'
import { DatabaseManager } from './controllers/database-manager.ts'
import { DatabaseSelector } from './controllers/database-selector.ts'
import { Health } from './controllers/health.ts'
import { Home } from './controllers/home.ts'
import { Image } from './controllers/image.ts'
import { Password } from './controllers/password.ts'
import { SessionController } from './controllers/session.ts'
import { SignUp } from './controllers/sign-up.ts'

export default defineAddon({
  name: 'web',
  version: '0.1.0',
  summary: 'The web side of the server itself: the frame of pages, their assets, error pages, log-in',
  depends: ['base'],
  controllers: [
    Assets,
    Content,
    Image,
    Health,
    Home,
    SessionController,
    Account,
    Password,
    SignUp,
    ApiKeys,
    DatabaseSelector,
    DatabaseManager,
  ],
  views: ['views/*.xml'],
  assets: {
    'web.assets_frontend': ['web/static/css/base.css', 'web/static/css/*.css'],
  },
  setup(app) {
    app.addFallback(chooseFirst)
  },
})

/** Where there are databases and none is chosen yet, the first page leads to the entrance. Source: odoo's web `Home.index`. */
function chooseFirst(request: Request): Response | undefined {
  if (request.path !== '/' || request.db !== null || request.app.databases === null) return undefined
  return request.redirect('/web')
}
