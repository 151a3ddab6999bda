import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Controller, createApp, route } from '../entry/pergola.ts'
import { createTestApp } from '../entry/testing.ts'
import { inDependencyOrder } from './addon-order.ts'
import { defineAddon, type Addon, type AddonManifest } from './addon.ts'
import { defineConfig, type Config } from './config.ts'
import { parseTemplateFile } from './template-files.ts'

const addon = (name: string, depends: readonly string[] = [], more: Partial<AddonManifest> = {}): Addon =>
  defineAddon({ name, depends, root: import.meta.dirname, ...more })

const order = (names: readonly string[], ...addons: readonly Addon[]): readonly string[] =>
  inDependencyOrder(names, new Map(addons.map((each) => [each.name, each]))).map(({ name }) => name)

describe('the order of addons', () => {
  test('is by depth, then by name, whatever order they are named in', () => {
    const all = [addon('z'), addon('a', ['z']), addon('m', ['z']), addon('b', ['m']), addon('alone')]
    const expected = ['alone', 'z', 'a', 'm', 'b']
    assert.deepEqual(order(['z', 'a', 'm', 'b', 'alone'], ...all), expected)
    assert.deepEqual(order(['alone', 'b', 'a'], ...all.toReversed()), expected)
  })

  test('depth is that of the longest way', () => {
    assert.deepEqual(order(['d'], addon('a'), addon('b', ['a']), addon('c', ['b']), addon('d', ['a', 'c'])), [
      'a',
      'b',
      'c',
      'd',
    ])
  })

  test('an addon that is not there, and a circle, are named', () => {
    assert.throws(() => order(['x'], addon('a')), {
      name: 'ConfigurationError',
      message: /The addon x is not on the addons path \(there: a\)/,
    })
    assert.throws(() => order(['a'], addon('a', ['gone'])), {
      message: /gone, which a depends on,.* An addon is a folder there with an addon\.ts\.$/,
    })
    assert.throws(() => order(['shop'], addon('shop', ['wbe']), addon('web')), { message: /Is web meant\?$/ })
    assert.throws(() => order(['a'], addon('a', ['b']), addon('b', ['c']), addon('c', ['a'])), {
      message: /a → b → c → a/,
    })
    assert.throws(() => order(['a'], addon('a', ['a'])), { message: /a → a/ })
  })
})

test('a manifest lists classes where classes are wanted, and texts where texts are', () => {
  const refused = (more: object, message: RegExp): void =>
    assert.throws(() => addon('shop', [], more), { name: 'ConfigurationError', message })
  refused(
    { controllers: [undefined] },
    /^Addon shop: controllers\[0\] is undefined, not a class\. Do files import each/,
  )
  refused({ models: [Controller, {}] }, /^Addon shop: models\[1\] is object, not a class\.$/)
  refused({ data: [3] }, /^Addon shop: data\[0\] is number, not a text\.$/)
  refused({ version: 1 }, /^Addon shop: version is a text, not number\.$/)
})

describe('three addons that extend one controller', () => {
  class Shop extends Controller {
    @route('/chain', { auth: 'none', type: 'json' })
    async chain(): Promise<string[]> {
      return ['shop']
    }
  }
  const extending = (name: string): Addon => {
    class Extension extends Shop {
      @route()
      override async chain(): Promise<string[]> {
        return [name, ...(await super.chain())]
      }
    }
    return addon(name, ['shop'], { controllers: [Extension] })
  }
  const shop = addon('shop', [], { controllers: [Shop] })
  const [discount, gift, tax] = [extending('discount'), extending('gift'), extending('tax')] as [Addon, Addon, Addon]

  const chain = async (...addons: Addon[]): Promise<unknown> => {
    await using app = await createTestApp({ addons })
    assert.deepEqual(app.app.composition.warnings, [])
    return app.browser().rpc('/chain')
  }

  test('chain in the order of addons, whatever order they are listed in', async () => {
    const expected = ['tax', 'gift', 'discount', 'shop']
    for (const addons of [
      [shop, discount, gift, tax],
      [tax, gift, discount, shop],
      [gift, shop, tax, discount],
    ]) {
      assert.deepEqual(await chain(...addons), expected)
    }
  })

  test('removing one takes away only its part', async () => {
    assert.deepEqual(await chain(shop, discount, tax), ['tax', 'discount', 'shop'])
    assert.deepEqual(await chain(shop, gift), ['gift', 'shop'])
    assert.deepEqual(await chain(shop), ['shop'])
  })

  test('applications side by side do not touch each other', async () => {
    await using one = await createTestApp({ addons: [shop, discount] })
    await using two = await createTestApp({ addons: [shop, gift, tax] })
    const calls = await Promise.all([one, two, one, two].map((app) => app.browser().rpc('/chain')))
    assert.deepEqual(calls, [
      ['discount', 'shop'],
      ['tax', 'gift', 'shop'],
      ['discount', 'shop'],
      ['tax', 'gift', 'shop'],
    ])
  })
})

