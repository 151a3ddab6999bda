import { defineAddon } from 'pergola'
import { Shop } from './controllers/shop.ts'
import { Cart } from './models/cart.ts'
import { errorPages } from './pages/error-page.ts'

export default defineAddon({
  name: 'bookshop',
  version: '1.0.0',
  summary: 'Sells classic books: a catalogue, a page for each book, a cart',
  depends: ['web'],
  controllers: [Shop],
  setup(app) {
    app.addRequestMethod((request) => new Cart(request.session), { name: 'cart', property: true, reify: true })
    app.addTween('bookshop.error_pages', errorPages)
  },
})

declare module 'pergola' {
  interface Request {
    /** What this visitor wants to buy. */
    readonly cart: Cart
  }
}
