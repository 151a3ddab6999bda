import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Addon, Request } from 'pergola'
import type { Environment } from 'pergola/models'
import { createTestApp, type TestApp } from 'pergola/testing'
import { AddonFolders, inDatabase, show } from './support/view-addons.ts'

const folders = new AddonFolders()
let app: TestApp

const pagesOf = (version: string, more: string = ''): string =>
  `<templates>
    <template id="one"><p>one ${version}</p></template>
    <template id="two"><p>two ${version}</p></template>
    <template id="three" active="False"><p>three ${version}</p></template>${more}
  </templates>`
const dataOf = (version: string): string =>
  `<odoo>
    <template id="data"><p>data ${version}</p></template>
    <data noupdate="1"><template id="kept"><p>kept ${version}</p></template></data>
  </odoo>`

before(async () => {
  const lib = await folders.library('<template id="base"><i/></template>')
  await folders.write('paper', 'data/data.xml', dataOf('1'))
  const paper: Addon = await folders.addon('paper', '', { depends: ['lib'], data: ['data/*.xml'] })
  await folders.write('paper', 'views/pages.xml', pagesOf('1', '<template id="gone"><p>gone</p></template>'))
  const patch = '<template id="patch" inherit_id="paper.one"><p position="inside"> patched</p></template>'
  const ink: Addon = await folders.addon('ink', patch, { depends: ['paper'] })
  app = await createTestApp({
    addons: [lib, paper, ink],
    databases: { main: ['paper', 'ink'], watched: ['paper'] },
    config: { serverWide: ['base', 'web'] },
  })
})
after(async () => {
  await app.close()
  await folders.remove()
})

const text = async (key: string, database: string = 'main'): Promise<string> =>
  (await show(app, database, (request: Request) => request.render(key))).text
const view = async (env: Environment, key: string) => {
  const found = env['ir.ui.view'].withContext({ active_test: false })
  return found.search([['key', '=', key]])
}
const upgrade = (name: string) => app.app.databases?.upgrade('main', [name])

