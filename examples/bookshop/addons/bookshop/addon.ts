import { BeforeRender, defineAddon } from 'pergola'
import { Shop } from './controllers/shop.ts'
import { Cart } from './models/cart.ts'
import { catalogue } from './models/catalogue.ts'

export default defineAddon({
  name: 'bookshop',
  version: '1.0.0',
  summary: 'Sells classic books: a catalogue, a page for each book, a cart',
  depends: ['web'],
  controllers: [Shop],
  views: ['views/*.xml'],
  assets: {
    'web.assets_frontend': ['bookshop/static/shop.css', 'bookshop/static/*.css'],
  },
  setup(app) {
    app.addRequestMethod((request) => new Cart(request.session), { name: 'cart', property: true, reify: true })
    // The head of every page has the search form.
    app.subscribe(BeforeRender, ({ values }) => void (values['groups'] = catalogue().groups))
  },
})

declare module 'pergola' {
  interface Request {
    /** What this visitor wants to buy. */
    readonly cart: Cart
  }
}
