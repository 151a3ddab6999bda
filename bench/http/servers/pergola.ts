import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Controller, createApp, defineAddon, route, type Request } from 'pergola'
import { announce, ORDER, priceOf, SECTIONS, TEXT, totalOf, type Order, type PriceCall } from './shop.ts'

class Bench extends Controller {
  @route('/text', { auth: 'none', methods: ['GET'] })
  text(_params: object, request: Request) {
    return request.makeResponse(TEXT, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  }

  @route('/form', { auth: 'none', methods: ['POST'], csrf: false })
  form({ title }: { title?: string }) {
    return title
  }

  @route('/order', { auth: 'none', type: 'json2', methods: ['GET'] })
  order() {
    return ORDER
  }

  @route('/order', { auth: 'none', type: 'json2', methods: ['POST'] })
  placeOrder({ number, customer, lines }: Partial<Order>) {
    return { number, customer, lines, total: totalOf(lines ?? []) }
  }

  @route('/rpc', { auth: 'none', type: 'json' })
  price(params: Partial<PriceCall>) {
    return priceOf(params as PriceCall)
  }
}

/** A controller of the five routes below a path. */
function sectionController(section: string) {
  return class Section extends Controller {
    @route(section, { name: section, auth: 'none', methods: ['GET'] })
    list() {
      return section
    }

    @route(`${section}/new`, { name: `${section} new`, auth: 'none', methods: ['GET'] })
    create() {
      return `${section} new`
    }

    @route(`${section}/<int:id>` as '/<int:id>', { name: `${section} show`, auth: 'none', methods: ['GET'] })
    show({ id }: { id: number }) {
      return `${section} ${id}`
    }

    @route(`${section}/<int:id>/edit` as '/<int:id>', { name: `${section} edit`, auth: 'none', methods: ['GET'] })
    edit({ id }: { id: number }) {
      return `edit ${id}`
    }

    @route(`${section}/<int:id>/pages/<int:page>` as '/<int:id>/<int:page>', {
      name: `${section} page`,
      auth: 'none',
      methods: ['GET'],
    })
    page({ id, page }: { id: number; page: number }) {
      return `${section} ${id} page ${page + 1}`
    }
  }
}

const bench = defineAddon({
  name: 'bench',
  depends: ['web'],
  controllers: [Bench, ...SECTIONS.map(sectionController)],
})

// Sessions are files, as by default; only the folder is one that is thrown away.
const dataFolder = mkdtempSync(join(tmpdir(), 'pergola-bench-'))
process.on('exit', () => rmSync(dataFolder, { recursive: true, force: true }))

const app = createApp({ addons: [bench], serverWide: ['web', 'bench'], accessLog: false, dataFolder })
const { port } = await app.listen({ port: 0 })
announce(port)
