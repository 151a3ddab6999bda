import { Controller, defineAddon, request, route } from 'pergola'
import { fields, Model } from 'pergola/models'

/** What is browsed and searched, with access rules. */
export class Sale extends Model {
  static override model = 'bench.sale'
  static override description = 'Sale'
  static override order = 'name, id'

  name = fields.char({ required: true })
  note = fields.char()
  amount = fields.float()
  quantity = fields.integer()
  state = fields.selection<string>([
    ['draft', 'Draft'],
    ['done', 'Done'],
  ])
  partner_id = fields.many2one('res.partner')
  user_id = fields.many2one('res.users', { index: true })
  company_id = fields.many2one('res.company')
}

/** Source: TechEmpower's World. */
export class World extends Model {
  static override model = 'bench.world'
  static override description = 'World'
  static override logAccess = false

  random_number = fields.integer({ required: true })
}

/** Source: TechEmpower's Fortune. */
export class Fortune extends Model {
  static override model = 'bench.fortune'
  static override description = 'Fortune'
  static override logAccess = false

  message = fields.char({ required: true })
}

declare module 'pergola/models' {
  interface Models {
    'bench.sale': Sale
    'bench.world': World
    'bench.fortune': Fortune
  }
}

class Worlds extends Controller {
  @route('/world/<int:id>', { auth: 'public', type: 'json2', methods: ['GET'], readonly: true })
  async one({ id }: { id: number }) {
    const world = await request.env['bench.world'].browse(id).load('random_number')
    return { id, randomNumber: world.random_number }
  }

  @route('/writable/<int:id>', { auth: 'public', type: 'json2', methods: ['GET'], readonly: false })
  async writable({ id }: { id: number }) {
    const world = await request.env['bench.world'].browse(id).load('random_number')
    return { id, randomNumber: world.random_number }
  }
}

export const bench = defineAddon({
  name: 'bench',
  depends: ['base', 'web'],
  models: [Sale, World, Fortune],
  controllers: [Worlds],
})