describe('setup', () => {
  test('is called once per process, and what it adds counts only where the addon does', async () => {
    let calls = 0
    const adding = addon('adding', [], {
      setup(app) {
        calls++
        app.addTween('adding', (handler) => async (request) => {
          const response = await handler(request)
          response.headers.set('x-added', '1')
          return response
        })
      },
    })
    await using first = await createTestApp({ addons: [adding] })
    await using second = await createTestApp({ addons: [adding] })
    await using without = await createTestApp({ config: { addons: [adding], serverWide: ['web'] } })
    assert.equal(calls, 1)
    assert.equal((await first.inject('/web/health')).headers['x-added'], '1')
    assert.equal((await second.inject('/web/health')).headers['x-added'], '1')
    assert.equal((await without.inject('/web/health')).headers['x-added'], undefined)
  })

  test('adding later than in it is refused', async () => {
    let later: (() => void) | undefined
    const keeping = addon('keeping', [], { setup: (app) => (later = () => app.addRouteOption('late')) })
    await using app = await createTestApp({ addons: [keeping] })
    assert.ok(app)
    assert.throws(() => later?.(), { name: 'ConfigurationError', message: /keeping/ })
  })
})

describe('manifests and configurations', () => {
  test('refuse what is wrong, and say what', () => {
    const bad: ReadonlyArray<readonly [object, RegExp]> = [
      [{ name: 'Shop' }, /lower case/],
      [{ name: '../x' }, /lower case/],
      [{ name: 'shop', depend: [] }, /unknown name depend\. Is depends meant\?/],
      [{ name: 'shop', controllers: Controller }, /controllers is a list/],
      [{ name: 'shop', depends: 'web' }, /depends is a list/],
    ]
    for (const [manifest, message] of bad) {
      assert.throws(() => defineAddon({ root: '.', ...manifest } as AddonManifest), {
        name: 'ConfigurationError',
        message,
      })
    }
    assert.throws(() => createApp({ htpp: {} } as Config), { name: 'ConfigurationError', message: /Is http meant\?/ })
    assert.throws(() => createApp({ http: { prot: 1 } } as Config), {
      name: 'ConfigurationError',
      message: /Is port meant\?/,
    })
    assert.throws(() => createApp({ http: { basePath: 'shop' } }), {
      name: 'ConfigurationError',
      message: /begins with a slash/,
    })
  })

  test('know the folder of the file that they stand in', () => {
    assert.equal(defineAddon({ name: 'here' }).root, import.meta.dirname)
    assert.equal(defineConfig({}).root, import.meta.dirname)
    assert.equal(defineConfig({ root: '/x' }).root, '/x')
  })

  test('an application that is not ready says so; everything that needs it waits', async () => {
    const app = createApp({ log: false, secret: 'x', sessions: false })
    assert.throws(() => app.composition, { name: 'ConfigurationError', message: /ready/ })
    assert.equal((await app.inject('/web/health')).status, 200)
    await app.close()
  })
})

