import { defineAddon } from 'pergola'
import { Health } from './controllers/health.ts'

export default defineAddon({
  name: 'web',
  version: '0.1.0',
  summary: 'The web side of the server itself',
  depends: ['base'],
  controllers: [Health],
})
