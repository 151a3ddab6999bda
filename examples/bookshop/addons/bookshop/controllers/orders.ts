import { Controller, NotFound, request, route } from 'pergola'
import { totalOf } from '../cart.ts'
import type { OrderRecord } from '../models/order.ts'

const MOST_ORDERS = 100

const noSuchOrder = (): never => {
  throw new NotFound('You have no such order.')
}

/** Buying, for who is logged in. */
export class Orders extends Controller {
  @route('/shop/checkout', { name: 'shop.checkout', auth: 'user', methods: ['GET'], readonly: true })
  async checkout() {
    const lines = await request.cart.lines(this.env)
    if (lines.length === 0) return request.redirect('/shop/cart')
    return request.render('bookshop.checkout', { lines, total: totalOf(lines), user: this.env.user.sudo() })
  }

  @route('/shop/checkout/confirm', { name: 'shop.checkout.confirm', auth: 'user', methods: ['POST'] })
  async confirm() {
    const order = await this.env['shop.order'].place(await request.cart.lines(this.env))
    request.cart.clear()
    request.session.flash('Thank you. Your order is placed.')
    return request.redirect(request.routePath('shop.order', { order }))
  }

  @route('/shop/orders', { name: 'shop.orders', auth: 'user', methods: ['GET'], readonly: true })
  async list() {
    const { partner_id: partner } = await this.env.user.sudo().load('partner_id')
    const orders = await this.env['shop.order'].search([['partner_id', '=', partner.id]], { limit: MOST_ORDERS })
    return request.render('bookshop.orders', { orders })
  }

  @route('/shop/orders/<model("shop.order"):order>', {
    name: 'shop.order',
    auth: 'user',
    methods: ['GET'],
    readonly: true,
    handleParamsAccessError: noSuchOrder,
  })
  async show({ order }: { order: OrderRecord }) {
    return request.render('bookshop.order', { order })
  }
}