describe('the addons path', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pergola-addons-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const manifest = (name: string, version: string) =>
    `export default { name: '${name}', version: '${version}', summary: '', depends: [], controllers: [], views: [], root: import.meta.dirname, setup: null }\n`
  const load = async (config: Config) => {
    const app = createApp({ log: false, secret: 'x', sessions: false, root: folder, ...config })
    await app.ready()
    return app
  }

  test('gives the addons of its folders; of two with one name that of the earlier folder', async () => {
    await write('one/shop/addon.ts', manifest('shop', '1'))
    await write('two/shop/addon.ts', manifest('shop', '2'))
    await write('two/more/addon.js', manifest('more', '2'))
    await write('two/nothing/readme.txt', '')
    const app = await load({ addonsPath: ['one', 'two'], serverWide: ['shop'] })
    assert.equal(app.addons.get('shop')?.version, '1')
    assert.equal(app.addons.get('more')?.version, '2')
    assert.equal(app.addons.has('nothing'), false)
    assert.deepEqual(
      app.composition.addons.map(({ name }) => name),
      ['shop'],
    )
  })

  test('two addons of one name in one folder are refused: one would silently be none', async () => {
    await write('addons/shop/addon.ts', manifest('shop', '1'))
    await write('addons/shop_copy/addon.ts', manifest('shop', '2'))
    await assert.rejects(load({ addonsPath: ['addons'] }), {
      name: 'ConfigurationError',
      message:
        /addons\/shop\/addon\.ts and .*addons\/shop_copy\/addon\.ts are both called shop: give one another name\.$/,
    })
    const app = await load({ addonsPath: ['addons/..', 'addons/../.'], serverWide: [] })
    await app.close()
  })

  test('an addon that is imported by name and is no package: what to do is said', async () => {
    await write('addons/shop/addon.ts', manifest('shop', '1'))
    await write('addons/sale/addon.ts', `import 'shop/controllers/shop'\n${manifest('sale', '1')}`)
    await assert.rejects(load({ addonsPath: ['addons'] }), {
      name: 'ConfigurationError',
      message: /sale\/addon\.ts imports the addon shop, which is no package yet: give .*addons\/shop a package\.json/,
    })
  })

  test('so it is for the addons that come with Pergola, which are no packages elsewhere', async () => {
    await write('addons/sale/addon.ts', `import 'web/controllers/home'\n${manifest('sale', '1')}`)
    await assert.rejects(load({ addonsPath: ['addons'] }), {
      name: 'ConfigurationError',
      message:
        /imports the addon web, which comes with Pergola and is no package: import it from 'pergola\/addons\/web\/…'\.$/,
    })
  })

  test('a view file that is not there is refused, a pattern that names none is not', async () => {
    const other = addon('other', [], { views: ['views/nothing.xml'] })
    await assert.rejects(createTestApp({ addons: [other] }), {
      name: 'ConfigurationError',
      message: /Addon other: views names views\/nothing\.xml, which is not in /,
    })
    await using app = await createTestApp({ addons: [addon('other', [], { views: ['nothing/*.xml'] })] })
    assert.equal((await app.inject('/web/health')).status, 200)
  })

  test('a file of views that is no XML is named, with the line', () => {
    assert.throws(
      () => parseTemplateFile('<templates>\n<template id="p">\n<p></template></templates>\n', 'a', 'a/v.xml'),
      {
        name: 'ConfigurationError',
        message: 'a/v.xml:3 is not well-formed XML: Opening and ending tag mismatch: "p" != "template"',
      },
    )
  })

  test('what is to be a list is one', async () => {
    await assert.rejects(load({ serverWide: 'base' as never }), {
      name: 'ConfigurationError',
      message: "The configuration's serverWide is a list.",
    })
  })

  test('a folder that is not there, and a file that exports no addon, are named', async () => {
    await assert.rejects(load({ addonsPath: ['nowhere'] }), { name: 'ConfigurationError', message: /nowhere/ })
    await write('bad/shop/addon.ts', 'export const x = 1\n')
    await assert.rejects(load({ addonsPath: ['bad'] }), {
      name: 'ConfigurationError',
      message: /bad\/shop\/addon\.ts must export/,
    })
  })

  test('the server’s secret is made once, for its owner only', async () => {
    const make = async () => {
      const app = createApp({ log: false, dataFolder: join(folder, 'data') })
      await app.ready()
      await app.close()
      return readFile(join(folder, 'data', 'secret'), 'utf8')
    }
    const [first, second] = [await make(), await make()]
    assert.equal(first, second)
    assert.ok(first.length >= 43)
    assert.equal((await stat(join(folder, 'data', 'secret'))).mode & 0o777, 0o600)
  })
})
