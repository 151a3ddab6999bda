import { defineConfig } from 'pergola'

export default defineConfig({
  addonsPath: ['./addons'],
  serverWide: ['base', 'web', 'bookshop', 'bookshop_discount'],
  http: { port: 8069 },
  dataFolder: '.pergola',
  development: true,
})
