import { defineConfig } from 'pergola'

/** The names of this machine itself: there one chooses among the databases. */
const ownNames = ['localhost', '127.0.0.1']

export default defineConfig({
  addonsPath: ['./addons'],
  serverWide: ['base', 'web'],
  database: {
    url: 'pglite:./data',
    // shop.localhost has the database shop, as the filter '^%d$' says too.
    filter: (name, host) => ownNames.includes(host) || name === host.split('.')[0],
  },
  http: { port: 8069 },
  dataFolder: '.pergola',
  development: true,
})
