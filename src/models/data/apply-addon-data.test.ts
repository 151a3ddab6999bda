import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { openShop } from '../../../test/support/data-models.ts'
import { onEachBackend } from '../../../test/support/database-backends.ts'
import type { Cursor } from '../../database/cursor.ts'
import { DataFileError } from '../../errors/model-errors.ts'
import type { Environment } from '../environment.ts'
import { applyAddonData } from './apply-addon-data.ts'
import type { LoadReport } from './data-run.ts'
import { loadDataFile, type LoadOptions } from './load-data-file.ts'

onEachBackend({}, (backend) => {
  let root: string
  let cr: Cursor
  let env: Environment
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'pergola-data-'))
    ;({ cr, env } = await openShop(backend().server.database('main')))
  })
  afterEach(async () => {
    await cr.close()
    rmSync(root, { recursive: true, force: true })
  })

  const write = (path: string, content: string | Uint8Array): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  const load = (path: string, content: string, options: LoadOptions = {}): Promise<LoadReport> => {
    write(path, content)
    return loadDataFile(env, { name: 'shop', root }, path, options)
  }
  const xml = (content: string, options: LoadOptions = {}): Promise<LoadReport> =>
    load('data/data.xml', `<odoo>${content}</odoo>`, options)
  const rows = async (text: string): Promise<unknown[]> => (await cr.query(text)).rows
  const refused = (run: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(run, (error: Error) => {
      assert.ok(error instanceof DataFileError, String(error.stack))
      assert.match(error.message, message)
      return true
    })

  test("files lie in the addon's folder, whatever is asked for", async () => {
    const addon = { name: 'shop', root }
    await refused(loadDataFile(env, addon, '../outside.xml'), /There is no such file|not in the addon's folder/)
    await refused(loadDataFile(env, addon, '../../../../etc/passwd'), /There is no such file|not in the addon's folder/)
    await refused(loadDataFile(env, addon, '/etc/passwd'), /There is no such file|not in the addon's folder/)
    symlinkSync('/etc/passwd', join(root, 'x.xml'))
    await refused(loadDataFile(env, addon, 'x.xml'), /not in the addon's folder/)
    await refused(
      xml('<record model="shop.book"><field name="name" file="../../etc/passwd"/></record>'),
      /There is no such file|not in the addon's folder/,
    )
    await refused(load('data/x.txt', ''), /A data file is CSV, XML or SQL/)
  })

  test("an addon's files in the manifest's order, those of a pattern by name; demo only when asked for", async () => {
    write('data/1.xml', '<odoo><record id="t1" model="shop.tag"><field name="name">1</field></record></odoo>')
    write('data/2.xml', '<odoo><record id="t2" model="shop.tag"><field name="name">2</field></record></odoo>')
    write('first/shop.tag.csv', 'id,name\nt0,0\n')
    write('demo/shop.tag.csv', 'id,name\nt9,9\n')
    const addon = {
      name: 'shop',
      root,
      version: '1.0.0',
      data: ['first/*.csv', 'data/*.xml', 'data/1.xml'],
      demo: ['demo/*.csv'],
    }
    const tags = async (): Promise<unknown[]> =>
      (await cr.query<{ name: string }>('select name from shop_tag order by id')).rows.map(({ name }) => name)
    const report = await applyAddonData(env, addon, 'init')
    assert.equal(report.created, 3)
    assert.deepEqual(await tags(), ['0', '1', '2'])
    await applyAddonData(env, addon, 'init', { demo: true })
    assert.deepEqual(await tags(), ['0', '1', '2', '9'])
    assert.deepEqual(await rows(`select noupdate from ir_model_data where name = 't9'`), [{ noupdate: true }])
    await refused(
      applyAddonData(env, { ...addon, data: ['nothing/*.xml'] }, 'init'),
      /shop\/nothing\/\*\.xml: There is no such file/,
    )
  })
})