describe('an upgrade', () => {
  test('loads what the files say now, but not over what was edited by hand, nor what is noupdate', async () => {
    assert.equal(await text('paper.one'), '<p>one 1 patched</p>')
    assert.equal(await text('paper.data'), '<p>data 1</p>')
    assert.equal(await text('paper.kept'), '<p>kept 1</p>')
    await inDatabase(app, 'main', async (env) => {
      await (await view(env, 'paper.two')).write({ arch: '<p>by hand</p>' })
      await (await view(env, 'paper.three')).write({ active: true })
      await env['ir.ui.view'].create({
        name: 'mine',
        key: 'my.patch',
        inherit_id: (await view(env, 'paper.one')).id,
        arch: '<p position="attributes"><attribute name="id">mine</attribute></p>',
      })
    })
    await folders.write('paper', 'views/pages.xml', pagesOf('2', '<template id="new"><p>new</p></template>'))
    await folders.write('paper', 'data/data.xml', dataOf('2'))
    await upgrade('paper')
    assert.equal(await text('paper.one'), '<p id="mine">one 2 patched</p>')
    assert.equal(await text('paper.two'), '<p>by hand</p>')
    assert.equal(await text('paper.three'), '<p>three 2</p>', 'active stays as the administrator has it')
    assert.equal(await text('paper.data'), '<p>data 2</p>')
    assert.equal(await text('paper.kept'), '<p>kept 1</p>')
    assert.equal(await text('paper.new'), '<p>new</p>')
  })

  test('removes what the files do not have any more', async () => {
    await inDatabase(app, 'main', async (env) => {
      assert.equal((await view(env, 'paper.gone')).length, 0)
      assert.equal((await view(env, 'my.patch')).length, 1, 'but nothing that was made by hand')
    })
  })

  test('of a view that was edited keeps what the file says, to go back to it', async () => {
    await inDatabase(app, 'main', async (env) => (await view(env, 'paper.two')).resetArch('hard'))
    assert.equal(await text('paper.two'), '<p>two 2</p>')
    await folders.write('paper', 'views/pages.xml', pagesOf('3'))
    await upgrade('paper')
    assert.equal(await text('paper.two'), '<p>two 3</p>')
  })

  test('may change a view together with the views that change it, in another addon', async () => {
    await folders.write('paper', 'views/pages.xml', pagesOf('4').replace('<p>one 4</p>', '<b>one 4</b>'))
    await folders.write(
      'ink',
      'views/pages.xml',
      '<templates><template id="patch" inherit_id="paper.one"><b position="inside"> patched</b></template></templates>',
    )
    await inDatabase(app, 'main', async (env) => (await view(env, 'my.patch')).write({ active: false }))
    await upgrade('paper')
    assert.equal(await text('paper.one'), '<b>one 4 patched</b>')
  })

  test('that cannot be is undone, and names file and line', async () => {
    const before = pagesOf('4').replace('<p>one 4</p>', '<b>one 4</b>')
    for (const [broken, message] of [
      ['<template id="one"><b t-out="1 +"/></template>', /paper\/views\/pages\.xml:\d+: .*paper\.one/s],
      ['<template id="p" inherit_id="one"><u position="after"/></template>', /paper\/views\/pages\.xml.*paper\.p/s],
      ['<template id="p" inherit_id="nowhere.at_all"><u/></template>', /there is no template nowhere\.at_all/],
      ['<template id="p" groups="base.nobody"><u/></template>', /there is no group base\.nobody/],
      ['<template id="p" priority="high"><u/></template>', /priority/],
      ['<template id="p" colour="red"><u/></template>', /colour/],
      ['<template id="x" inherit_id="y"/><template id="y" inherit_id="x"/>', /there is no template/],
    ] as const) {
      await folders.write('paper', 'views/pages.xml', `<templates>\n\n${broken}</templates>`)
      await assert.rejects(async () => upgrade('paper'), message)
      assert.equal(await text('paper.one'), '<b>one 4 patched</b>')
    }
    await folders.write('paper', 'views/pages.xml', before)
  })
})

test('with an addon go its views, and what was made of them by hand', async () => {
  await inDatabase(app, 'main', async (env) => {
    await (
      await view(env, 'my.patch')
    ).write({
      arch: '<b position="inside"> by hand</b>',
      inherit_id: (await view(env, 'ink.patch')).id,
      active: true,
    })
  }).catch(() => {})
  await app.uninstall('main', ['ink'])
  assert.equal(await text('paper.one').then((each) => each.replace(' by hand', '')), '<b>one 4</b>')
  await inDatabase(app, 'main', async (env) => {
    assert.equal((await view(env, 'ink.patch')).length, 0)
    const { rows } = await env.cr.query(`select 1 from ir_model_data where module = 'ink'`)
    assert.equal(rows.length, 0)
  })
  await app.install('main', ['ink'])
  assert.match(await text('paper.one'), /patched/)
})

test('in development the files count at the next request, unless the view was edited', async () => {
  const developed = new AddonFolders()
  const lib = await developed.library('<template id="a"><p>a 1</p></template><template id="b"><p>b 1</p></template>')
  const development = await createTestApp({
    addons: [lib],
    databases: { main: ['lib'] },
    config: { development: true, serverWide: ['base', 'web'] },
  })
  try {
    assert.equal(development.app.development, true)
    const page = async (key: string): Promise<string> =>
      (await show(development, 'main', (request: Request) => request.render(key))).text
    assert.equal(await page('lib.a'), '<p>a 1</p>')
    await inDatabase(development, 'main', async (env) => (await view(env, 'lib.b')).write({ arch: '<p>edited</p>' }))
    await developed.write(
      'lib',
      'views/pages.xml',
      '<templates><template id="a"><p>a 22</p></template><template id="b"><p>b 22</p></template></templates>',
    )
    assert.equal(await page('lib.a'), '<p>a 22</p>')
    assert.equal(await page('lib.b'), '<p>edited</p>')
  } finally {
    await development.close()
    await developed.remove()
  }
})
