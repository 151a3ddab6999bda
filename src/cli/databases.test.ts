import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { runPergola, type CommandOptions, type CommandResult } from '../../test/support/pergola-command.ts'
import { skipWithoutPostgres, startPostgres, type PostgresCluster } from '../../test/support/postgres.ts'

const source = join(import.meta.dirname, '..', 'entry')

/** An application with a shop, whose attachments are files. */
function configuration(url: string): string {
  return `import { join } from 'node:path'
import { defineAddon, defineConfig } from '${join(source, 'pergola.ts')}'
import { fields, Model } from '${join(source, 'models.ts')}'
class Book extends Model {
  static override model = 'shop.book'
  name = fields.char()
}
class Files extends Model {
  static override inherit = 'ir.attachment'
  folder() { return join(import.meta.dirname, 'files', this.env.cr.database.name) }
}
class Review extends Model {
  static override model = 'shop.review'
  book_id = fields.many2one('shop.book')
}
export default defineConfig({
  addons: [
    defineAddon({ name: 'shop', models: [Book, Files], depends: ['base'], root: import.meta.dirname }),
    defineAddon({ name: 'review', models: [Review], depends: ['shop'], root: import.meta.dirname }),
  ],
  database: { url: ${JSON.stringify(url)} },
  sessions: { store: 'memory' }, secret: 'of the test', log: false,
})
`
}

const FILL = `
await env['shop.book'].create({ name: 'Momo' })
await env['ir.attachment'].create({ name: 'cover.txt', raw: 'a girl and a tortoise' })
await commit()
`
const READ = `
const books = await env['shop.book'].search([])
const [file] = await env['ir.attachment'].search([['name', '=', 'cover.txt']])
await books.load('name')
await file.load('raw')
console.log(books.mapped('name').join(), Buffer.from(file.raw).toString())
`
const UUID = "console.log(await env['ir.config_parameter'].getParam('database.uuid'))"
const READ_OUT = 'Momo a girl and a tortoise\n'

