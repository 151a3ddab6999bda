import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { defineAddon } from 'pergola'
import { fields, Model, type Environment } from 'pergola/models'
import { createTestApp } from 'pergola/testing'

class Thing extends Model {
  static override model = 'hooked.thing'
  name = fields.char()
}

const called: string[] = []

async function note(hook: string, env: Environment): Promise<void> {
  const { rows } = await env.cr.query<{ there: boolean }>(`select to_regclass('hooked_thing') is not null as there`)
  called.push(`${hook} ${rows[0]?.there === true ? 'with' : 'without'} the table`)
}

const hooked = defineAddon({
  name: 'hooked',
  depends: ['base'],
  models: [Thing],
  root: import.meta.dirname,
  hooks: {
    async preInit(env) {
      await note('preInit', env)
      // Everything that it depends on is there, and what it assigns is written.
      const partner = await env['res.partner'].create({ name: 'Prepared' })
      partner.name = 'Prepared before'
    },
    postInit: (env) => note('postInit', env),
    uninstall: (env) => note('uninstall', env),
  },
})
const beyond = defineAddon({
  name: 'beyond',
  depends: ['hooked'],
  root: import.meta.dirname,
  hooks: { preInit: (env) => note('beyond', env) },
})

const app = await createTestApp({ addons: [hooked, beyond], databases: { made: ['hooked'], grown: [] } })
after(() => app.close())

const prepared = (name: string): Promise<number> =>
  app.app.databases!.inEnvironment(name, (env) => env['res.partner'].searchCount([['name', '=', 'Prepared before']]))

test('hooks are called as a database is made', async () => {
  assert.deepEqual(called.splice(0), ['preInit without the table', 'postInit with the table'])
  assert.equal(await prepared('made'), 1)
})

test('hooks are called as an addon is installed and uninstalled', async () => {
  await app.install('grown', ['beyond'])
  assert.deepEqual(called.splice(0), ['preInit without the table', 'postInit with the table', 'beyond with the table'])
  assert.equal(await prepared('grown'), 1)
  await app.app.databases!.uninstall('grown', ['hooked'])
  assert.deepEqual(called.splice(0), ['uninstall with the table'])
})
