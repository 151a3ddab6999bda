import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Request } from 'pergola'
import type { Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'
import { recordingLog } from './support.ts'
import { AddonFolders, inDatabase, show } from './support/view-addons.ts'

const folders = new AddonFolders()
const log = recordingLog()
let app: TestApp

const BASE = `
  <template id="page" name="Page"><main><h1 t-out="title"/><p class="text">text</p></main></template>
  <template id="staff" groups="base.group_user"><p>for staff</p></template>
  <template id="off" active="False"><p>off</p></template>
  <template id="calls"><t t-call="lib.staff"/><t t-call="lib.{{ which }}"/></template>
  <template id="copy" inherit_id="page" primary="True"><xpath expr="//h1" position="after"><i>copy</i></xpath></template>
  <template id="early" inherit_id="later"><xpath expr="//u" position="inside">patched</xpath></template>
  <template id="later"><u/></template>`
const inside = (id: string, text: string, more: string = ''): string =>
  `<template id="${id}" inherit_id="lib.page" ${more}><xpath expr="//p" position="inside">${text}</xpath></template>`

before(async () => {
  const lib = await folders.library(BASE)
  const sale = await folders.addon('lib_sale', `${inside('page', 'SALE')}${inside('first', 'FIRST', 'priority="1"')}`, {
    depends: ['lib'],
  })
  const zero = await folders.addon('a_late', inside('page', 'LATE'), { depends: ['lib_sale'] })
  const other = await folders.addon('other', `<template id="page"><b>other</b></template>`)
  app = await createTestApp({
    addons: [lib, sale, zero, other],
    databases: { plain: ['lib'], rich: ['a_late'] },
    config: { serverWide: ['base', 'web'], log },
  })
})
after(async () => {
  await app.close()
  await folders.remove()
})

const render =
  (template: string, values: Record<string, unknown> = {}) =>
  (request: Request) =>
    request.render(template, values)
const text = async (database: string, template: string, values: Record<string, unknown> = {}): Promise<string> =>
  (await show(app, database, render(template, values))).text
const view = async (env: Environment, key: string) => {
  const found = env['ir.ui.view'].withContext({ active_test: false })
  return (await found.search([['key', '=', key]])).ensureOne()
}

describe('templates of databases', () => {
  test('two databases of one process have the pages of their own addons', async () => {
    assert.equal(await text('plain', 'lib.page', { title: 'T' }), '<main><h1>T</h1><p class="text">text</p></main>')
    assert.equal(
      await text('rich', 'lib.page', { title: 'T' }),
      '<main><h1>T</h1><p class="text">textFIRSTSALELATE</p></main>',
      'by priority, then in the order of addons, whatever their names',
    )
  })

  test('a template of an addon that is not installed is not there', async () => {
    assert.equal((await show(app, 'plain', render('other.page'))).status, 500)
  })

  test('a primary view has the changes to its parent', async () => {
    assert.equal(
      await text('rich', 'lib.copy', { title: 'T' }),
      '<main><h1>T</h1><i>copy</i><p class="text">textFIRSTSALELATE</p></main>',
    )
  })

  test('what is inherited may stand after what inherits it', async () => {
    assert.equal(await text('plain', 'lib.later'), '<u>patched</u>')
  })

  test('views are records, with external ids', async () => {
    await inDatabase(app, 'rich', async (env) => {
      const page = await env.ref('lib_sale.page')
      const [row] = await page.read([
        'key',
        'name',
        'mode',
        'inherit_id',
        'priority',
        'arch_fs',
        'arch',
        'active',
      ] as never)
      const parent = (await env.ref('lib.page')).ids[0]
      assert.deepEqual(
        { ...row },
        {
          id: page.ids[0],
          key: 'lib_sale.page',
          name: 'lib_sale.page',
          mode: 'extension',
          inherit_id: [parent, 'Page'],
          priority: 16,
          arch_fs: 'lib_sale/views/pages.xml',
          arch: '<data><xpath expr="//p" position="inside">SALE</xpath></data>',
          active: true,
        },
      )
    })
  })

  test('an inactive template is not there until it is activated', async () => {
    assert.equal((await show(app, 'plain', render('lib.off'))).status, 500)
    await inDatabase(app, 'plain', async (env) => (await view(env, 'lib.off')).write({ active: true }))
    assert.equal(await text('plain', 'lib.off'), '<p>off</p>')
  })

  test('routes without a user have templates too', async () => {
    const page = await show(app, 'plain', render('lib.page', { title: 'bare' }), { path: '/bare' })
    assert.match(page.text, /<h1>bare<\/h1>/)
  })

  test('a template called by a computed name', async () => {
    assert.equal(await text('plain', 'lib.calls', { which: 'later' }), '<p>for staff</p><u>patched</u>')
  })

  test('groups of a view say who may see it by itself', async () => {
    assert.equal((await show(app, 'plain', render('lib.staff'))).status, 403)
    const staff = await show(app, 'plain', render('lib.staff'), { login: 'admin' })
    assert.deepEqual(staff, { status: 200, text: '<p>for staff</p>' })
  })

  test('a template is asked for by id too', async () => {
    const id = await inDatabase(app, 'plain', async (env) => (await view(env, 'lib.later')).id)
    assert.equal(await text('plain', String(id)), '<u>patched</u>')
  })
})

describe('an edited view', () => {
  const edit = (database: string, key: string, arch: string) =>
    inDatabase(app, database, async (env) => (await view(env, key)).write({ arch }))

  test('counts at the next request, only in its database, and the previous version is kept', async () => {
    await edit('plain', 'lib.page', '<t><em t-out="title"/><p/><h1/></t>')
    assert.equal(await text('plain', 'lib.page', { title: 'T' }), '<em>T</em><p></p><h1></h1>')
    assert.match(await text('rich', 'lib.page', { title: 'T' }), /^<main>/)
    await inDatabase(app, 'plain', async (env) => {
      const page = await (await view(env, 'lib.page')).load('arch_prev', 'arch_updated', 'arch_origin')
      assert.match(page.arch_prev, /^<t t-name="lib.page"><main>/)
      assert.equal(page.arch_updated, true)
      assert.equal(page.arch_origin, page.arch_prev)
    })
  })

  test('is taken back softly: the version before; and hard: that of the addon', async () => {
    await edit('plain', 'lib.page', '<t><s/><p/><h1/></t>')
    await inDatabase(app, 'plain', async (env) => (await view(env, 'lib.page')).resetArch('soft'))
    assert.equal(await text('plain', 'lib.page', { title: 'T' }), '<em>T</em><p></p><h1></h1>')
    await inDatabase(app, 'plain', async (env) => (await view(env, 'lib.page')).resetArch('hard'))
    assert.match(await text('plain', 'lib.page', { title: 'T' }), /^<main>/)
    await inDatabase(app, 'plain', async (env) => {
      assert.equal((await (await view(env, 'lib.page')).load('arch_updated')).arch_updated, false)
      await assert.rejects(async () => (await view(env, 'lib.page')).resetArch('other' as never), /soft/)
    })
  })

  test('is told to other processes, which then read it', async () => {
    const served = await app.app.databases?.open('plain')
    assert.ok(served)
    const told: string[] = []
    const stop = served.database.signals.subscribe(({ kinds }) => void told.push(...kinds))
    await edit('plain', 'lib.later', '<u>edited</u>')
    assert.ok(told.includes('templates'))
    stop()
    // As another process does it.
    assert.equal(await text('plain', 'lib.later'), '<u>editedpatched</u>')
    await served.database.transaction((cr) =>
      cr.query(`update ir_ui_view set arch = '<u>elsewhere</u>' where key = 'lib.later'`),
    )
    assert.equal(await text('plain', 'lib.later'), '<u>editedpatched</u>', 'remembered until it is told')
    served.registry.clearCaches('templates')
    assert.equal(await text('plain', 'lib.later'), '<u>elsewherepatched</u>')
  })

  test('that is rolled back was never there', async () => {
    await assert.rejects(
      inDatabase(app, 'plain', async (env) => {
        await (await view(env, 'lib.staff')).write({ arch: '<p>rolled back</p>' })
        throw new Error('stop')
      }),
      /stop/,
    )
    const staff = await show(app, 'plain', render('lib.staff'), { login: 'admin' })
    assert.equal(staff.text, '<p>for staff</p>')
  })

  test('is seen at once by the transaction that edits it', async () => {
    const page = await show(
      app,
      'plain',
      async (request) => {
        await (await view(request.env.with({ su: true }), 'lib.off')).write({ arch: '<p>on</p>' })
        return request.render('lib.off', {}, { lazy: false })
      },
      { login: 'admin' },
    )
    assert.equal(page.text, '<p>on</p>')
    assert.equal(await text('plain', 'lib.off'), '<p>on</p>', 'and afterwards by others')
  })

  test('can be written by administrators only', async () => {
    await inDatabase(app, 'plain', async (env) => {
      const group = (await env.ref('base.group_user')).ids
      const user = await env['res.users'].create({ name: 'u', login: 'viewer', groups_id: [[6, 0, group]] })
      const own = env.with({ uid: user.id, su: false })
      const page = own['ir.ui.view'].browse((await view(env, 'lib.page')).ids)
      await assert.rejects(page.write({ arch: '<t/>' }), { name: 'AccessError' })
      await assert.rejects(page.resetArch('hard'), { name: 'AccessError' })
      await assert.rejects(page.load('arch'), { name: 'AccessError' })
      await assert.rejects(own['ir.ui.view'].create({ name: 'x', arch: '<t/>' }), { name: 'AccessError' })
    })
  })
})

describe('a view that cannot be', () => {
  const refused = (values: Record<string, unknown>, message: RegExp, inherits: string | null = null) =>
    inDatabase(app, 'rich', async (env) => {
      const parent = inherits === null ? {} : { inherit_id: (await view(env, inherits)).id }
      const making = env.cr.savepoint(() => env['ir.ui.view'].create({ name: 'bad', ...parent, ...values }))
      await assert.rejects(making, (error: Error) => error.name === 'ValidationError' && message.test(error.message))
    })

  const cases: ReadonlyArray<readonly [string, string, RegExp, (string | null)?]> = [
    ['not well-formed', '<t><p></t>', /gen_key.*cannot be saved/s],
    ['an expression that is none', '<t t-out="a b"/>', /a b/],
    ['an expression that is not allowed', '<t t-out="this.constructor"/>', /not allowed/],
    ['an unknown directive', '<t t-nonsense="1"/>', /t-nonsense/],
    ['a path that finds nothing', '<xpath expr="//nowhere" position="inside"/>', /\/\/nowhere/, 'lib.page'],
    ['a path that is none', '<xpath expr="//[" position="inside"/>', /xpath|expr/i, 'lib.page'],
    ['a place that is none', '<p position="somewhere"/>', /somewhere/, 'lib.page'],
    ['a patch that breaks the template', '<p position="inside"><t t-out="1 +"/></p>', /1 \+/, 'lib.page'],
  ]
  for (const [what, arch, message, inherits] of cases) {
    test(`is refused: ${what}`, () => refused({ arch }, message, inherits))
  }

  test('is refused: a change that leaves others without their places', async () => {
    await inDatabase(app, 'rich', async (env) => {
      const page = await view(env, 'lib.page')
      const writing = env.cr.savepoint(() => page.write({ arch: '<t><h1/></t>' }))
      await assert.rejects(writing, /lib\.page cannot be saved.*addon "lib_sale"/s)
    })
    assert.match(await text('rich', 'lib.page', { title: 'T' }), /SALE/)
  })

  test('is refused: one that breaks a primary view made of it', async () => {
    await inDatabase(app, 'plain', async (env) => {
      const page = await view(env, 'lib.page')
      const writing = env.cr.savepoint(() => page.write({ arch: '<t><p/></t>' }))
      await assert.rejects(writing, /lib\.copy/)
    })
  })

  test('is refused: in a circle, an extension of nothing, groups on a change, one that others need', async () => {
    await inDatabase(app, 'plain', async (env) => {
      const [page, copy] = [await view(env, 'lib.page'), await view(env, 'lib.copy')]
      await assert.rejects(
        env.cr.savepoint(() => page.write({ inherit_id: copy.id })),
        /recursive|inherits itself/,
      )
      await assert.rejects(
        env.cr.savepoint(() => env['ir.ui.view'].create({ name: 'x', arch: '<t/>', mode: 'extension' })),
        /say which/,
      )
      const groups_id = [[6, 0, (await env.ref('base.group_user')).ids]]
      await assert.rejects(
        env.cr.savepoint(() =>
          env['ir.ui.view'].create({ name: 'x', arch: '<data/>', inherit_id: page.id, groups_id }),
        ),
        /only changes another/,
      )
      await assert.rejects(
        env.cr.savepoint(() => page.unlink()),
        /lib\.copy/,
      )
    })
  })

  test('is refused: one with an encoding', async () => {
    await inDatabase(app, 'plain', async (env) => {
      const making = env.cr.savepoint(() =>
        env['ir.ui.view'].create({ key: 'my.latin', arch: '<?xml version="1.0" encoding="latin-1"?><t/>' }),
      )
      await assert.rejects(making, /my\.latin must not declare an encoding/)
    })
  })

  test('may be kept while it is not active', async () => {
    await inDatabase(app, 'plain', async (env) => {
      const made = await env['ir.ui.view'].create({ name: 'draft', key: 'my.draft', arch: '<t><p></t>', active: false })
      await assert.rejects(
        env.cr.savepoint(() => made.write({ active: true })),
        /my\.draft/,
      )
      await made.write({ arch: '<p>mine</p>', active: true })
    })
    assert.equal(await text('plain', 'my.draft'), '<p>mine</p>')
  })

  test('does not keep other pages from being shown, and is named', async () => {
    const served = await app.app.databases?.open('plain')
    await served?.database.transaction((cr) =>
      cr.query(`insert into ir_ui_view (name, key, type, arch, inherit_id, mode, priority, active)
        select 'broken', 'my.broken', 'qweb', '<xpath expr="//blink" position="inside"/>', id, 'extension', 20, true
        from ir_ui_view where key = 'lib.page'`),
    )
    served?.registry.clearCaches('templates')
    assert.equal(await text('plain', 'my.draft'), '<p>mine</p>')
    assert.equal((await show(app, 'plain', render('lib.page'))).status, 500)
    const logged = JSON.stringify(log.lines.at(-1), (_key, value: unknown) =>
      value instanceof Error ? value.message : value,
    )
    assert.match(logged, /my\.broken/)
    assert.match(logged, /\/\/blink/)
    await served?.database.transaction((cr) => cr.query(`delete from ir_ui_view where key = 'my.broken'`))
    served?.registry.clearCaches('templates')
  })
})
