import { defineAddon } from 'pergola'
import { Assets } from './controllers/assets.ts'
import { Health } from './controllers/health.ts'

export default defineAddon({
  name: 'web',
  version: '0.1.0',
  summary: 'The web side of the server itself: the frame of pages, their assets, error pages, log-in',
  depends: ['base'],
  controllers: [Assets, Health],
  views: ['views/*.xml'],
  assets: {
    'web.assets_frontend': ['web/static/css/base.css', 'web/static/css/*.css'],
  },
})
