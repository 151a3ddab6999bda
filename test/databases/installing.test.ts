// Addons that install themselves, demonstration data, migration scripts, and scheduled actions that the server runs.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { defineAddon, type Addon } from 'pergola'
import { createTestApp } from 'pergola/testing'
import { Scheduler } from '../../src/app/database/scheduler.ts'
import { counter } from './counter-addon.ts'

const folder = mkdtempSync(join(tmpdir(), 'pergola-addons-'))
writeFileSync(join(folder, 'test.counter.csv'), 'id,name\ncounter_data,from data\n')
writeFileSync(
  join(folder, 'demo.xml'),
  '<odoo><record id="counter_demo" model="test.counter"><field name="name">from demo</field></record></odoo>',
)

mkdirSync(join(folder, 'migrations', '1.1.0'), { recursive: true })
mkdirSync(join(folder, 'migrations', '1.2.0'), { recursive: true })
const script = (path: string, text: string): void => writeFileSync(join(folder, 'migrations', path), text)
script('1.1.0/pre-never.sql', 'select nothing from nowhere')
script('1.2.0/pre-rename.sql', `update test_counter set name = name || ' pre'`)
script(
  '1.2.0/post-fill.mjs',
  `export default async (cr, { version, env }) => {
    for (const counter of await env['test.counter'].search([])) await counter.load('name').then(() => counter.write({ name: counter.name + ' post ' + version }))
  }`,
)
script(
  '1.2.0/end-recount.sql',
  `update test_counter set value = (select count(*) from test_counter) where name <> 'broken'`,
)

const addon = (name: string, depends: string[], more: object = {}): Addon =>
  defineAddon({ name, depends, root: folder, ...more })

const one = addon('one', ['counter'], { version: '1.2.0', data: ['test.counter.csv'], demo: ['demo.xml'] })
const two = addon('two', ['base'])
const bridge = addon('bridge', ['one', 'two'], { autoInstall: true })
const beyond = addon('beyond', ['bridge', 'web'], { autoInstall: ['bridge'] })

describe('installing', async () => {
  const app = await createTestApp({
    addons: [counter, one, two, bridge, beyond],
    databases: { main: [], other: ['one'] },
  })
  const databases = app.app.databases!
  after(async () => {
    await app.close()
    rmSync(folder, { recursive: true })
  })
  const installed = (name: string): Promise<string[]> =>
    databases.inEnvironment(name, async (env) => {
      const modules = await env['ir.module.module'].searchRead([['state', '=', 'installed']], ['name'])
      const own = ['counter', 'one', 'two', 'bridge', 'beyond']
      return modules
        .map((module) => module['name'] as string)
        .filter((each) => own.includes(each))
        .toSorted()
    })
  const names = (name: string): Promise<string[]> =>
    databases.inEnvironment(name, async (env) => {
      const rows = await env['test.counter'].searchRead([], ['name'])
      return rows.map((row) => row['name'] as string).toSorted()
    })

  test('an addon installs itself once all that it names is there, and those that wait for it', async () => {
    assert.deepEqual(await installed('main'), [])
    await app.install('main', ['two'])
    assert.deepEqual(await installed('main'), ['two'])
    await app.install('main', ['one'])
    assert.deepEqual(await installed('main'), ['beyond', 'bridge', 'counter', 'one', 'two'])
    await databases.uninstall('main', ['two'])
    assert.deepEqual(await installed('main'), ['counter', 'one'])
  })

  test('what makes, copies, renames and deletes databases is done one after the other', async () => {
    const outcomes = async (...works: ReadonlyArray<Promise<unknown>>): Promise<string[]> =>
      (await Promise.allSettled(works)).map((each) => (each.status === 'fulfilled' ? 'done' : String(each.reason)))
    const taken = 'UserError: There is a database of that name already.'
    const gone = 'UserError: There is no such database.'
    assert.deepEqual(await outcomes(databases.create('twice'), databases.create('twice')), ['done', taken])
    assert.deepEqual(await outcomes(databases.install('twice', ['one']), databases.duplicate('twice', 'copy')), [
      'done',
      'done',
    ])
    assert.ok((await installed('copy')).includes('one'))
    assert.deepEqual(await outcomes(databases.rename('copy', 'moved'), databases.rename('copy', 'else')), [
      'done',
      gone,
    ])
    assert.deepEqual(await outcomes(databases.rename('twice', 'moved'), databases.drop('moved')), [taken, 'done'])
    assert.deepEqual(await outcomes(databases.drop('twice'), databases.drop('twice')), ['done', gone])
    assert.deepEqual(await databases.names(), ['main', 'other'])
  })

  test('demonstration data is there where it was asked for', async () => {
    assert.deepEqual(await names('other'), ['first', 'from data'])
    await databases.create('shown', ['one'], { demo: true })
    assert.deepEqual(await names('shown'), ['first', 'from data', 'from demo'])
    const shown = (name: string): Promise<unknown[]> =>
      databases.inEnvironment(name, async (env) => {
        const modules = await env['ir.module.module'].searchRead([['name', '=', 'one']], ['demo'])
        return modules.map((module) => module['demo'])
      })
    assert.deepEqual([await shown('other'), await shown('shown')], [[false], [true]])
    await databases.upgrade('shown', ['one'])
    assert.deepEqual(await shown('shown'), [true])
    await databases.uninstall('shown', ['one'])
    assert.deepEqual(await shown('shown'), [false])
  })

  test('an upgrade runs the migration scripts between the versions, once, and all or nothing', async () => {
    const versionIs = (version: string): Promise<unknown> =>
      databases.inEnvironment('other', ({ cr }) =>
        cr.query(`update ir_module_module set latest_version = $1 where name = 'one'`, [version]),
      )
    const expected = ['first pre post 1.1.0', 'from data post 1.1.0']
    await versionIs('1.1.0')
    await databases.upgrade('other', ['one'])
    assert.deepEqual(await names('other'), expected)
    await databases.upgrade('other', ['counter'])
    assert.deepEqual(await names('other'), ['first pre post 1.1.0', 'from data'])
    await versionIs('1.0.0')
    await assert.rejects(databases.upgrade('other', ['one']), /nowhere/)
    assert.deepEqual(await names('other'), ['first pre post 1.1.0', 'from data'])
  })

  test('scheduled actions of all databases are run, and what fails keeps none from it', async () => {
    const due = (name: string): Promise<unknown> =>
      databases.inEnvironment(name, async ({ cr }) => {
        await cr.query(
          `update ir_cron set nextcall = (now() at time zone 'UTC') - interval '1 minute', lastcall = null`,
        )
      })
    const done = (name: string): Promise<boolean> =>
      databases.inEnvironment(name, async ({ cr }) => {
        const { rows } = await cr.query('select 1 from ir_cron where lastcall is null')
        return rows.length === 0
      })
    for (const name of ['main', 'other']) await due(name)
    await databases.server.create('foreign')
    databases.forgetNames()
    const scheduler = new Scheduler(databases, databases.server.database('main').settings.log as never, { interval: 1 })
    scheduler.start()
    while (!((await done('main')) && (await done('other')))) await new Promise((resolve) => setTimeout(resolve, 20))
    await scheduler.stop()
    for (const name of ['main', 'other']) await due(name)
    await scheduler.runAll()
    assert.deepEqual([await done('main'), await done('other')], [false, false])
  })
})