for (const kind of ['pglite', 'postgres'] as const) {
  describe(`databases on ${kind}`, { skip: kind === 'postgres' ? skipWithoutPostgres : false }, () => {
    let folder: string
    let cluster: PostgresCluster | null = null
    const pergola = (args: string, options?: CommandOptions): Promise<CommandResult> =>
      runPergola(folder, args.split(' '), options)
    const shell = async (database: string, input: string): Promise<string> => {
      const { out, err } = await pergola(`shell -d ${database}`, { input })
      assert.equal(err, '')
      return out
    }

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pergola-cli-'))
      cluster = kind === 'postgres' ? await startPostgres() : null
      const url = cluster?.url('postgres') ?? `pglite:${join(folder, 'data')}`
      await writeFile(join(folder, 'pergola.config.ts'), configuration(url))
    })
    after(async () => {
      await cluster?.stop()
      await rm(folder, { recursive: true, force: true })
    })

    test('create: the addons, the administrator and what was chosen; a password is made and shown once', async () => {
      const { status, out, err } = await pergola(
        'db create main --install shop --login boss --lang de_DE --country DE --company Buchladen',
      )
      assert.equal(status, 0, err)
      assert.equal(out, 'The database main was created, with base, shop, web.\n')
      assert.match(err, /^Log in as boss with the password [A-Za-z0-9_-]{20} \(it is shown this once\)\.\n$/)
      const read = `const company = await env['res.company'].search([]); await company.load('name', 'country_id.code', 'currency_id.name')
        const user = await env['res.users'].search([['login', '=', 'boss']]); await user.load('lang')
        const password = ${JSON.stringify(/password (\S+)/.exec(err)?.[1])}
        const uid = await env['res.users'].authenticate({ type: 'password', login: 'boss', password })
        console.log(company.name, company.country_id.code, company.currency_id.name, user.lang, uid === user.id)`
      assert.equal(await shell('main', read), 'Buchladen DE EUR de_DE true\n')
    })

    test('create: not twice, not with addons that there are not, not by a name that is none, no empty password', async () => {
      const rows: ReadonlyArray<readonly [string, number, RegExp]> = [
        ['db create main --password x', 1, /There is a database of that name already/],
        ['db create other --password x --install shpo', 2, /no addon shpo on the addons path\. Is shop meant\?/],
        ['db create ../x --password x', 1, /cannot be a database's name/],
        ['db create other --password=', 1, /needs a password/],
        ['db create other --password x --login=', 1, /needs a login/],
        ['install , -d main', 2, /Say which addons/],
        ['upgrade , -d main', 2, /Say which addons/],
        ['uninstall , -d main', 2, /Say which addons/],
        ['db create main --password x --install shop,', 1, /There is a database of that name already/],
        ['db create other --password x --lang xx_XX', 1, /There is no res\.lang "xx_XX"/],
      ]
      for (const [words, status, message] of rows) {
        const told = await pergola(words)
        assert.equal(told.status, status, words)
        assert.match(told.err, message)
      }
      assert.equal((await pergola('db list')).out, 'main\n')
    })

    test('duplicate: with the files of attachments, and an id of its own', async () => {
      await shell('main', FILL)
      const { status, out } = await pergola('db duplicate main copy')
      assert.deepEqual([status, out], [0, 'The database main was copied to copy.\n'])
      assert.equal(await shell('copy', READ), READ_OUT)
      assert.notEqual(await shell('copy', UUID), await shell('main', UUID))
    })

    test('rename: the files go along', async () => {
      const id = await shell('copy', UUID)
      assert.equal((await pergola('db rename copy other')).out, 'The database copy is now other.\n')
      assert.equal(await shell('other', READ + UUID), READ_OUT + id)
      assert.equal(existsSync(join(folder, 'files', 'copy')), false)
    })

    test('backup and restore: by files', async () => {
      const written = await pergola('db backup main --output main.backup')
      assert.deepEqual([written.status, written.out], [0, ''])
      assert.equal(statSync(join(folder, 'main.backup')).mode & 0o777, 0o600)
      assert.equal((await pergola('db backup main -o main.backup')).status, 2, 'not over another file')
      assert.match(
        (await pergola('db backup main -o gone/main.backup')).err,
        /^pergola: There is no folder gone for the backup\.\n$/,
      )
      assert.match(
        (await pergola('db restore more files')).err,
        /^pergola: files is a folder: name the file of a backup\.\n$/,
      )
      assert.equal((await pergola('db restore again main.backup')).out, 'The database again was restored.\n')
      assert.equal(await shell('again', READ), READ_OUT)
      assert.notEqual(await shell('again', UUID), await shell('main', UUID))
      assert.equal((await pergola('db restore again main.backup')).status, 1, 'not over another database')
    })

    test('backup and restore: by pipes; the original is gone', async () => {
      const { bytes, err } = await pergola('db backup main')
      assert.match(err, /^The database main was backed up\.\n$/)
      const restored = await pergola('db restore moved - --moved --neutralize', { input: bytes })
      assert.equal(restored.status, 0, restored.err)
      assert.equal(await shell('moved', READ + UUID), READ_OUT + (await shell('main', UUID)))
      assert.equal(await shell('moved', "console.log(await env['ir.cron'].searchCount([]))"), '0\n')
    })

    test('a backup that is damaged, cut off, or none: refused, and no database is left', async () => {
      const whole = await readFile(join(folder, 'main.backup'))
      const damaged = Buffer.from(whole)
      damaged.set(Buffer.from('a girl and a turtle..'), whole.lastIndexOf('a girl and a tortoise'))
      const rows = [
        [damaged, /the content of .* is not what it was/],
        [whole.subarray(0, whole.length - 1024), /damaged, or not all of it is there/],
        [
          Buffer.from('nothing of the kind'),
          kind === 'pglite' ? /no backup of an embedded database/ : /SQL text, or none/,
        ],
        [Buffer.alloc(0), kind === 'pglite' ? /no backup of an embedded database/ : /SQL text, or none/],
      ] as const
      for (const [input, message] of rows) {
        const { status, err } = await pergola('db restore bad -', { input })
        assert.equal(status, 1, err)
        assert.match(err, message)
      }
      assert.doesNotMatch((await pergola('db list')).out, /bad/)
      const files = await readdir(join(folder, 'files'), { recursive: true })
      assert.deepEqual(
        files.filter((name) => name.endsWith('.part')),
        [],
      )
    })

    test('install, upgrade, uninstall: what follows is told', async () => {
      const rows: ReadonlyArray<readonly [string, number, RegExp]> = [
        ['install review -d main', 0, /^main: installed review\.\n$/],
        ['install review shop -d main', 0, /^main: review, shop were installed already\.\n$/],
        ['install reviw -d main', 2, /no addon reviw on the addons path\. Is review meant\?/],
        ['install review', 2, /Say which database, by --database: again, main, moved, other\./],
        ['install review -d mian', 2, /There is no database mian\. Is main meant\?/],
        ['upgrade shop -d main', 0, /^main: upgraded shop and what depends on them\.\n$/],
        ['upgrade all -d main', 0, /^main: upgraded all\.\n$/],
        ['upgrade review -d other', 1, /The addon review is not installed in this database/],
        ['uninstall shop -d main', 0, /^main: uninstalled shop, review\.\n$/],
        ['uninstall base -d main', 1, /cannot be uninstalled: every database has it/],
      ]
      for (const [words, status, message] of rows) {
        const told = await pergola(words)
        assert.equal(told.status, status, `${words}: ${told.err}`)
        assert.match(told.out + told.err, message)
      }
    })

    test('uninstall: an addon that is no longer there', async () => {
      await pergola('install review -d other')
      const path = join(folder, 'pergola.config.ts')
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replace(/^ +defineAddon\(\{ name: 'review'.*$/m, ''))
      try {
        const { status, out, err } = await pergola('uninstall review -d other')
        assert.deepEqual([status, out], [0, 'other: uninstalled review.\n'], err)
        assert.match(err, /Nobody knows the tables of review any more: they are still there\.\n$/)
        assert.equal((await pergola('uninstall review -d other')).status, 2)
      } finally {
        await writeFile(path, text)
      }
    })

    test('drop: where nobody can be asked, only by force', async () => {
      const asked = await pergola('db drop moved')
      assert.equal(asked.status, 2)
      assert.match(asked.err, /nobody can be asked: say --force/)
      assert.equal((await pergola('db drop movd --force')).status, 2)
      const dropped = await pergola('db drop moved --force')
      assert.equal(dropped.out, 'The database moved was deleted.\n')
      assert.match(dropped.err, /^The files of its attachments are still there: .*files.moved\n$/)
      assert.equal((await pergola('db list')).out, 'again\nmain\nother\n')
    })
  })
}
