// Addons of the tests of databases: a counter, and an addon that changes how it counts.
import { Controller, defineAddon, request, Response, route } from 'pergola'
import { api, fields, Model, type Environment } from 'pergola/models'

export class Counter extends Model {
  static override model = 'test.counter'
  static override description = 'Counter'
  name = fields.char({ required: true })
  value = fields.integer({ default: 0 })
  shown = fields.char({ compute: 'computeShown' })

  @api.depends('value')
  computeShown(): void | Promise<void> {
    for (const counter of this) counter.shown = `${counter.value}`
  }
}

export class DoubleCounter extends Counter {
  note = fields.char({ default: 'doubled' })

  @api.depends('note')
  override computeShown(): void {
    void super.computeShown()
    for (const counter of this) counter.shown = `${counter.shown} ${counter.note}`
  }
}

export interface CounterRecord extends DoubleCounter {}
declare module 'pergola/models' {
  interface Models {
    'test.counter': CounterRecord
  }
}

export class CounterController extends Controller {
  @route('/counter/<model("test.counter"):counter>', { auth: 'public', readonly: true })
  async show({ counter }: { counter: CounterRecord }) {
    await counter.load('shown')
    return counter.shown
  }

  @route('/counter/<int:id>/add', { auth: 'public', csrf: false, methods: ['POST'] })
  async add({ id }: { id: number }) {
    const counter = await request.env['test.counter'].sudo().browse(id).load('value')
    await counter.write({ value: counter.value + 1 })
    request.session.set('added', Number(request.session.get('added') ?? 0) + 1)
    return String(counter.value)
  }

  /** Says that it only reads, and writes. */
  @route('/counter/<int:id>/sneak', { auth: 'public', readonly: true })
  async sneak({ id }: { id: number }) {
    const counter = await request.env['test.counter'].sudo().browse(id).load('value')
    await counter.write({ value: counter.value + 1 })
    return String(counter.value)
  }
}

export class DoubleController extends CounterController {
  @route()
  override async show(args: { counter: CounterRecord }) {
    const response = Response.load(await super.show(args))
    return `double: ${await response.text()}`
  }

  @route('/double', { auth: 'public', readonly: true })
  async double() {
    return String(await request.env['test.counter'].sudo().searchCount([['note', '=', 'doubled']]))
  }
}

export const counter = defineAddon({
  name: 'counter',
  depends: ['web'],
  models: [Counter],
  controllers: [CounterController],
  root: import.meta.dirname,
  hooks: {
    postInit: async (env: Environment) => {
      await env['test.counter'].create({ name: 'first' })
      const [model] = await env['ir.model'].search([['model', '=', 'test.counter']])
      await env['ir.model.access'].create({ name: 'all', model_id: model?.id, perm_read: true })
    },
  },
})

export const counterDouble = defineAddon({
  name: 'counter_double',
  depends: ['counter'],
  models: [DoubleCounter],
  controllers: [DoubleController],
  root: import.meta.dirname,
})
